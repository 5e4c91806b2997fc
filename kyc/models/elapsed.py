"""Moments as whole seconds in SQL, so that both databases cut days and waits at the same place."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement


class epoch_seconds(FunctionElement[int]):  # noqa: N801  (a function of SQL)
    """A moment's seconds since 1970 in UTC; what is less than a second is dropped."""

    type = sa.Integer()
    inherit_cache = True


@compiles(epoch_seconds, "sqlite")
def _on_sqlite(element: epoch_seconds, compiler: SQLCompiler, **options: Any) -> str:
    return f"CAST(strftime('%s', {compiler.process(element.clauses, **options)}) AS INTEGER)"


@compiles(epoch_seconds, "postgresql")
def _on_postgresql(element: epoch_seconds, compiler: SQLCompiler, **options: Any) -> str:
    return f"CAST(floor(EXTRACT(epoch FROM {compiler.process(element.clauses, **options)})) AS BIGINT)"

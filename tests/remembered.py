"""What each application compiles anew though it is always the same: kept for all tests of a process."""

from __future__ import annotations

import os
from typing import Any

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Engine
from sqlalchemy.util import LRUCache
from werkzeug.routing import Rule


def addresses() -> None:
    """Nine tenths of making an application is compiling how its addresses are built."""
    compile_builder, known = Rule._compile_builder, dict[tuple[Any, ...], Any]()

    def from_memory(self: Rule, append_unknown: bool = True) -> Any:
        key = (tuple(self._trace), str(self.defaults), append_unknown)
        if key not in known:
            known[key] = compile_builder(self, append_unknown)
        return known[key]

    Rule._compile_builder = from_memory  # type: ignore[method-assign]


def writes() -> None:
    """Nothing of a test has to outlast a power cut: images are not flushed, as PostgreSQL is not. Processes flush."""
    os.fsync = lambda descriptor: None


def statements() -> None:
    """Two fifths of a test were compiling statements: an engine keeps its own, by a dialect of its own."""
    known: Any = LRUCache(5000)
    Engine._compiled_cache = property(lambda engine: known, lambda engine, own: None)  # type: ignore[assignment]
    for kind in (sqlite.dialect, postgresql.psycopg.dialect):
        kind.__eq__ = lambda self, other: type(self) is type(other)
        kind.__hash__ = lambda self: hash(type(self))

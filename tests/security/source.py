"""The server's source, parsed once for all that is looked for in it."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from functools import cache
from pathlib import Path

SOURCE = Path(__file__).resolve().parents[2] / "kyc"


@cache
def texts() -> Mapping[str, str]:
    """Every module but the migrations, by its path."""
    paths = (path for path in sorted(SOURCE.rglob("*.py")) if "migrations" not in path.parts)
    return {str(path.relative_to(SOURCE)): path.read_text() for path in paths}


@cache
def nodes() -> Mapping[str, tuple[ast.AST, ...]]:
    """The nodes of each, in no order that matters."""
    return {file: tuple(ast.walk(ast.parse(text))) for file, text in texts().items()}

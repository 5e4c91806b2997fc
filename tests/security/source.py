"""The server's source, parsed once for all searches in it."""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

SOURCE = Path(__file__).resolve().parents[2] / "kyc"


@cache
def texts() -> Mapping[str, str]:
    """Every module but the migrations, by its path."""
    paths = (path for path in sorted(SOURCE.rglob("*.py")) if "migrations" not in path.parts)
    return {str(path.relative_to(SOURCE)): path.read_text() for path in paths}


def nodes(about: str) -> Mapping[str, tuple[ast.AST, ...]]:
    """The nodes of every module whose text contains the pattern, in no particular order."""
    return {file: _nodes(file) for file, text in texts().items() if re.search(about, text)}


@cache
def _nodes(file: str) -> tuple[ast.AST, ...]:
    return tuple(ast.walk(ast.parse(texts()[file])))

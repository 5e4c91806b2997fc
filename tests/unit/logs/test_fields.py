"""The closed list of log fields: all that is logged is on it, all of it is used, and the operators' page has it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import kyc
from kyc.logs.fields import FIELDS, TEXT

ROOT = Path(kyc.__file__).parent
SAYING = {"debug", "info", "warning", "error", "say"}
IN_EVERY = {"timestamp", "level", "event", "request", "job", "challenge", "delivery", "verification"}
OF_REQUESTS = {"method", "route", "status", "ms", "key"}
BY_ITSELF = IN_EVERY | OF_REQUESTS
"""What stands in lines without being passed by name: bound to a request or a job, or put together by hand."""


def said() -> Iterator[tuple[str, str]]:
    """Every field that a call of a logger names, and the file."""
    for path in ROOT.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and _is_logging(node.func):
                yield from ((keyword.arg, path.name) for keyword in node.keywords if keyword.arg)


def _is_logging(function: ast.expr) -> bool:
    if isinstance(function, ast.Name):
        return function.id == "say"
    logger = isinstance(function, ast.Attribute) and function.attr in SAYING
    return logger and isinstance(function.value, ast.Name) and function.value.id == "log"


def test_nothing_is_logged_under_another_name() -> None:
    assert {(field, file) for field, file in said() if field not in FIELDS} == set()


def test_no_field_is_on_the_list_for_nothing() -> None:
    assert set(FIELDS) - {field for field, _ in said()} - BY_ITSELF == set()


def test_texts_are_fields() -> None:
    assert set(FIELDS) >= TEXT


def test_operators_read_of_every_field() -> None:
    page = (ROOT.parent / "docs" / "operate" / "logs.md").read_text()
    told = dict(re.findall(r"^\| `(\w+)` \| (.+) \|$", page, re.M))
    assert {name: words.replace("`", "") for name, words in told.items()} == dict(FIELDS)

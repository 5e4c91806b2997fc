"""Whatever a stranger could find out byte by byte is compared in constant time, everywhere in the source."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator

import pytest

from tests.security.source import nodes, texts

pytestmark = [pytest.mark.one_database, pytest.mark.xdist_group("source")]
SECRET = ("token", "secret", "password", "nonce", "pepper", "signature", "api_key", "uniquifier", "get_secret_value")
DIGESTS = ("token_digest", "watcher_digest", "nonce_digest", "key_digest")
NONE_OF_A_STRANGERS = ("cli/",)
"""The operator's commands compare their own files with their own settings."""


def named(node: ast.expr) -> str:
    """What an expression is called, as far as a name says it."""
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
        case ast.Call(func=inner) | ast.Await(value=inner):
            return named(inner)
        case ast.Subscript(slice=ast.Constant(value=str(name))):
            return name
    return ""


def is_secret(node: ast.expr) -> bool:
    name = named(node).strip("_")
    return name.endswith((*SECRET, *DIGESTS)) and not name.isupper()


def compared(nodes: Iterable[ast.AST]) -> Iterator[int]:
    """Lines in which a secret stands beside == or != and something that is no constant."""
    for node in nodes:
        if isinstance(node, ast.Compare) and all(isinstance(one, ast.Eq | ast.NotEq) for one in node.ops):
            sides = [node.left, *node.comparators]
            if any(map(is_secret, sides)) and not any(isinstance(side, ast.Constant) for side in sides):
                yield node.lineno


def test_no_secret_is_compared_letter_by_letter() -> None:
    """In SQL == is a condition on a column, which an index answers."""
    found = []
    for file, those in nodes(rf"(?:{'|'.join(SECRET)}|digest)\b.*[!=]=|[!=]=.*(?:{'|'.join(SECRET)}|digest)\b").items():
        lines, sql = texts()[file].splitlines(), "from sqlalchemy" in texts()[file]
        if not file.startswith(NONE_OF_A_STRANGERS):
            condition = [bool(sql and re.search(r"(where|select)\(", line)) for line in lines]
            found += [f"{file}:{line}" for line in compared(those) if not condition[line - 1]]
    assert found == []


@pytest.mark.parametrize(
    "source",
    [
        "row.token_digest != digest(token)",
        "session['token'] == given",
        "settings.metrics_token.get_secret_value() == given",
        "password == other",
        "a.fs_uniquifier == who",
    ],
)
def test_a_comparison_letter_by_letter_is_found(source: str) -> None:
    assert list(compared(ast.walk(ast.parse(source)))) == [1]


@pytest.mark.parametrize("source", ["kind == 'token'", "token is None", "hmac.compare_digest(token, given)", "a == b"])
def test_what_tells_nothing_of_a_secret_is_let_be(source: str) -> None:
    assert list(compared(ast.walk(ast.parse(source)))) == []

"""What the source never does with words that came from outside: run, evaluate, unpack or build something of them."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable
from functools import cache

import pytest

from tests.security.source import SOURCE, nodes, texts

pytestmark = [pytest.mark.one_database, pytest.mark.xdist_group("source")]
GUESSABLE = ("demo/", "domain/challenge.py")
"""`random` is for drawn people, and names the type of the dice that others throw with `secrets`."""
OF_TABLES = ("adapters/documents/labels.py", "adapters/documents/viz.py")
"""Patterns of words of our own, and of letters and digits alone."""
WORTH_A_LOOK = (
    r"\bre\.\w+\(|shell=|\b(?:text|execute|executescript|exec_driver_sql|system|popen|getoutput|eval|exec|compile)\("
    r"|__import__|from_string|render_template_string|\bTemplate\(|\b(?:md5|sha1)\(|MD5|SHA1|ECB|DES\b|ARC4|Blowfish|PKCS1|CBC"
)
QUOTED = ("models/base.py", "models/leftovers.py", "adapters/pocketbase/")
"""Pragmas, a maintenance command, and tables of another program, whose names are quoted."""


@cache
def calls() -> tuple[tuple[str, str, ast.Call], ...]:
    """Every call: its file, the last part of what is called, and the call itself."""
    return tuple(
        (file, node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", ""), node)
        for file, those in nodes(WORTH_A_LOOK).items()
        for node in those
        if isinstance(node, ast.Call)
    )


def owner(call: ast.Call) -> str:
    return getattr(getattr(call.func, "value", None), "id", "")


def is_built(node: ast.expr | None) -> bool:
    """Whether a text is put together from others that are no constants of a module."""
    if isinstance(node, ast.JoinedStr):
        parts = [part.value for part in node.values if isinstance(part, ast.FormattedValue)]
        return not all(isinstance(part, ast.Name) and part.id.strip("_").isupper() for part in parts)
    if isinstance(node, ast.BinOp):
        return is_built(node.left) or is_built(node.right) or isinstance(node.op, ast.Mod)
    return isinstance(node, ast.Call) and getattr(node.func, "attr", "") in ("format", "join")


def found(wrong: Callable[[str, ast.Call], bool]) -> list[str]:
    return [f"{file}:{call.lineno}" for file, name, call in calls() if wrong(name, call)]


def imported(*modules: str) -> list[str]:
    """Files that import one of these."""
    spoken = re.compile(rf"^\s*(?:import|from) (?:{'|'.join(modules)})\b", re.M)
    return [file for file, text in texts().items() if spoken.search(text)]


def test_the_whole_source_is_read() -> None:
    assert len(texts()) > 300
    assert len(calls()) > 1000


def test_no_statement_is_put_together_from_text() -> None:
    statements = ("text", "exec_driver_sql", "execute", "executescript")
    built = found(lambda name, call: name in statements and bool(call.args) and is_built(call.args[0]))
    assert [place for place in built if not place.startswith(QUOTED)] == []


def test_no_command_goes_through_a_shell() -> None:
    def through_a_shell(name: str, call: ast.Call) -> bool:
        shell = any(word.arg == "shell" and getattr(word.value, "value", None) is True for word in call.keywords)
        return shell or (name in ("system", "popen", "getoutput") and owner(call) in ("os", "subprocess"))

    assert found(through_a_shell) == []


def test_no_pattern_is_put_together_from_what_came() -> None:
    def of_what_came(name: str, call: ast.Call) -> bool:
        return owner(call) == "re" and name != "escape" and bool(call.args) and is_built(call.args[0])

    assert [place for place in found(of_what_came) if not place.startswith(OF_TABLES)] == []


def test_nothing_is_evaluated() -> None:
    assert (
        found(lambda name, call: isinstance(call.func, ast.Name) and name in ("eval", "exec", "compile", "__import__"))
        == []
    )


def test_no_template_is_built_from_what_came() -> None:
    assert found(lambda name, call: name in ("render_template_string", "Template", "from_string")) == []


def test_nothing_is_unpickled() -> None:
    assert imported("pickle", "marshal", "shelve", "dill", "yaml") == []


def test_no_weak_cipher_or_digest_is_used() -> None:
    weak = {"md5", "sha1", "MD5", "SHA1", "ECB", "TripleDES", "ARC4", "Blowfish", "PKCS1v15", "CBC"}
    assert found(lambda name, call: name in weak) == []
    spoken = re.compile(r"""["'](?:md5|sha1)["']""")
    assert [file for file, text in texts().items() if spoken.search(text)] == []


def test_no_secret_comes_from_a_generator_that_can_be_guessed() -> None:
    assert [file for file in imported("random") if not file.startswith(GUESSABLE)] == []


def test_browsers_keep_choices_and_nothing_of_a_person() -> None:
    """What a page keeps in the browser is a yes or a no; a database or a cache of its own it has not."""
    scripts = {path.name: path.read_text() for path in (SOURCE / "static").rglob("*.js")}
    kept = [one for text in scripts.values() for one in re.findall(r"Storage\.setItem\(([^;]*)\);", text)]
    assert kept
    assert [one for one in kept if not re.fullmatch(r"""\w+, (?:"yes"|"no"|\w+\(\) \? "no" : "yes")""", one)] == []
    assert [name for name, text in scripts.items() if re.search(r"indexedDB|document\.cookie|caches\.", text)] == []


@pytest.mark.parametrize(
    ("source", "built"),
    [
        ('f"SELECT {name}"', True),
        ('f"{_NAMES}+"', False),
        ('"SELECT " + "1"', False),
        ('"x %s" % name', True),
        ('"{}".format(name)', True),
        ('"plain"', False),
    ],
)
def test_a_text_that_is_put_together_is_known(source: str, built: bool) -> None:
    assert is_built(ast.parse(source, mode="eval").body) is built

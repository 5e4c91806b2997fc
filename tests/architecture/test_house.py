"""The rules of the architecture, checked by reading the source."""

from __future__ import annotations

import ast
import re
import statistics
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCES = sorted(path for path in (ROOT / "kyc").rglob("*.py") if "versions" not in path.parts)
TESTS = sorted((ROOT / "tests").rglob("*.py"))


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def functions(paths: list[Path]) -> Iterator[tuple[Path, ast.FunctionDef]]:
    for path in paths:
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef):
                yield path, node


def lines_of(path: Path) -> int:
    return path.read_text().count("\n")


@pytest.mark.parametrize("path", SOURCES, ids=name)
def test_each_module_opens_with_one_sentence(path: Path) -> None:
    text = ast.get_docstring(ast.parse(path.read_text()))
    assert text
    assert text.split("\n", 1)[0].rstrip().endswith((".", ":", "`")) or "\n" in text


@pytest.mark.parametrize("path", SOURCES, ids=name)
def test_no_file_grows_into_a_hall(path: Path) -> None:
    assert lines_of(path) <= 260


def test_files_are_small_in_the_middle() -> None:
    assert statistics.median(lines_of(path) for path in SOURCES) <= 100


def test_functions_are_short() -> None:
    lengths = {
        f"{name(path)}:{node.name}": (node.end_lineno or 0) - node.lineno + 1 for path, node in functions(SOURCES)
    }
    assert statistics.median(lengths.values()) <= 8.5
    assert {where: length for where, length in lengths.items() if length > 42} == {}


def test_only_one_place_commits() -> None:
    committing = {name(path) for path in SOURCES if re.search(r"\.commit\(\)", path.read_text())}
    assert committing <= {"kyc/models/base.py"} | EXCUSED_COMMITS


# Flask-Security commits through its datastore; docs/decisions says why and how.
EXCUSED_COMMITS = {"kyc/web/staff/security.py", "kyc/web/staff/entrance/accounts.py"}


def test_only_one_door_writes_the_state() -> None:
    writing = re.compile(r"\.state\s*=[^=]|values\([^)]*\bstate\s*=")
    found = {name(path) for path in SOURCES if re.search(r"verification\.state\s*=[^=]", path.read_text())}
    assert found == {"kyc/services/verification/transitions.py"}
    assert writing.search("verification.state = x")


def test_services_and_domain_never_see_a_request() -> None:
    for path in SOURCES:
        if path.relative_to(ROOT).parts[1] in ("services", "domain", "checks", "adapters", "models"):
            assert not re.search(r"from flask import .*\b(request|g|session|current_app)\b", path.read_text()), name(
                path
            )


def test_nothing_is_put_off_or_silenced() -> None:
    marks = re.compile(r"\b(TODO|FIXME|HACK)\b|# type: ignore$|pytest\.mark\.(skip|xfail)|assert True\b", re.M)
    for path in [*SOURCES, *TESTS]:
        if path != Path(__file__):
            assert not marks.search(path.read_text()), name(path)


def test_tests_outweigh_the_source() -> None:
    source = sum(map(lines_of, SOURCES))
    assert sum(map(lines_of, TESTS)) >= 1.3 * source


def called(node: ast.Call) -> str:
    return node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")


def asserts(node: ast.AST, helpers: frozenset[str] = frozenset()) -> bool:
    """Whether something can fail: an assertion, `raises`, Playwright's `expect`, or a helper that asserts itself."""
    judging = {"raises", "expect", "validate", "fail", *helpers}
    return any(
        isinstance(one, ast.Assert) or (isinstance(one, ast.Call) and called(one) in judging) for one in ast.walk(node)
    )


ASSERTING = frozenset(node.name for _, node in functions(TESTS) if not node.name.startswith("test_") and asserts(node))


@pytest.mark.parametrize("path", [path for path in TESTS if path.name.startswith("test_")], ids=name)
def test_every_test_can_fail(path: Path) -> None:
    tests = [node for _, node in functions([path]) if node.name.startswith("test_")]
    assert [node.name for node in tests if not asserts(node, ASSERTING)] == []


def test_no_template_has_inline_script_or_style() -> None:
    inline = re.compile(r"<script(?![^>]*\bsrc=)|\bstyle=|<style|\bon[a-z]+=\"|javascript:", re.I)
    templates = list((ROOT / "kyc" / "templates").rglob("*.html"))
    assert templates
    assert {name(path) for path in templates if inline.search(path.read_text())} == set()


def test_no_tracked_text_names_a_registry_or_a_machine() -> None:
    suspicious = re.compile(r"index.url|extra.index|find.links|(^|[\s\"'=])/(work|farm)/")
    for path in [*SOURCES, *TESTS, *ROOT.glob("requirements/*"), ROOT / "Makefile", ROOT / "pyproject.toml"]:
        if path != Path(__file__):
            assert not suspicious.search(path.read_text()), name(path)

"""The page of errors names every code that there is, and no other."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from kyc.config import Settings
from kyc.domain.errors import DomainError
from kyc.domain.reasons import CATALOGUE
from kyc.web import limits
from kyc.web.problems import TITLES
from tests.conformance.pages import DOCS, ROOT
from tests.make import TEST_KEY

pytestmark = pytest.mark.one_database
PAGE = (DOCS / "errors.md").read_text()
PROBLEMS, _, REFUSALS = PAGE.partition("## Refused images")
IMAGES, _, MOVES = REFUSALS.partition("With [head movements]")
WORDED = (400, 405, 413, 415, 429, 500, 503)
"""Statuses that no view answers by itself: werkzeug, the limiter and crashes; their code is their title."""
SAID_BY = ("kyc/services/verification", "kyc/services/liveness", "kyc/web", "kyc/adapters/images")
NOT_UPLOADS = {"logo.py"}


def cells(text: str, column: int) -> set[str]:
    rows = [line.split("|")[column] for line in text.splitlines() if re.match(r"\| [`\d]", line)]
    return {code for cell in rows for code in re.findall(r"`([a-z_]+)`", cell)}


def section(name: str) -> set[str]:
    """The codes under one heading of the catalogue."""
    source = (ROOT / "kyc/domain/reasons.toml").read_text()
    return set(re.findall(r"^\[(\w+)\]$", source.split(f"# {name}")[1].split("\n# ")[0], re.M))


def literals(pattern: str, *folders: str) -> set[str]:
    files = [file for folder in folders for file in (ROOT / folder).rglob("*.py") if file.name not in NOT_UPLOADS]
    return {code for file in files for code in re.findall(pattern, file.read_text())}


def errors(kind: type[DomainError] = DomainError) -> Iterator[type[DomainError]]:
    for one in kind.__subclasses__():
        yield one
        yield from errors(one)


def problems() -> set[str]:
    """By the classes of errors, by hand, and by the titles of statuses."""
    raised = {one.code for one in errors() if "code" in vars(one) and one.__module__.startswith("kyc.")}
    titled = {TITLES[status].lower().replace(" ", "_") for status in WORDED}
    return raised | titled | literals(r'problem\(\s*\d{3}, "(\w+)"', "kyc/web")


def test_the_table_of_problems_is_the_codes_of_the_source(app: Flask) -> None:
    assert app.blueprints["v1"], "all of the door is imported"
    assert cells(PROBLEMS, 2) == problems()


def test_each_status_of_the_table_is_one_that_is_given() -> None:
    told = {int(line.split("|")[1]) for line in PROBLEMS.splitlines() if re.match(r"\| \d", line)}
    assert told == set(TITLES)


def test_the_refusals_of_images_are_those_of_the_source() -> None:
    told, said = cells(IMAGES, 1), literals(r'\bRefused\("(\w+)"', *SAID_BY)
    face = literals(r'"((?:multiple|face)_\w+)"', "kyc/adapters/images") & set(CATALOGUE)
    assert told == section("the image, answered at upload") | face | {"document_type_not_accepted"}
    assert said <= told | cells(MOVES, 1)


def test_the_refusals_of_head_movements_are_those_of_the_source() -> None:
    told = cells(MOVES.split("## Limits")[0], 1)
    rules = literals(r'"(too_late|frames_\w+)"', "kyc/domain") & set(CATALOGUE)
    said = literals(r'Refused\("((?:challenge|nonce)_\w+)"', *SAID_BY)
    assert told == rules | said


def test_the_limits_are_those_of_the_source(app: Flask) -> None:
    told = cells(PAGE.split("## Limits")[1], 1)
    client, seen = app.test_client(), set()
    for method, path in (("POST", "/v1/sessions"), ("GET", "/v1/sessions"), ("GET", "/api/profiles/x"), ("GET", "/")):
        answer = client.open(path, method=method, headers={"x-api-key": TEST_KEY})
        seen |= set(re.findall(r'^"(\w+)"', answer.headers["RateLimit"]))
    assert told == seen


@pytest.mark.parametrize(
    ("name", "number"), [("create_limit", "1,200"), ("read_limit", "6,000"), ("status_limit", "120")]
)
def test_the_defaults_are_those_of_the_settings(name: str, number: str) -> None:
    assert Settings.model_fields[name].default == f"{number.replace(',', '')}/minute"
    for page in (PAGE, (ROOT / "docs/operate/limits.md").read_text()):
        assert f"{number} a minute" in page
    assert callable(getattr(limits, name))


def test_every_page_that_is_linked_is_there() -> None:
    for page in [*DOCS.glob("*.md"), ROOT / "docs/quickstart.md", ROOT / "README.md"]:
        for target, anchor in re.findall(r"\]\((?!http)([^)#]*)#?([^)]*)\)", page.read_text()):
            found = (page.parent / target).resolve() if target else page
            assert found.exists(), (page.name, target)
            assert not anchor or anchor in anchors(found), (page.name, anchor)


def anchors(page: Path) -> set[str]:
    """The headings of a page as a link spells them."""
    titles = re.findall(r"^#+ (.*)$", page.read_text(), re.M)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}

"""The style sheets keep to the tokens, to logical directions, and to one another."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import kyc

STATIC = Path(kyc.__file__).with_name("static")
TEMPLATES = Path(kyc.__file__).with_name("templates")
SHEETS = sorted(STATIC.glob("*.css"))
TOKENS = STATIC / "tokens.css"
each_sheet = pytest.mark.parametrize("sheet", SHEETS, ids=lambda path: path.name)
PHYSICAL = re.compile(
    r"(?<![\w-])(?:(?:min-|max-)?(?:width|height)|left|right|top|bottom|float"
    r"|(?:margin|padding|border)-(?:left|right|top|bottom)|text-align:\s*(?:left|right))\s*:"
)


def rules(sheet: Path) -> str:
    """A sheet without comments and without the conditions of its media queries."""
    return re.sub(r"/\*.*?\*/|@media[^{]*", " ", sheet.read_text(), flags=re.S)


def defined(text: str) -> set[str]:
    return set(re.findall(r"(?<![\w-])(--[\w-]+)\s*:", text))


@pytest.mark.parametrize("sheet", [sheet for sheet in SHEETS if sheet != TOKENS], ids=lambda path: path.name)
def test_every_colour_is_a_token(sheet: Path) -> None:
    assert re.findall(r"#[0-9a-fA-F]{3,8}\b|\b(?:rgb|hsl|oklch|color)a?\([^)]*\)", rules(sheet)) == []


@each_sheet
def test_every_token_that_is_used_is_there(sheet: Path) -> None:
    known = defined(TOKENS.read_text()) | defined(rules(sheet))
    assert set(re.findall(r"var\((--[\w-]+)", rules(sheet))) - known == set()


def test_every_token_is_used() -> None:
    used = set(re.findall(r"var\((--[\w-]+)", " ".join(rules(sheet) for sheet in SHEETS)))
    assert defined(TOKENS.read_text()) - used == set()


@each_sheet
def test_directions_are_logical(sheet: Path) -> None:
    assert PHYSICAL.findall(rules(sheet)) == []


def test_every_colour_that_has_a_meaning_is_there_in_both_themes() -> None:
    light, dark = TOKENS.read_text().split("@media screen and (prefers-color-scheme: dark)")
    colours = set(re.findall(r"(--[\w-]+): (?:#|rgb|0 1px)", light))
    whatever = {name for name in colours if "picture" in name} | {"--sheet"}
    assert defined(dark.split("@media print")[0]) == colours - whatever


def test_dark_colours_are_for_screens() -> None:
    for sheet in SHEETS:
        for condition in re.findall(r"@media([^{]*prefers-color-scheme: dark[^{]*)", sheet.read_text()):
            assert condition.startswith(" screen and"), sheet.name


def test_every_sheet_that_a_template_names_is_there() -> None:
    named = set()
    for template in TEMPLATES.rglob("*.html"):
        named |= set(re.findall(r"[\w-]+\.css", template.read_text()))
    assert named - {sheet.name for sheet in SHEETS} == set()
    assert {sheet.name for sheet in SHEETS} - named == set(), "a sheet that no page has"

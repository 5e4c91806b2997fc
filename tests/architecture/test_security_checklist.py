"""The security checklist names every requirement of ASVS 5.0.0 up to level 2, and nothing that does not exist."""

from __future__ import annotations

import ast
import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import pytest

from kyc.config import Settings

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "operate" / "security.md"
STATES = {"test", "setting", "design", "documented", "partly", "not met", "operator", "n/a"}
ROW = re.compile(r"^\| (\d+\.\d+\.\d+) \| ([12]) \| ([^|]+) \| ([^|]+) \| ([^|]+) \|$", re.M)
NAMED = re.compile(r"`((?:[\w-]+/)+[\w-]+\.py)(?:::(\w+))?`")
SETTING = re.compile(r"`([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+)(?:=[^`]*)?`")
LINK = re.compile(r"\]\((?!https?:)([^)#]+)?(?:#([^)]+))?\)")
# Section: its requirements of level 1, then those of level 2 (ASVS 5.0.0, May 2025: 70 and 183).
WANTED = """
1.1:/1-2 1.2:1-5/6-9 1.3:1-2/3-11 1.4:/1-3 1.5:1/2
2.1:1/2-3 2.2:1-2/3 2.3:1/2-4 2.4:/1
3.2:1-2/ 3.3:1/2-4 3.4:1-2/3-6 3.5:1-3/4-5 3.7:/1-2
4.1:1/2-3 4.2:/1 4.3:/1-2 4.4:1/2-4
5.1:/1 5.2:1-2/3 5.3:1-2/ 5.4:/1-3
6.1:1/2-3 6.2:1-8/9-12 6.3:1-2/3-4 6.4:1-2/3-4 6.5:/1-5 6.6:/1-3 6.8:/1-4
7.1:/1-3 7.2:1-4/ 7.3:/1-2 7.4:1-2/3-5 7.5:/1-2 7.6:/1-2
8.1:1/2 8.2:1-2/3 8.3:1/ 8.4:/1
9.1:1-3/ 9.2:1/2-4
10.1:/1-2 10.2:/1-2 10.3:/1-4 10.4:1-5/6-11 10.5:/1-5 10.6:/1-2 10.7:/1-3
11.1:/1-2 11.2:/1-3 11.3:1-2/3 11.4:1/2-4 11.5:/1 11.6:/1
12.1:1/2-3 12.2:1-2/ 12.3:/1-4
13.1:/1 13.2:/1-5 13.3:/1-2 13.4:1/2-5
14.1:/1-2 14.2:1/2-4 14.3:1/2-3
15.1:1/2-3 15.2:1/2-3 15.3:1/2-7
16.1:/1 16.2:/1-5 16.3:/1-4 16.4:/1-3 16.5:/1-3
17.1:/1 17.2:/1-4 17.3:/1-2
"""


@dataclass(frozen=True)
class Row:
    id: str
    level: str
    asked: str
    state: str
    held: str

    def tests(self) -> list[tuple[str, str]]:
        return [(file, name) for file, name in NAMED.findall(self.held) if not file.startswith("kyc/")]


ROWS = [Row(*found) for found in ROW.findall(PAGE.read_text())]


def wanted() -> dict[str, str]:
    """Each requirement with its level."""
    found = {}
    for section, levels in (entry.split(":") for entry in WANTED.split()):
        for level, span in zip("12", levels.split("/"), strict=True):
            if span:
                first, _, last = span.partition("-")
                found |= {f"{section}.{number}": level for number in range(int(first), int(last or first) + 1)}
    return found


def anchors(page: Path) -> set[str]:
    """The addresses of a page's headings, as the places that show Markdown make them."""
    headings = re.findall(r"^#+ (.+)$", page.read_text(), re.M)
    return {re.sub(r"[^\w -]", "", heading.lower()).strip().replace(" ", "-") for heading in headings}


def test_every_requirement_of_both_levels_is_there_once() -> None:
    assert {row.id: row.level for row in ROWS} == wanted()
    assert len(ROWS) == 253
    assert Counter(row.level for row in ROWS) == {"1": 70, "2": 183}


def test_every_state_is_one_that_is_explained() -> None:
    assert [row.id for row in ROWS if row.state not in STATES] == []
    explained = set(re.findall(r"^\| ([a-z/ ]+) \| [^|]+ \|$", PAGE.read_text(), re.M))
    assert explained >= STATES


def test_whatever_is_said_to_be_held_names_what_holds_it() -> None:
    held = {
        "test": lambda row: bool(row.tests()),
        "setting": lambda row: bool(row.tests() or SETTING.search(row.held)),
        "design": lambda row: "`kyc/" in row.held,
        "documented": lambda row: bool(LINK.search(row.held) or "below, *" in row.held),
    }
    assert [row.id for row in ROWS if row.state in held and not held[row.state](row)] == []
    assert [row.id for row in ROWS if len(row.held.strip()) < 8] == []


@pytest.mark.parametrize("file", sorted({file for row in ROWS for file, _ in row.tests()}))
def test_every_test_that_is_named_exists(file: str) -> None:
    tree = ast.parse((ROOT / "tests" / file).read_text())
    there = {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)}
    named = {name for row in ROWS for known, name in row.tests() if known == file and name}
    assert named <= there


def test_every_setting_and_every_file_that_is_named_exists() -> None:
    settings = {name.upper() for name in Settings.model_fields}
    named = {name for row in ROWS for name in SETTING.findall(row.held)}
    assert named - settings == set()
    files = set(re.findall(r"`(kyc/[\w/.-]+)`", PAGE.read_text()))
    assert [file for file in files if not (ROOT / file).exists()] == []


def test_every_link_leads_somewhere() -> None:
    for place, anchor in LINK.findall(PAGE.read_text()):
        target = (PAGE.parent / place).resolve() if place else PAGE
        assert target.exists(), place
        assert not anchor or anchor in anchors(target), (place, anchor)

"""The page on the document check names every sub-check and every reason that there is, and no other."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

from kyc.domain.decision import policy_from
from kyc.domain.document_rules import WEAK_SIGNS
from kyc.domain.reasons import CATALOGUE
from tests.unit.checks.document_evidence import reading, verdict

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "partner" / "document-check.md").read_text()
ROW = re.compile(r"^\| (?:`(\w+)`)? ?\| (`.+?`) \| .+? \| (.+?) \| (.+?) \|$", re.M)
CODE = re.compile(r"`(\w+)`")


def rows() -> list[tuple[str, list[str], list[str], str]]:
    """Breakdown, sub-checks, reasons and what they may come to, line by line."""
    found, group = [], ""
    for named, subs, reasons, outcome in ROW.findall(PAGE):
        group = named or group
        found.append((group, CODE.findall(subs), CODE.findall(reasons), outcome))
    return found


def test_every_sub_check_stands_in_the_table_in_its_order() -> None:
    told: dict[str, list[str]] = {}
    for group, subs, *_ in rows():
        told.setdefault(group, []).extend(subs)
    assert told == {name: list(group["breakdown"]) for name, group in verdict(reading()).breakdown.items()}


def test_every_reason_of_the_page_is_in_the_catalogue() -> None:
    told = {code for *_, reasons, _ in rows() for code in reasons}
    assert len(told) > 25
    assert told <= set(CATALOGUE)
    said = re.search(r"Why a sub-check is `not_performed`: (.+?)\n\n", PAGE, re.S)
    assert said
    assert set(CODE.findall(said[1])) <= set(CATALOGUE)


def test_what_is_weak_is_called_so() -> None:
    weak = {code for *_, reasons, outcome in rows() if outcome == "review, weak" for code in reasons}
    assert weak == WEAK_SIGNS


def test_the_policy_of_the_page_is_one() -> None:
    table = re.search(r"```toml\n(.*?)```", PAGE, re.S)
    assert table
    rules = [{"name": "x", "outcome": "manual_review"}]
    policy = policy_from({"version": "1", "required": [], "rules": rules} | tomllib.loads(table[1]))
    assert policy.document.minimum_age == 18
    assert policy.document.countries == {"SGP", "MYS", "DEU"}

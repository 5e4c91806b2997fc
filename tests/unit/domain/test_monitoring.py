"""Which matches of an approved applicant are told of."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kyc.domain.evidence import Engine, ListVersion, Match, Mode, Screening
from kyc.domain.monitoring import Approved, list_names, raised
from kyc.domain.screening import Person

REAL, SAMPLE = ListVersion("Real", "2026-11-01", 3, "v1"), ListVersion("Sample", "2026-11-01", 3, "v1", sample=True)
JANE = Approved("p1", "sess_1", "live", Person("Jane Doe"))
FOUND = Screening(
    tuple(Match(f"e{one}", "Real", "Jane Doe", 0.9, {"name": 1.0}, fingerprint=f"print{one}") for one in range(3)),
    (REAL,),
    0.85,
    0.7,
    Engine("watchlist", "1"),
)


@pytest.mark.parametrize(
    ("wanted", "told"),
    [(None, ["e0", "e1", "e2"]), ({"print1"}, ["e1"]), (set(), []), ({"other"}, [])],
)
def test_only_matches_with_what_changed_are_told_of(wanted: set[str] | None, told: list[str]) -> None:
    assert [one.match.entity_id for one in raised(JANE, FOUND, wanted)] == told


def test_what_was_seen_to_at_the_approval_is_not_told_of_again() -> None:
    seen = replace(JANE, seen=frozenset({"print0", "print2"}))
    assert [one.match.entity_id for one in raised(seen, FOUND, None)] == ["e1"]


def test_what_is_told_names_the_person_and_the_lists() -> None:
    told = raised(JANE, FOUND, {"print1"})[0]
    assert (told.approved, told.lists) == (JANE, (REAL,))


@pytest.mark.parametrize(("mode", "names"), [("live", {("Real", "v1")}), ("test", {("Real", "v1"), ("Sample", "v1")})])
def test_samples_are_lists_in_test_mode_alone(mode: Mode, names: set[tuple[str, str]]) -> None:
    assert list_names([REAL, SAMPLE], mode) == names

"""Results of practice: one's own by month, and the team's errors without anybody's name."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from kyc.domain.training import Share, Truth
from kyc.models import StaffUser, TrainingCase, transaction
from kyc.services.training import cases, results
from tests import practice
from tests.unit.services.verification.test_uploads import Shelf

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.fixture
def three(session: Session) -> dict[str, TrainingCase]:
    """A case of each truth, by its truth, and two people."""
    with transaction(session):
        session.add_all(StaffUser(id=who, email=f"{who}@example.org", fs_uniquifier=str(who)) for who in (7, 8))
    return {truth.value: practice.added(session, Shelf(), truth.value, truth) for truth in Truth}


def test_who_answered_nothing_has_no_results(session: Session, three: dict[str, TrainingCase]) -> None:
    mine = results.own(session, 7)
    assert (mine, results.by_month(mine)) == ([], {})
    assert results.marks(mine).right == Share(0, 0)
    assert results.team(session).people == 0


def test_ones_own_answers_are_marked_by_month(session: Session, three: dict[str, TrainingCase]) -> None:
    practice.answered(session, three["genuine"], 7, "genuine", at=NOW - timedelta(days=40))
    practice.answered(session, three["lookalike"], 7, "genuine", at=NOW)
    practice.answered(session, three["forged"], 7, "lookalike", at=NOW - timedelta(days=1))
    practice.answered(session, three["genuine"], 8, "forged", at=NOW)
    mine = results.own(session, 7)
    assert [(one.truth, one.outcome) for one in mine] == [
        ("lookalike", "false_accept"),
        ("forged", "other_reason"),
        ("genuine", "right"),
    ]
    months = results.by_month(mine)
    assert list(months) == ["2026-11", "2026-10"]
    assert (months["2026-11"].right, months["2026-11"].false_accepts) == (Share(1, 2), Share(1, 2))
    assert (months["2026-10"].right, months["2026-10"].false_rejects) == (Share(1, 1), Share(0, 1))


def test_the_team_is_counted_together(session: Session, three: dict[str, TrainingCase]) -> None:
    said = {7: ("genuine", "genuine", "forged"), 8: ("forged", "lookalike", "genuine")}
    for who, words in said.items():
        for truth, word in zip(Truth, words, strict=True):
            practice.answered(session, three[truth.value], who, word)
    found = results.team(session)
    assert (found.people, found.marks.number()) == (2, 6)
    assert (found.marks.false_accepts, found.marks.false_rejects) == (Share(2, 4), Share(1, 2))
    assert found.marks.missed(Truth.LOOKALIKE) == Share(1, 2)
    assert {name: one.right for name, one in found.cases.items()} == dict.fromkeys(three, Share(1, 2))


def test_the_case_told_worst_stands_first_and_a_removed_one_still_counts(
    session: Session, three: dict[str, TrainingCase]
) -> None:
    practice.answered(session, three["genuine"], 7, "genuine")
    practice.answered(session, three["forged"], 7, "genuine")
    with transaction(session):
        cases.remove(session, "forged")
    assert list(results.team(session).cases) == ["forged", "genuine"]
    assert [one.removed for one in results.own(session, 7)] == [True, False]

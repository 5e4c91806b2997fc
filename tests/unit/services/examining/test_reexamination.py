"""New photos are examined once, their results stand in place of the old, and nothing but a person decides."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from kyc.domain.check import Result
from kyc.domain.lifecycle import State
from kyc.models import CheckRecord, Correction, Decision, Event, StatusHistory, Verification
from kyc.services.desk import reviews
from kyc.services.examining import reexamination
from kyc.services.examining.reexamination import Reexamination
from kyc.services.verification import returns, verifications
from tests import make
from tests.unit.services import ruled

FIRST = Reexamination(1)


def results(session: Session, found: Verification) -> dict[str, str]:
    rows = session.scalars(select(CheckRecord).filter_by(verification_id=found.id))
    return {row.name: row.result for row in rows}


def decisions(session: Session, found: Verification) -> list[Decision]:
    return list(session.scalars(select(Decision).filter_by(verification_id=found.id).order_by(Decision.id)))


def test_new_results_replace_the_old_and_a_person_decides_however_clean_they_are(committed: Session) -> None:
    found = make.in_review(committed)
    assert results(committed, found)["face_match"] == "review"
    reexamination.conclude_again(committed, found.id, FIRST, make.examination())
    assert results(committed, found)["face_match"] == "pass"
    assert (found.state, found.confidence) == (State.MANUAL_REVIEW, 0.95)
    last = decisions(committed, found)[-1]
    assert (last.outcome, last.rule, last.reasons) == ("manual_review", "photos_arrived", ["photos_arrived"])
    assert committed.scalar(select(func.count()).select_from(Event).filter_by(type="verification.completed")) == 0


@pytest.mark.parametrize("turns", [(1, 1), (1, 2)])
def test_each_round_is_written_down_once(committed: Session, turns: tuple[int, int]) -> None:
    found = make.in_review(committed)
    for turn in turns:
        reexamination.conclude_again(committed, found.id, Reexamination(turn), make.examination(face_match=Result.FAIL))
    assert len(decisions(committed, found)) == 1 + len(set(turns))
    assert len(results(committed, found)) == len(make.CHECKS)
    told = select(func.count()).select_from(StatusHistory).filter_by(verification_id=found.id, step="check.face_match")
    assert committed.scalar(told) == len(set(turns))


def test_why_a_person_is_wanted_stays_among_the_reasons(committed: Session) -> None:
    found = make.in_review(committed)
    verifications.want_person(committed, found, "consent_declined")
    reexamination.conclude_again(committed, found.id, FIRST, make.examination())
    assert decisions(committed, found)[-1].reasons == ["photos_arrived", "consent_declined"]


def test_a_case_that_was_decided_meanwhile_is_left_alone(committed: Session) -> None:
    found = make.in_review(committed)
    reviews.decide(committed, found.id, found.version, 1, reviews.Ruling("approved", "confirmed_by_reviewer"))
    assert not reexamination.wanted(committed, found.id, FIRST)
    reexamination.conclude_again(committed, found.id, FIRST, make.examination(face_match=Result.FAIL))
    reexamination.give_up(committed, found.id, FIRST)
    assert results(committed, found)["face_match"] == "review"
    assert decisions(committed, found)[-1].actor == "staff:1"
    assert not reexamination.wanted(committed, "sess_erased", FIRST)


def test_a_job_that_cannot_finish_brings_the_photos_to_the_person(committed: Session) -> None:
    found = make.in_review(committed)
    for _ in range(2):
        reexamination.give_up(committed, found.id, FIRST)
    assert decisions(committed, found)[-1].reasons == ["photos_arrived", "processing_error"]
    assert len(decisions(committed, found)) == 2
    assert results(committed, found)["face_match"] == "review"


def test_a_lapse_says_so_once_whatever_the_reasons_before_were(committed: Session) -> None:
    found = make.in_review(committed)
    for _ in range(2):
        returns.note_lapse(committed, found)
    assert [one.reasons for one in decisions(committed, found)] == [[], *[["resubmission_lapsed"]] * 2]


@pytest.fixture
def anna(committed: Session) -> int:
    return ruled.staff(committed, "anna")[0]


def corrected_once(session: Session, found: Verification, who: int) -> int:
    """The number of a correction."""
    row = Correction(verification_id=found.id, staff_id=who, field="surname", value="DOE", reason="field_misread")
    session.add(row)
    session.flush()
    return row.id


def test_what_was_corrected_comes_back_with_new_results_and_says_why(committed: Session, anna: int) -> None:
    found = make.in_review(committed)
    number = corrected_once(committed, found, anna)
    for _ in range(2):
        fresh = replace(make.examination(sanctions_screening=Result.HIT), corrections=number)
        reexamination.conclude_again(committed, found.id, Reexamination(number, returns.CORRECTED), fresh)
    assert results(committed, found)["sanctions_screening"] == "hit"
    assert decisions(committed, found)[-1].rule == "data_corrected"
    assert len(decisions(committed, found)) == 2


def test_of_two_corrections_the_newer_one_is_examined_for_both(committed: Session, anna: int) -> None:
    found = make.in_review(committed)
    older, newer = (corrected_once(committed, found, anna) for _ in range(2))
    assert not reexamination.wanted(committed, found.id, Reexamination(older, returns.CORRECTED))
    assert reexamination.wanted(committed, found.id, Reexamination(newer, returns.CORRECTED))


def test_results_without_a_correction_that_came_meanwhile_are_not_written(committed: Session, anna: int) -> None:
    found = make.in_review(committed)
    corrected_once(committed, found, anna)
    reexamination.conclude_again(committed, found.id, FIRST, make.examination())
    assert results(committed, found)["face_match"] == "review"
    assert decisions(committed, found)[-1].rule == "photos_arrived"

"""What a reviewer puts right holds at once, is examined anew, and leaves nothing standing that did not run."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from kyc.domain.errors import Invalid, InvalidTransition, LostRace, NotFound
from kyc.domain.review_rules import ReviewRules
from kyc.models import CheckRecord, Correction, Verification, transaction
from kyc.services.desk import claims, corrections, reviews, rulings
from kyc.services.desk.corrections import CorrectionRequest
from kyc.services.examining import pipeline
from kyc.services.verification import corrected
from tests import make
from tests.unit.services import ruled
from tests.unit.services.verification.test_resubmission import asked, send_new

READ = {"surname": "D0E", "given_names": "JOHN", "birth_date": "1990-01-15", "document_number": "AB1234567"}
SURNAME = CorrectionRequest({"surname": "Doe"}, "field_misread")


@pytest.fixture
def case(committed: Session) -> Verification:
    """A case with a misread surname."""
    with transaction(committed):
        made = make.in_review(committed)
        made.reading = {"fields": {name: {"value": value} for name, value in READ.items()}}
        made.extracted = {**make.EXTRACTED, "full_name": "JOHN D0E"}
    return made


@pytest.fixture
def anna(committed: Session) -> int:
    return ruled.staff(committed, "anna")[0]


def correct(
    session: Session, case: Verification, who: int, said: CorrectionRequest = SURNAME, version: int = 0
) -> None:
    with transaction(session):
        corrections.correct(session, case.id, version or session.get_one(Verification, case.id).version, who, said)


def results(session: Session, case: Verification) -> dict[str, str]:
    return {row.name: row.result for row in session.scalars(select(CheckRecord).filter_by(verification_id=case.id))}


def jobs_of(session: Session) -> list[Any]:
    table = "workflow_status" if session.get_bind().dialect.name == "sqlite" else "dbos.workflow_status"
    return list(session.execute(text(f"select workflow_uuid from {table} where name = 'examine_corrected'")).scalars())


def test_the_old_value_stays_with_who_and_why_and_the_reading_is_not_touched(
    committed: Session, case: Verification, anna: int
) -> None:
    correct(committed, case, anna, CorrectionRequest({"surname": " Doe "}, "other", " A stamp lies on it. "))
    row = committed.scalars(select(Correction)).one()
    assert (row.field, row.was, row.value, row.staff_id) == ("surname", "D0E", "Doe", anna)
    assert (row.reason, row.note) == ("other", "A stamp lies on it.")
    assert case.reading is not None
    assert case.reading["fields"]["surname"]["value"] == "D0E"


def test_the_value_that_holds_is_the_newest_and_stands_in_what_partners_read(
    committed: Session, case: Verification, anna: int
) -> None:
    correct(committed, case, anna)
    correct(
        committed,
        case,
        anna,
        CorrectionRequest({"surname": "Doe-Smith", "document_number": "ab 1234568"}, "field_misread"),
    )
    assert case.extracted is not None
    assert case.extracted["full_name"] == "JOHN DOE-SMITH"
    assert case.extracted["document_number"] == "AB 1234568"
    assert case.extracted["nationality"] == "GBR"
    assert corrections.now_read(committed, case)["surname"] == "Doe-Smith"
    assert [row.was for row in corrected.rows(committed, case.id)] == ["D0E", "Doe", "AB1234567"]


def test_nothing_that_rests_on_the_old_value_still_stands_as_if_it_had_run(
    committed: Session, case: Verification, anna: int
) -> None:
    correct(committed, case, anna)
    said = results(committed, case)
    assert {name for name, word in said.items() if word == "not_performed"} == {
        "document_authenticity",
        "sanctions_screening",
        "pep_screening",
    }
    assert said["face_match"] == "review"
    assert case.confidence is None


def test_what_nobody_is_screened_by_leaves_the_screenings(committed: Session, case: Verification, anna: int) -> None:
    correct(committed, case, anna, CorrectionRequest({"expiry_date": "2031-01-01"}, "field_hard_to_read"))
    assert results(committed, case)["sanctions_screening"] == "clear"
    assert results(committed, case)["document_authenticity"] == "not_performed"


def test_one_job_examines_it_anew(committed: Session, case: Verification, anna: int) -> None:
    correct(committed, case, anna, CorrectionRequest({"surname": "Doe", "given_names": "Jon"}, "field_misread"))
    newest = corrected.of(committed, case.id).newest
    assert jobs_of(committed) == [f"examine_corrected-{case.id}-{newest}"]


def test_history_and_audit_chain_name_the_field_and_hold_no_value(
    committed: Session, case: Verification, anna: int
) -> None:
    correct(committed, case, anna)
    assert ruled.steps(committed, case)[-1] == "corrected"
    assert ("field.corrected", {"fields": ["surname"], "reason": "field_misread"}) in ruled.acts(committed, case)


def test_the_case_stays_in_the_hand_of_whoever_corrected_it(committed: Session, case: Verification, anna: int) -> None:
    correct(committed, case, anna)
    held = claims.holder(committed, case.id)
    assert held is not None
    assert held.staff_id == anna


def test_somebody_who_saw_an_older_case_is_told_and_changes_nothing(
    committed: Session, case: Verification, anna: int
) -> None:
    seen = case.version
    correct(committed, case, anna, CorrectionRequest({"expiry_date": "2031-01-01"}, "field_misread"))
    with pytest.raises(LostRace):
        correct(committed, case, anna, version=seen)
    assert len(committed.scalars(select(Correction)).all()) == 1


def test_a_case_in_the_hand_of_somebody_else_is_theirs(committed: Session, case: Verification, anna: int) -> None:
    (bert,) = ruled.staff(committed, "bert")
    with transaction(committed):
        claims.claim(committed, case.id, bert)
    with pytest.raises(LostRace):
        correct(committed, case, anna)


def test_nothing_is_corrected_while_a_decision_can_still_be_undone(
    committed: Session, case: Verification, anna: int
) -> None:
    ruled.say(committed, case, anna, ruled.APPROVE, ruled.IN_TEN)
    with pytest.raises(LostRace):
        correct(committed, case, anna)


def test_a_vote_on_other_facts_counts_no_more(committed: Session, case: Verification, anna: int) -> None:
    first, second = ruled.staff(committed, "bert", "cleo")
    ruled.say(committed, case, first, ruled.APPROVE, ruled.FOUR_EYES)
    correct(committed, case, second)
    ruled.say(committed, case, second, ruled.APPROVE, ruled.FOUR_EYES)
    assert ruled.decisions(committed, case) == []


def test_a_policy_may_want_a_second_person_for_what_somebody_corrected(
    committed: Session, case: Verification, anna: int
) -> None:
    rules = ReviewRules(frozenset({"approved"}), frozenset({"data_corrected"}))
    assert not rulings.needs_second(committed, case.id, "approved", rules)
    correct(committed, case, anna)
    assert rulings.needs_second(committed, case.id, "approved", rules)


def test_a_decided_case_and_one_that_is_not_there_cannot_be_corrected(
    committed: Session, case: Verification, anna: int
) -> None:
    with transaction(committed):
        reviews.decide(committed, case.id, case.version, anna, ruled.APPROVE)
    with pytest.raises(InvalidTransition):
        correct(committed, case, anna)
    with pytest.raises(NotFound), transaction(committed):
        corrections.correct(committed, "sess_nobody", 1, anna, SURNAME)


@pytest.mark.parametrize(
    ("said", "pointer"),
    [
        (CorrectionRequest({"surname": "D0E"}, "field_misread"), "/surname"),
        (CorrectionRequest({"surname": "", "given_names": " "}, "field_misread"), "/surname"),
        (CorrectionRequest({"birth_date": "15.01.1990"}, "field_misread"), "/birth_date"),
        (CorrectionRequest({"surname": "Doe"}, ""), "/reason"),
        (CorrectionRequest({"surname": "Doe"}, "other", "  "), "/note"),
        (CorrectionRequest({"surname": "Doe"}, "field_misread", "x" * 2001), "/note"),
    ],
)
def test_what_is_missing_is_said_and_nothing_is_kept(
    committed: Session, case: Verification, anna: int, said: CorrectionRequest, pointer: str
) -> None:
    with pytest.raises(Invalid) as refused:
        correct(committed, case, anna, said)
    assert [one.pointer for one in refused.value.errors] == [pointer]
    assert committed.scalars(select(Correction)).all() == []


def test_a_correction_holds_for_the_photos_it_was_made_on(committed: Session, case: Verification, anna: int) -> None:
    correct(committed, case, anna)
    assert pipeline.load(committed, case.id).corrected.values == {"surname": "Doe"}
    with transaction(committed):
        asked(committed, committed.get_one(Verification, case.id), "document.data_page", "selfie")
        send_new(committed, case, "selfie")
    assert corrected.of(committed, case.id).values == {"surname": "Doe"}
    with transaction(committed):
        send_new(committed, case, "document.data_page")
    assert corrected.of(committed, case.id).values == {}
    assert corrected.of(committed, case.id).newest > 0

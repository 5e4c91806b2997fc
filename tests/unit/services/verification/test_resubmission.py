"""Asked for once more: exactly these items, in time, counted, sent once; and the case stays with the person."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from kyc.domain.dates import stamp
from kyc.domain.errors import Invalid, InvalidTransition, MissingEvidence, Refused
from kyc.domain.lifecycle import State
from kyc.models import Decision, Event, StatusHistory, Verification, db, utcnow
from kyc.services.desk import case_queue, reviews
from kyc.services.desk.queue_filters import Filters
from kyc.services.report import reports
from kyc.services.verification import pending, profiles, requirements, resubmission, uploads, verifications
from tests import make

PAGE, SELFIE = "document.data_page", "selfie"
WEEK = timedelta(days=7)
DAY = timedelta(days=1)


def asked(session: Session, found: Verification, *items: str, due: timedelta = WEEK) -> Verification:
    """The same verification after a reviewer asked for these items."""
    resubmission.ask(session, found, items, ["image_blurry"], utcnow() + due, "staff:1")
    session.flush()
    return found


def send_new(session: Session, found: Verification, *items: str, name: str = "new") -> None:
    """New photos for these items."""
    for item in items:
        got = make.received(f"{name} {item} {found.id}")
        if item == SELFIE:
            uploads.attach_selfie(session, found, got, "camera", "applicant")
        else:
            uploads.attach_document(session, found, got, make.passport_facts(), "applicant")


def overdue(found: Verification) -> None:
    assert found.pending_action
    past = stamp(utcnow() - DAY)
    found.pending_action = {**found.pending_action, "due_at": past}


def steps(session: Session, found: Verification) -> list[tuple[str, str]]:
    rows = session.scalars(select(StatusHistory).filter_by(verification_id=found.id).order_by(StatusHistory.id))
    return [(row.step, row.status) for row in rows]


def events(session: Session, found: Verification) -> dict[str, Any]:
    rows = session.scalars(select(Event).filter_by(verification_id=found.id))
    return {row.type: json.loads(row.body) for row in rows}


def waiting_jobs(session: Session) -> list[str]:
    """Ids of the jobs that examine again, as this transaction sees them."""
    table = "workflow_status" if db.engine.dialect.name == "sqlite" else "dbos.workflow_status"
    found = session.execute(text(f"SELECT workflow_uuid FROM {table} WHERE name = 'reexamine'"))
    return sorted(found.scalars())


def test_asking_leaves_the_state_and_says_what_is_wanted(committed: Session) -> None:
    found = asked(committed, make.in_review(committed, max_retries=2), SELFIE, PAGE)
    assert found.state is State.MANUAL_REVIEW
    view = pending.view(found)
    assert view is not None
    assert list(view) == ["type", "items", "reasons", "attempts_left", "due_at"]
    assert (view["type"], view["items"], view["attempts_left"]) == ("resubmission", [PAGE, SELFIE], 2)
    assert requirements.needs(committed, found) == [PAGE, SELFIE]
    assert steps(committed, found)[-1] == ("resubmission_requested", "resubmission_requested")
    assert profiles.status_view(committed, found.profile_id).status == "resubmission_requested"


def test_the_partner_hears_of_it_and_no_final_message_goes_out(committed: Session) -> None:
    told = events(committed, asked(committed, make.in_review(committed), SELFIE))
    body = told["verification.resubmission_requested"]
    assert (body["status"], body["pending_action"]["items"]) == ("manual_review", [SELFIE])
    assert body["pending_action"]["reasons"] == ["image_blurry"]
    assert "verification.completed" not in told


@pytest.mark.parametrize(
    ("items", "reasons", "due", "pointer"),
    [
        ([], ["image_blurry"], WEEK, "/items"),
        (["document.back"], ["image_blurry"], WEEK, "/items"),
        ([SELFIE], [], WEEK, "/reasons"),
        ([SELFIE], ["face_mismatch"], WEEK, "/reasons"),
        ([SELFIE], ["image_blurry"], -DAY, "/due_at"),
        ([SELFIE], ["image_blurry"], 31 * DAY, "/due_at"),
    ],
)
def test_a_wish_that_does_not_fit_is_refused(
    committed: Session, items: list[str], reasons: list[str], due: timedelta, pointer: str
) -> None:
    found = make.in_review(committed)
    with pytest.raises(Invalid) as caught:
        resubmission.ask(committed, found, items, reasons, utcnow() + due, "staff:1")
    assert [one.pointer for one in caught.value.errors] == [pointer]
    assert found.pending_action is None


def test_only_a_case_with_a_person_asks_and_only_once_at_a_time(committed: Session) -> None:
    for found in (make.submitted(committed), asked(committed, make.in_review(committed), SELFIE)):
        with pytest.raises(InvalidTransition):
            asked(committed, found, SELFIE)


def test_exactly_what_was_asked_for_may_be_sent(committed: Session) -> None:
    found = asked(committed, make.in_review(committed), SELFIE)
    verifications.require_open(found, SELFIE)
    for item in (PAGE, "liveness", None):
        with pytest.raises(InvalidTransition):
            verifications.require_open(found, item)
    with pytest.raises(InvalidTransition):
        send_new(committed, found, PAGE)


def test_another_kind_of_document_is_no_answer(committed: Session) -> None:
    found = asked(committed, make.in_review(committed), PAGE)
    card = uploads.DocumentFacts(make.DocumentType.ID_CARD, make.Side.FRONT, None, "api")
    with pytest.raises(Refused, match="document_type_not_accepted"):
        uploads.check_facts(found, card)
    uploads.check_facts(found, make.passport_facts())


def test_each_item_counts_when_a_new_photo_of_it_is_there(committed: Session) -> None:
    found = asked(committed, make.in_review(committed), PAGE, SELFIE)
    send_new(committed, found, PAGE)
    assert requirements.needs(committed, found) == [SELFIE]
    with pytest.raises(MissingEvidence) as caught:
        verifications.submit(committed, found, "applicant")
    assert caught.value.missing == [SELFIE]
    assert found.state is State.MANUAL_REVIEW


def test_sending_ends_the_round_and_asks_for_one_job(committed: Session) -> None:
    found = asked(committed, make.in_review(committed), SELFIE)
    send_new(committed, found, SELFIE)
    for _ in range(2):
        verifications.submit(committed, found, "applicant")
    assert (found.pending_action, found.state) == (None, State.MANUAL_REVIEW)
    assert steps(committed, found)[-1] == ("resubmission_sent", "pending_review")
    assert waiting_jobs(committed) == [f"reexamine-{found.id}-1"]
    assert events(committed, found)["verification.resubmission_received"]["pending_action"] is None


def test_the_next_round_is_a_round_of_its_own(committed: Session) -> None:
    found = make.in_review(committed)
    for name in ("first", "second"):
        asked(committed, found, SELFIE)
        send_new(committed, found, SELFIE, name=name)
        verifications.submit(committed, found, "applicant")
    assert waiting_jobs(committed) == [f"reexamine-{found.id}-{turn}" for turn in (1, 2)]


def test_when_time_is_over_nothing_more_is_taken_even_before_the_clockwork_came_by(committed: Session) -> None:
    found = asked(committed, make.in_review(committed), SELFIE)
    overdue(found)
    with pytest.raises(InvalidTransition):
        send_new(committed, found, SELFIE)


def test_where_nothing_came_in_time_a_person_decides_with_what_is_there(committed: Session) -> None:
    found = asked(committed, make.in_review(committed), SELFIE)
    before = committed.scalars(select(Decision).filter_by(verification_id=found.id)).one()
    assert not resubmission.lapse_if_due(committed, found)
    overdue(found)
    assert resubmission.lapse_if_due(committed, found)
    assert not resubmission.lapse_if_due(committed, found)
    assert (found.pending_action, waiting_jobs(committed)) == (None, [])
    last = committed.scalars(select(Decision).filter_by(verification_id=found.id).order_by(Decision.id.desc())).first()
    assert last is not None
    assert last.reasons == ["resubmission_lapsed", *before.reasons]
    assert steps(committed, found)[-1] == ("resubmission_lapsed", "pending_review")


def test_what_came_before_time_was_over_is_examined(committed: Session) -> None:
    found = asked(committed, make.in_review(committed), PAGE, SELFIE)
    send_new(committed, found, SELFIE)
    overdue(found)
    assert resubmission.lapse_if_due(committed, found)
    assert waiting_jobs(committed) == [f"reexamine-{found.id}-1"]


def test_the_clockwork_finds_the_rounds_that_are_over_and_no_others(committed: Session) -> None:
    late, early = (asked(committed, make.in_review(committed), SELFIE) for _ in range(2))
    make.in_review(committed)
    decided = asked(committed, make.in_review(committed), SELFIE)
    for found in (late, decided):
        overdue(found)
    committed.flush()
    reviews.decide(committed, decided.id, decided.version, 1, reviews.Ruling("approved", "confirmed_by_reviewer"))
    committed.flush()
    assert resubmission.due_before(committed, utcnow()) == [late.id]
    assert early.pending_action is not None


def test_a_decision_ends_the_round(committed: Session) -> None:
    found = asked(committed, make.in_review(committed), SELFIE)
    reviews.decide(committed, found.id, found.version, 1, reviews.Ruling("approved", "confirmed_by_reviewer"))
    assert (pending.of(found), found.state) == (None, State.APPROVED)
    with pytest.raises(InvalidTransition):
        send_new(committed, found, SELFIE)


def test_a_case_that_waits_for_the_applicant_is_nobodys_next(committed: Session) -> None:
    waiting, free = make.in_review(committed), make.in_review(committed)
    free.submitted_at = utcnow() + DAY
    assert case_queue.next_free(committed, Filters(), 1) == waiting.id
    asked(committed, waiting, SELFIE)
    assert case_queue.next_free(committed, Filters(), 1) == free.id


def test_partners_read_what_is_pending_and_what_is_missing(committed: Session) -> None:
    found = asked(committed, make.in_review(committed), PAGE, SELFIE)
    send_new(committed, found, PAGE)
    view = reports.session_view(committed, found, "http://localhost:3000")
    assert (view["status"], view["final"]) == ("manual_review", False)
    assert view["pending_action"] == pending.view(found)
    assert view["requirements"] == {"missing": [SELFIE]}

"""A decision can be taken back for a moment: said on every page, one button, and nobody was told."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from kyc.config import Settings
from kyc.domain.lifecycle import State
from kyc.models import CaseRuling, Event, Verification, transaction, utcnow
from kyc.services.desk import claims, rulings
from tests import make
from tests.api.staff import people
from tests.api.staff.people import anew, send, text

APPROVE = {"choice": "approve", "approve_reason": "confirmed_by_reviewer", "note": "Same ears."}
REJECT = {"choice": "final", "reject_reason": "document_not_genuine"}


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return settings.model_copy(update={"undo_seconds": 10})


@pytest.fixture
def colleague(app: Flask, session: Session) -> FlaskClient:
    """A second reviewer's browser, signed in."""
    return people.signed_in(app.test_client(), people.colleague(app, session, email="bert@example.org"))


def address(case: Verification, action: str = "") -> str:
    return f"/staff/cases/{case.id}{action}"


def decide(browser: FlaskClient, case: Verification, **values: Any) -> Any:
    return send(browser, address(case, "/decision"), at=address(case), **{"step": "confirm", **values})


def undo(browser: FlaskClient, case: Verification) -> Any:
    return send(browser, address(case, "/undo"), at=address(case))


def carry_out(session: Session, case: Verification) -> None:
    """What the job does when the time is over."""
    row = anew(session).scalars(select(CaseRuling).filter_by(verification_id=case.id)).all()[-1]
    with transaction(session):
        rulings.carry_out(session, row.id)


def told(session: Session) -> int:
    return len(anew(session).scalars(select(Event).filter_by(type="verification.completed")).all())


def test_the_last_page_says_how_long_it_can_be_taken_back(reviewer: FlaskClient, waiting: Verification) -> None:
    page = text(decide(reviewer, waiting, **APPROVE, step="preview"))
    assert "The partner is told after 10 seconds, in which you can take it back" in page


def test_every_page_offers_to_undo_what_was_just_decided(
    reviewer: FlaskClient, session: Session, waiting: Verification
) -> None:
    assert decide(reviewer, waiting, **APPROVE).location == "/staff/"
    for page in ("/staff/", address(waiting), "/staff/flags"):
        answer = reviewer.get(page)
        assert "Approve : JOHN DOE , by you. It leaves in" in text(answer)
        assert f'action="{address(waiting, "/undo")}"' in answer.get_data(as_text=True)
    assert (waiting.state, told(session)) == (State.MANUAL_REVIEW, 0)


def test_undo_brings_the_case_back_as_it_was(reviewer: FlaskClient, session: Session, waiting: Verification) -> None:
    decide(reviewer, waiting, **APPROVE)
    assert undo(reviewer, waiting).location == address(waiting)
    page = text(reviewer.get(address(waiting)))
    assert "Your decision was taken back before anybody was told." in page
    assert "Your decision" in page
    assert "by you. It leaves" not in page
    carry_out(session, waiting)
    assert (anew(session).get_one(Verification, waiting.id).state, told(session)) == (State.MANUAL_REVIEW, 0)


def test_what_was_carried_out_is_told_and_cannot_be_taken_back(
    reviewer: FlaskClient, session: Session, waiting: Verification
) -> None:
    decide(reviewer, waiting, **APPROVE)
    token = dict(people.HIDDEN.findall(reviewer.get(address(waiting)).get_data(as_text=True)))["csrf_token"]
    carry_out(session, waiting)
    answer = reviewer.post(address(waiting, "/undo"), data={"csrf_token": token})
    assert answer.status_code == 409
    assert "There is no decision of yours to take back any more" in text(answer)
    assert (anew(session).get_one(Verification, waiting.id).state, told(session)) == (State.APPROVED, 1)
    assert "by you. It leaves" not in text(reviewer.get("/staff/"))


def test_a_colleague_reads_who_and_until_when_and_decides_nothing_meanwhile(
    reviewer: FlaskClient, colleague: FlaskClient, session: Session, waiting: Verification
) -> None:
    before = dict(people.HIDDEN.findall(colleague.get(address(waiting)).get_data(as_text=True)))
    decide(reviewer, waiting, **REJECT)
    page = text(colleague.get(address(waiting)))
    assert "reviewer@example.org decided this case and can take that back until" in page
    assert "Just decided" in text(colleague.get("/staff/"))
    for secret in ("Reject for good", "not genuine", "Your decision"):
        assert secret not in page
    answer = colleague.post(address(waiting, "/decision"), data=before | APPROVE | {"step": "confirm"})
    assert answer.status_code == 409
    assert "Somebody else was quicker" in text(answer)
    ask = {"items": "selfie", "reasons": "image_blurry", "days": "3", "step": "confirm"}
    assert colleague.post(address(waiting, "/ask"), data=before | ask).status_code == 409
    assert colleague.post(address(waiting, "/undo"), data=before).status_code == 409
    carry_out(session, waiting)
    assert anew(session).get_one(Verification, waiting.id).state is State.REJECTED


def test_what_was_taken_back_stays_with_whoever_took_it_back(
    reviewer: FlaskClient, colleague: FlaskClient, waiting: Verification
) -> None:
    decide(reviewer, waiting, **APPROVE)
    undo(reviewer, waiting)
    mine, theirs = text(reviewer.get(address(waiting))), text(colleague.get(address(waiting)))
    assert "Took a decision back by reviewer@example.org Approve." in mine
    assert "Took a decision back by reviewer@example.org" in theirs
    assert "Same ears." in mine
    assert "Same ears." not in theirs


def test_who_works_through_the_queue_reads_it_on_the_next_case(
    reviewer: FlaskClient, session: Session, waiting: Verification
) -> None:
    with transaction(session):
        other = make.in_review(session)
        other.submitted_at = utcnow() + timedelta(hours=1)
    send(reviewer, address(waiting, "/claim"), at=address(waiting))
    assert decide(reviewer, waiting, **APPROVE).location == address(other)
    assert "by you. It leaves in" in text(reviewer.get(address(other)))
    assert send(reviewer, "/staff/next", at="/staff/").location == address(other)


def test_a_case_that_changed_meanwhile_says_that_nothing_was_recorded(
    reviewer: FlaskClient, session: Session, waiting: Verification
) -> None:
    decide(reviewer, waiting, **APPROVE)
    with transaction(session):
        session.get_one(Verification, waiting.id).confidence = 0.1
    carry_out(session, waiting)
    page = text(reviewer.get(address(waiting)))
    assert "Decided, but the case had changed meanwhile: not recorded" in page
    assert "Your decision" in page
    assert claims.holder(session, waiting.id) is not None


def test_a_viewer_undoes_nothing(app: Flask, reviewer: FlaskClient, session: Session, waiting: Verification) -> None:
    decide(reviewer, waiting, **APPROVE)
    viewer = people.signed_in(app.test_client(), people.colleague(app, session, "viewer"))
    assert undo(viewer, waiting).status_code == 403
    assert undo(reviewer, waiting).status_code == 302


def test_an_unknown_case_is_not_found(reviewer: FlaskClient, waiting: Verification) -> None:
    assert send(reviewer, "/staff/cases/sess_none/undo", at=address(waiting)).status_code == 404

"""A reviewer asks for named photos once more: said, read in the applicant's words, asked, and marked in the queue."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from kyc.domain.lifecycle import State
from kyc.domain.reasons import reason
from kyc.models import StaffUser, Verification, transaction
from kyc.services.desk import reviews, rulings
from kyc.services.desk.votes import Reviewer
from kyc.services.examining import reexamination
from kyc.services.verification import pending
from tests import make
from tests.api.staff.people import anew, send, text

pytestmark = pytest.mark.one_database

WISH = {"items": ["selfie"], "reasons": ["face_turned"], "days": "5"}


def ask(browser: FlaskClient, verification: Verification, **values: Any) -> TestResponse:
    """What the button of the last page sends."""
    case = f"/staff/cases/{verification.id}"
    return send(browser, f"{case}/ask", at=case, **{"step": "confirm", **WISH, **values})


def asked(session: Session, verification: Verification) -> pending.Pending | None:
    return pending.of(anew(session).get_one(Verification, verification.id))


def test_before_it_is_asked_the_reviewer_reads_what_the_applicant_will(
    reviewer: FlaskClient, session: Session, waiting: Verification
) -> None:
    page = text(ask(reviewer, waiting, step="preview"))
    assert "Please send this photo again: Selfie" in page
    assert reason("face_turned").applicant in page
    assert asked(session, waiting) is None


def test_asking_waits_for_the_applicant_and_keeps_the_case(
    reviewer: FlaskClient, session: Session, waiting: Verification
) -> None:
    assert ask(reviewer, waiting).location == "/staff/"
    found = asked(session, waiting)
    assert found is not None
    assert (found.items, found.reasons) == (("selfie",), ("face_turned",))
    assert session.get_one(Verification, waiting.id).state is State.MANUAL_REVIEW
    assert "Waiting for the applicant" in text(reviewer.get("/staff/"))
    case = text(reviewer.get(f"/staff/cases/{waiting.id}"))
    assert "Waiting for the applicant Asked for Selfie" in case
    assert "Ask again for named items" not in case


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"items": []}, "Choose at least one photo to ask for."),
        ({"items": ["document.back"]}, "Choose at least one photo to ask for."),
        ({"reasons": []}, "Choose at least one reason"),
        ({"reasons": ["sanctions_hit"]}, "Choose at least one reason"),
        ({"days": "31"}, "Choose a time of 1 to 30 days."),
        ({"days": "0"}, "Choose a time of 1 to 30 days."),
        ({"days": ""}, "Choose a time of 1 to 30 days."),
    ],
)
def test_what_does_not_fit_is_said_beside_its_field(
    reviewer: FlaskClient, session: Session, waiting: Verification, wrong: dict[str, Any], said: str
) -> None:
    answer = ask(reviewer, waiting, **wrong)
    assert answer.status_code == 422
    assert said in text(answer)
    assert asked(session, waiting) is None


def test_going_back_keeps_what_was_chosen(reviewer: FlaskClient, waiting: Verification) -> None:
    page = ask(reviewer, waiting, step="edit").get_data(as_text=True)
    assert 'value="selfie" checked' in page
    assert 'value="face_turned" checked' in page
    assert 'value="5"' in page


def test_of_two_reviewers_the_first_holds(reviewer: FlaskClient, session: Session, waiting: Verification) -> None:
    answer = ask(reviewer, waiting, version=str(waiting.version - 1))
    assert answer.status_code == 409
    assert "Somebody else was quicker" in text(answer)
    assert asked(session, waiting) is None


def test_a_decided_case_is_asked_nothing(reviewer: FlaskClient, session: Session, waiting: Verification) -> None:
    case = f"/staff/cases/{waiting.id}"
    send(
        reviewer, f"{case}/decision", at=case, step="confirm", choice="approve", approve_reason="confirmed_by_reviewer"
    )
    version = anew(session).get_one(Verification, waiting.id).version
    answer = send(reviewer, f"{case}/ask", at="/staff/", step="confirm", version=str(version), **WISH)
    assert answer.status_code == 409


def test_new_photos_bring_the_case_back_with_a_mark(
    reviewer: FlaskClient, session: Session, waiting: Verification
) -> None:
    with transaction(session):
        reexamination.conclude_again(session, waiting.id, reexamination.Reexamination(1), make.examination())
    assert "New photos arrived" in text(reviewer.get("/staff/"))
    assert "the images and results below are of these" in text(reviewer.get(f"/staff/cases/{waiting.id}"))


def test_looking_is_not_asking(viewer: FlaskClient, session: Session, waiting: Verification) -> None:
    case = f"/staff/cases/{waiting.id}"
    assert "Ask again for named items" not in text(viewer.get(case))
    answer = send(viewer, f"{case}/ask", at="/staff/account", version="1", **WISH)
    assert answer.status_code == 403
    assert asked(session, waiting) is None


def test_an_unknown_case_is_a_404(reviewer: FlaskClient, waiting: Verification) -> None:
    case = f"/staff/cases/{waiting.id}"
    answer = send(reviewer, "/staff/cases/sess_unknown/ask", at=case, step="confirm", **WISH)
    assert answer.status_code == 404


def test_nothing_is_asked_while_a_ruling_can_still_be_undone(
    reviewer: FlaskClient, session: Session, waiting: Verification
) -> None:
    with transaction(session):
        person = session.scalars(select(StaffUser)).one()
        said = reviews.Ruling("approved", "confirmed_by_reviewer")
        rulings.give(session, waiting.id, waiting.version, Reviewer(person.id), said, rulings.Terms(undo_seconds=10))
    version = str(anew(session).get_one(Verification, waiting.id).version)
    assert ask(reviewer, waiting, version=version).status_code == 409
    assert asked(session, waiting) is None

"""Erasing by the staff: on a case, in two steps, and by the answer to an applicant who asked for it."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from kyc.models import ApplicantRequest, AuditEntry, Erasure, Profile, Verification, transaction
from kyc.services.applicant import applicant_requests
from kyc.services.privacy import erasure, holds
from kyc.services.verification import openings
from tests.api.staff.people import anew, colleague, send, signed_in, text


@pytest.fixture
def officer(app: Flask, client: FlaskClient, session: Session) -> FlaskClient:
    return signed_in(client, colleague(app, session, "admin"))


def ask(client: FlaskClient, made: Verification, **values: Any) -> Any:
    return send(client, f"/staff/cases/{made.id}/erase", at=f"/staff/cases/{made.id}/erase", **values)


def erased(session: Session) -> list[Erasure]:
    return list(anew(session).scalars(select(Erasure)))


@pytest.fixture
def request_of(session: Session, waiting: Verification) -> ApplicantRequest:
    with transaction(session):
        return applicant_requests.ask(session, session.get_one(Verification, waiting.id), "erasure")


def answer(client: FlaskClient, made: Verification, one: ApplicantRequest, **values: Any) -> Any:
    given = {"answer": "done", "note": "Done, dear Jane.", **values}
    return send(client, f"/staff/cases/{made.id}/requests/{one.id}", at=f"/staff/cases/{made.id}", **given)


def test_first_it_says_what_goes_and_nothing_is_gone(
    officer: FlaskClient, session: Session, waiting: Verification
) -> None:
    assert "Erase what is known of JOHN DOE" in text(officer.get(f"/staff/cases/{waiting.id}/erase"))
    said = text(ask(officer, waiting, reason="unlawful"))
    assert "Erase JOHN DOE for good?" in said
    assert "The whole record: 1 check, 2 photos" in said
    assert erased(session) == []


def test_with_the_second_answer_it_goes(officer: FlaskClient, session: Session, waiting: Verification) -> None:
    done = ask(officer, waiting, reason="unlawful", scope="record", step="confirm")
    assert (done.status_code, done.location) == (302, f"/staff/cases/{waiting.id}")
    found = erased(session)[0]
    assert (found.reason, found.whole, found.actor.startswith("staff:")) == ("unlawful", True, True)
    said = text(officer.get(f"/staff/cases/{waiting.id}"))
    assert "This case was erased" in said
    assert found.id in said
    assert "JOHN DOE" not in said
    assert "admin@example.org" in said


def test_without_a_reason_it_asks_for_one(officer: FlaskClient, session: Session, waiting: Verification) -> None:
    mended = ask(officer, waiting, step="confirm")
    assert (mended.status_code, "Choose the reason." in text(mended)) == (422, True)
    assert erased(session) == []


def test_of_several_checks_one_alone_may_go(officer: FlaskClient, session: Session, waiting: Verification) -> None:
    with transaction(session):
        profile = session.get_one(Profile, waiting.profile_id)
        openings.open_new(session, profile, openings.Options())
    assert "all 2 checks" in text(officer.get(f"/staff/cases/{waiting.id}/erase"))
    said = text(ask(officer, waiting, reason="no_longer_needed", scope="session"))
    assert "This check alone; the record keeps 1 other" in said
    ask(officer, waiting, reason="no_longer_needed", scope="session", step="confirm")
    assert [one.whole for one in erased(session)] == [False]
    assert anew(session).get_one(Profile, waiting.profile_id).name == "Jane Doe"


def test_a_case_that_was_erased_has_that_page_alone(
    officer: FlaskClient, session: Session, waiting: Verification
) -> None:
    ask(officer, waiting, reason="unlawful", step="confirm")
    for path in ("erase", "correct/full_name"):
        found = officer.get(f"/staff/cases/{waiting.id}/{path}")
        assert (found.status_code, found.location) == (303, f"/staff/cases/{waiting.id}")
    note = send(officer, f"/staff/cases/{waiting.id}/notes", at="/staff/account", text="Jane again")
    assert (note.status_code, note.location) == (303, f"/staff/cases/{waiting.id}")


def test_it_is_in_no_queue_but_is_found_by_its_id(
    officer: FlaskClient, session: Session, waiting: Verification
) -> None:
    assert "JOHN DOE" in text(officer.get("/staff/"))
    ask(officer, waiting, reason="unlawful", step="confirm")
    assert f"/staff/cases/{waiting.id}" not in officer.get("/staff/").get_data(as_text=True)
    found = officer.get(f"/staff/?text={waiting.profile_id}").get_data(as_text=True)
    assert f"/staff/cases/{waiting.id}" in found


def test_a_legal_hold_stops_it(officer: FlaskClient, session: Session, waiting: Verification) -> None:
    with transaction(session):
        holds.put(session, waiting.profile_id, "litigation", "", "operator")
    assert "under a legal hold" in text(officer.get(f"/staff/cases/{waiting.id}/erase"))
    assert ask(officer, waiting, reason="unlawful", step="confirm").status_code == 409
    assert erased(session) == []


def test_who_may_not_erase_is_not_offered_it(reviewer: FlaskClient, waiting: Verification) -> None:
    assert "Erasure" not in text(reviewer.get(f"/staff/cases/{waiting.id}"))
    assert reviewer.get(f"/staff/cases/{waiting.id}/erase").status_code == 403


def test_the_answer_to_a_request_erases_after_it_was_confirmed(
    officer: FlaskClient, session: Session, waiting: Verification, request_of: ApplicantRequest
) -> None:
    first = answer(officer, waiting, request_of)
    assert (first.status_code, "for good?" in text(first), erased(session)) == (200, True, [])
    done = answer(officer, waiting, request_of, step="confirm")
    assert (done.status_code, done.location) == (302, "/staff/requests")
    assert [(one.reason, one.whole) for one in erased(session)] == [("applicant_request", True)]
    kept = anew(session).get_one(ApplicantRequest, request_of.id)
    assert (kept.answer, kept.note) == ("done", "")
    assert "Name not known" in text(officer.get("/staff/requests?show=answered"))


def test_who_may_not_erase_may_decline_alone(
    reviewer: FlaskClient, session: Session, waiting: Verification, request_of: ApplicantRequest
) -> None:
    refused = answer(reviewer, waiting, request_of, step="confirm")
    assert (refused.status_code, "a privacy officer or an admin gives it" in text(refused)) == (422, True)
    assert answer(reviewer, waiting, request_of, answer="declined").status_code == 302
    assert erased(session) == []


def test_under_a_hold_the_request_stays_open(
    officer: FlaskClient, session: Session, waiting: Verification, request_of: ApplicantRequest
) -> None:
    with transaction(session):
        holds.put(session, waiting.profile_id, "authority", "", "operator")
    held = answer(officer, waiting, request_of, step="confirm")
    assert (held.status_code, "under a legal hold" in text(held)) == (409, True)
    assert anew(session).get_one(ApplicantRequest, request_of.id).answered_at is None


def test_an_erasure_grants_the_request_that_waits(
    session: Session, waiting: Verification, request_of: ApplicantRequest
) -> None:
    with transaction(session):
        erasure.erase_profile(
            session, session.get_one(Profile, waiting.profile_id), erasure.Order("unlawful", "operator")
        )
    kept = anew(session).get_one(ApplicantRequest, request_of.id)
    assert (kept.answer, kept.answered_by) == ("done", "operator")


def test_who_did_it_is_on_the_audit_chain(officer: FlaskClient, session: Session, waiting: Verification) -> None:
    ask(officer, waiting, reason="wrong_person", step="confirm")
    entry = anew(session).scalars(select(AuditEntry).where(AuditEntry.act == "data.erased")).one()
    assert (entry.detail["reason"], entry.subject) == ("wrong_person", waiting.profile_id)

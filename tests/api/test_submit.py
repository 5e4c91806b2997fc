"""POST /v1/sessions/{id}/submit."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from kyc.models import StatusHistory, db, transaction
from kyc.services.examining import pipeline
from tests import make
from tests.api.calls import LIVE, TEST, add_document, opened, read, ready, refused, row, submit
from tests.queued import unfinished


def test_submit_is_202_at_once(client: FlaskClient) -> None:
    made = ready(client)["id"]
    answer = submit(client, made)
    assert (answer.status_code, answer.get_json()) == (202, {"id": made, "status": "submitted"})
    assert read(client, made)["status"] == "submitted"


def test_the_job_is_part_of_the_commit(client: FlaskClient) -> None:
    before = unfinished(db.engine)
    made = ready(client)["id"]
    submit(client, made)
    assert unfinished(db.engine) == before + 1


def test_again_with_nothing_changed_is_the_same_answer_and_one_job(client: FlaskClient) -> None:
    made = ready(client)["id"]
    answers = [submit(client, made) for _ in range(3)]
    assert {(one.status_code, one.text) for one in answers} == {(202, answers[0].text)}
    assert unfinished(db.engine) == 1


def test_again_while_it_is_worked_on_is_the_same_answer(client: FlaskClient, session: Session) -> None:
    made = ready(client)["id"]
    first = submit(client, made)
    with transaction(session):
        pipeline.begin(session, made)
    assert submit(client, made).get_json() == first.get_json()
    assert row(session, made).state.value == "processing"


def test_too_early_is_409_with_what_is_missing(client: FlaskClient) -> None:
    body = refused(submit(client, opened(client)["id"]), 409, "invalid_transition")
    assert (body["session_status"], body["allowed"]) == ("created", ["add_documents"])
    assert body["requirements"] == {"missing": ["document.front", "selfie"]}


def test_without_the_selfie_is_409(client: FlaskClient) -> None:
    made = opened(client)["id"]
    add_document(client, made)
    body = refused(submit(client, made), 409, "invalid_transition")
    assert (body["session_status"], body["requirements"]) == ("documents_uploaded", {"missing": ["selfie"]})


def test_with_half_of_another_document_is_409(client: FlaskClient) -> None:
    made = ready(client)["id"]
    add_document(client, made, type="id_card", side="front")
    body = refused(submit(client, made), 409, "requirements_missing")
    assert body["requirements"] == {"missing": ["document.back"]}


def test_an_expired_session_is_not_submitted(client: FlaskClient, session: Session) -> None:
    with transaction(session):
        made = make.with_evidence(session, ttl_s=60)
        made.expires_at = make.verifications.utcnow() - timedelta(seconds=1)
    refused(submit(client, made.id), 409, "session_closed")
    assert row(session, made.id).state.value == "selfie_uploaded"


def test_the_session_token_submits_as_the_applicant(client: FlaskClient, session: Session) -> None:
    made = ready(client)
    assert submit(client, made["id"], {"x-session-token": made["session_token"]}).status_code == 202
    session.rollback()
    actors = session.scalars(select(StatusHistory.actor).order_by(StatusHistory.id)).all()
    assert list(actors) == ["partner", "partner", "applicant"]


@pytest.mark.parametrize("session_id", ["sess_" + "a" * 31, "x"])
def test_an_unknown_session_is_404(client: FlaskClient, session_id: str) -> None:
    refused(submit(client, session_id), 404, "not_found")


def test_another_modes_session_is_404(client: FlaskClient) -> None:
    refused(submit(client, ready(client, LIVE)["id"], TEST), 404, "not_found")

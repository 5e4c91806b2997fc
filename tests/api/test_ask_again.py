"""POST /v1/sessions/{id}/resubmission."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from kyc.models import Event, transaction
from tests import make
from tests.api.calls import LIVE, TEST, opened, read, refused

GLARE = {"items": ["document.data_page"], "reasons": ["image_glare"]}


@pytest.fixture
def case(session: Session) -> str:
    """A case that waits for a person."""
    with transaction(session):
        return make.in_review(session).id


def ask(client: FlaskClient, session_id: str, headers: dict[str, str] = LIVE, **body: Any) -> TestResponse:
    return client.post(f"/v1/sessions/{session_id}/resubmission", json=body, headers=headers)


def test_what_is_asked_for_stands_on_the_session_and_is_told(client: FlaskClient, session: Session, case: str) -> None:
    answer = ask(client, case, **GLARE, days=3)
    assert answer.status_code == 200, answer.text
    pending = answer.get_json()["pending_action"]
    assert (pending["items"], pending["reasons"]) == (GLARE["items"], GLARE["reasons"])
    assert read(client, case)["status"] == "manual_review"
    session.rollback()
    told = session.scalars(select(Event.type).where(Event.verification_id == case)).all()
    assert "verification.resubmission_requested" in told


def test_what_is_asked_for_already_is_not_asked_for_again(client: FlaskClient, case: str) -> None:
    ask(client, case, **GLARE)
    refused(ask(client, case, **GLARE), 409, "invalid_transition")


def test_nothing_is_asked_for_where_no_person_is_at_work(client: FlaskClient) -> None:
    refused(ask(client, opened(client)["id"], **GLARE), 409, "invalid_transition")


@pytest.mark.parametrize(
    "wrong",
    [{"items": []}, {"items": ["passport"]}, {"reasons": ["because"]}, {"reasons": []}, {"days": 0}, {"days": 31}],
)
def test_what_cannot_be_asked_for_is_refused(client: FlaskClient, case: str, wrong: dict[str, Any]) -> None:
    refused(ask(client, case, **{**GLARE, **wrong}), 422, "invalid_request")


def test_a_side_that_the_document_has_not_is_refused(client: FlaskClient, case: str) -> None:
    refused(ask(client, case, items=["document.back"], reasons=["image_glare"]), 422, "invalid_request")


def test_the_other_mode_finds_nothing(client: FlaskClient, case: str) -> None:
    refused(ask(client, case, TEST, **GLARE), 404, "not_found")

"""POST /v1/sessions/{id}/cancel."""

from __future__ import annotations

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.api.calls import LIVE, TEST, opened, read, ready, refused, submit
from tests.make import PERSON


def cancel(client: FlaskClient, session_id: str, headers: dict[str, str] = LIVE) -> TestResponse:
    return client.post(f"/v1/sessions/{session_id}/cancel", headers=headers)


def test_cancel_closes_and_leaves_the_status(client: FlaskClient) -> None:
    made = opened(client)["id"]
    answer = cancel(client, made)
    body = answer.get_json()
    assert (answer.status_code, body["status"], body["closed"]["reason"], body["final"]) == (
        200,
        "created",
        "cancelled",
        True,
    )
    assert body == read(client, made)


def test_again_is_the_same_answer(client: FlaskClient) -> None:
    made = opened(client)["id"]
    assert cancel(client, made).text == cancel(client, made).text


def test_after_submit_it_is_409(client: FlaskClient) -> None:
    made = ready(client)["id"]
    submit(client, made)
    body = refused(cancel(client, made), 409, "invalid_transition")
    assert body["session_status"] == "submitted"


def test_a_cancelled_session_cannot_be_submitted(client: FlaskClient) -> None:
    made = ready(client)["id"]
    cancel(client, made)
    assert refused(submit(client, made), 409, "session_closed")["closed"] == {"reason": "cancelled"}


def test_the_person_gets_a_fresh_session_afterwards(client: FlaskClient) -> None:
    first = opened(client, applicant=PERSON)
    cancel(client, first["id"])
    second = opened(client, applicant=PERSON)
    assert (second["record_id"], second["closed"]) == (first["record_id"], None)


def test_the_session_token_cancels_its_own(client: FlaskClient) -> None:
    made = opened(client)
    assert cancel(client, made["id"], {"x-session-token": made["session_token"]}).status_code == 200


def test_anothers_session_is_404(client: FlaskClient) -> None:
    refused(cancel(client, opened(client, LIVE)["id"], TEST), 404, "not_found")

"""POST /v1/sessions/{id}/liveness."""

from __future__ import annotations

from datetime import datetime

from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from kyc.models import LivenessChallenge
from tests import challenges
from tests.api.calls import LIVE, TEST, add_document, opened, read, refused, stored

KEYS = [
    *("id", "session_id", "status", "moves", "capture_seconds", "opened_at", "expires_at", "received_at", "judged_at"),
    *("outcome", "next", "attempts_left", "nonce", "frames", "upload_seconds"),
]


def active(client: FlaskClient, headers: dict[str, str] = LIVE, **config: object) -> dict[str, str]:
    """A session that asks for a challenge, with its document."""
    made = opened(client, headers, config={"liveness_type": "active", **config})
    assert add_document(client, made["id"], headers=headers).status_code == 201
    return made


def ask(client: FlaskClient, made: str, headers: dict[str, str] = LIVE, **more: str) -> TestResponse:
    return client.post(f"/v1/sessions/{made}/liveness", headers={**headers, **more})


def test_a_challenge_has_moves_a_nonce_and_its_limits(client: FlaskClient) -> None:
    answer = ask(client, active(client)["id"])
    body = answer.get_json()
    assert (answer.status_code, list(body)) == (201, KEYS)
    assert {"left", "right"} < set(body["moves"]) <= {"left", "right", "centre", "closer"}
    assert (body["status"], body["next"], body["outcome"], body["attempts_left"]) == ("open", "capture", None, 3)
    assert (body["frames"]["min"], body["frames"]["max"]) == (8, 15)
    span = datetime.fromisoformat(body["expires_at"]) - datetime.fromisoformat(body["opened_at"])
    assert span.total_seconds() == body["capture_seconds"] + body["upload_seconds"] == 35


def test_the_nonce_is_stored_as_a_digest_alone(client: FlaskClient, session: Session) -> None:
    body = ask(client, active(client)["id"]).get_json()
    kept = challenges.row(session, body["id"])
    assert body["nonce"] not in str(vars(kept))
    assert len(kept.nonce_digest) == 64


def test_moves_are_drawn_anew_each_time(client: FlaskClient) -> None:
    made = active(client, max_retries=10)["id"]
    assert len({tuple(ask(client, made).get_json()["moves"]) for _ in range(12)}) > 1


def test_the_token_of_the_session_opens_one_as_well(client: FlaskClient) -> None:
    made = active(client)
    assert ask(client, made["id"], {"x-session-token": made["session_token"]}).status_code == 201


def test_a_new_challenge_replaces_the_one_that_is_open(client: FlaskClient) -> None:
    made = active(client)["id"]
    first, second = (ask(client, made).get_json()["id"] for _ in range(2))
    old, new = (client.get(f"/v1/sessions/{made}/liveness/{one}", headers=LIVE).get_json() for one in (first, second))
    assert (old["status"], old["outcome"]["reason"], old["next"]) == ("judged", "challenge_used", "again")
    assert new["status"] == "open"


def test_twice_as_many_as_attempts_may_be_opened(client: FlaskClient, session: Session) -> None:
    made = active(client, max_retries=2)["id"]
    assert [ask(client, made).get_json()["attempts_left"] for _ in range(4)] == [2, 2, 1, 0]
    body = refused(ask(client, made), 422, "too_many_attempts")
    assert body["attempts_left"] == 0
    assert stored(session, LivenessChallenge) == 4
    assert read(client, made)["requirements"]["missing"] == ["selfie"]


def test_with_passive_liveness_none_is_asked_for(client: FlaskClient, session: Session) -> None:
    made = opened(client, config={"liveness_type": "passive"})["id"]
    assert add_document(client, made).status_code == 201
    refused(ask(client, made), 422, "challenge_not_asked")
    assert stored(session, LivenessChallenge) == 0


def test_the_document_comes_first(client: FlaskClient) -> None:
    made = opened(client, config={"liveness_type": "active"})["id"]
    assert refused(ask(client, made), 409, "invalid_transition")["allowed"] == ["add_documents"]


def test_a_session_that_was_cancelled_takes_none(client: FlaskClient) -> None:
    made = active(client)["id"]
    client.post(f"/v1/sessions/{made}/cancel", headers=LIVE)
    refused(ask(client, made), 409, "session_closed")


def test_the_same_idempotency_key_opens_one_challenge(client: FlaskClient, session: Session) -> None:
    made = active(client)["id"]
    first, again = (ask(client, made, **{"Idempotency-Key": "turn-1"}) for _ in range(2))
    assert first.get_json() == again.get_json()
    assert again.headers["Idempotency-Replayed"] == "true"
    assert stored(session, LivenessChallenge) == 1


def test_the_session_of_another_caller_is_unknown(client: FlaskClient, session: Session) -> None:
    made = active(client)["id"]
    refused(ask(client, made, TEST), 404, "not_found")
    refused(ask(client, made, {"x-session-token": active(client)["session_token"]}), 404, "not_found")
    assert stored(session, LivenessChallenge) == 0

"""GET /v1/sessions/{id}."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from kyc.domain.check import Result
from kyc.models import transaction
from kyc.services.accounts import keys
from kyc.services.examining import pipeline
from tests import make
from tests.api.calls import LIVE, add_document, opened, read, ready, refused, submit
from tests.api.test_create_session import KEYS

CHECKS = ["document_authenticity", "face_match", "face_liveness", "sanctions_screening", "pep_screening"]


def decided(session: Session, mode: str = "live", **results: Result) -> str:
    """The id of a session that ran to its end."""
    with transaction(session):
        made = make.submitted(session, mode)
        pipeline.begin(session, made.id)
        pipeline.conclude(session, made.id, make.examination(**results))
    return made.id


def test_a_fresh_session_has_the_contracts_keys_in_order(client: FlaskClient) -> None:
    body = read(client, opened(client)["id"])
    assert list(body) == [key for key in KEYS if key != "session_token"] + [
        "confidence",
        "checks",
        "extracted_data",
        "final",
    ]


def test_nothing_is_claimed_before_anything_ran(client: FlaskClient) -> None:
    body = read(client, opened(client)["id"])
    assert list(body["checks"].items()) == [(name, "not_performed") for name in CHECKS]
    assert (body["confidence"], body["extracted_data"], body["final"]) == (None, None, False)


def test_an_approved_session_tells_its_results(client: FlaskClient, session: Session) -> None:
    body = read(client, decided(session))
    assert (body["status"], body["confidence"], body["final"]) == ("approved", 0.95, True)
    assert list(body["checks"]) == CHECKS
    assert list(body["checks"].values()) == ["pass", "pass", "pass", "clear", "clear"]
    assert body["extracted_data"] == make.EXTRACTED
    assert list(body["extracted_data"]) == list(make.EXTRACTED)
    assert body["requirements"] == {"missing": []}


def test_a_session_in_review_is_not_final(client: FlaskClient, session: Session) -> None:
    body = read(client, decided(session, pep_screening=Result.HIT))
    assert (body["status"], body["final"], body["checks"]["pep_screening"]) == ("manual_review", False, "hit")


def test_the_session_token_reads_its_own_session(client: FlaskClient) -> None:
    made = opened(client)
    for headers in ({"x-session-token": made["session_token"]}, {"Authorization": f"Bearer {made['session_token']}"}):
        assert read(client, made["id"], headers)["id"] == made["id"]


def test_the_session_token_reads_no_other_session(client: FlaskClient) -> None:
    token, other = opened(client)["session_token"], opened(client)["id"]
    refused(client.get(f"/v1/sessions/{other}", headers={"x-session-token": token}), 404, "not_found")


def test_a_token_that_was_never_given_reads_nothing(client: FlaskClient) -> None:
    made = opened(client)["id"]
    refused(client.get(f"/v1/sessions/{made}", headers={"x-session-token": "st_" + "a" * 31}), 404, "not_found")
    refused(client.get(f"/v1/sessions/{made}", headers={"x-session-token": "nonsense"}), 401, "unauthorized")


def test_without_a_key_it_is_401_for_known_and_unknown_alike(client: FlaskClient) -> None:
    made = opened(client)["id"]
    refused(client.get(f"/v1/sessions/{made}"), 401, "unauthorized")
    refused(client.get("/v1/sessions/sess_unknown"), 401, "unauthorized")


def test_a_key_without_the_scope_is_403(app: Flask, client: FlaskClient, session: Session) -> None:
    made = opened(client)["id"]
    pepper = app.config["SETTINGS"].api_key_pepper.get_secret_value()
    with transaction(session):
        key = keys.issue(session, pepper, make.DEFAULT_PARTNER, "live", "writer", ("profiles:write",))
    refused(client.get(f"/v1/sessions/{made}", headers={"x-api-key": key}), 403, "forbidden")


@pytest.mark.parametrize("session_id", ["x", "sess_" + "a" * 31, "sess_%00", "sess_é", "a" * 3000, "sess_ZZZ"])
def test_every_id_that_is_none_gives_the_same_404(client: FlaskClient, session_id: str) -> None:
    body = refused(client.get(f"/v1/sessions/{session_id}", headers=LIVE), 404, "not_found")
    assert body["detail"] == "There is no such session for this caller."


def test_a_poll_with_the_etag_is_304_without_a_body(client: FlaskClient) -> None:
    path = f"/v1/sessions/{opened(client)['id']}"
    etag = client.get(path, headers=LIVE).headers["ETag"]
    answer = client.get(path, headers={**LIVE, "If-None-Match": etag})
    assert (answer.status_code, answer.data, answer.headers["ETag"]) == (304, b"", etag)


def test_the_etag_changes_with_everything_that_is_shown(client: FlaskClient) -> None:
    made = opened(client)["id"]
    seen: dict[str, str] = {}

    def look() -> None:
        answer = client.get(f"/v1/sessions/{made}", headers=LIVE)
        assert seen.setdefault(answer.headers["ETag"], answer.text) == answer.text

    look()
    for side in ("front", "back"):
        assert add_document(client, made, type="id_card", side=side).status_code == 201
        look()
    assert add_document(client, made, type="driver_license", side="front").status_code == 201
    look()
    assert add_document(client, made, type="driver_license", side="back").status_code == 201
    look()
    assert len(set(seen.values())) == 4


def test_the_etag_changes_with_the_decision(client: FlaskClient, session: Session) -> None:
    made = ready(client)["id"]
    submit(client, made)
    before = client.get(f"/v1/sessions/{made}", headers=LIVE).headers["ETag"]
    with transaction(session):
        pipeline.begin(session, made)
        pipeline.conclude(session, made, make.examination())
    assert client.get(f"/v1/sessions/{made}", headers={**LIVE, "If-None-Match": before}).status_code == 200


def test_a_session_whose_time_is_over_says_so_at_once(client: FlaskClient, session: Session) -> None:
    with transaction(session):
        made = make.verification(session, ttl_s=-1)
    body = read(client, made.id)
    assert (body["closed"]["reason"], body["closed"]["at"], body["final"]) == ("expired", body["expires_at"], True)
    assert body["status"] == "created"


def test_no_answer_is_cached_by_others(client: FlaskClient) -> None:
    answer = client.get(f"/v1/sessions/{opened(client)['id']}", headers=LIVE)
    assert answer.headers["Cache-Control"] == "no-store"

"""POST /v1/sessions/{id}/redact and DELETE /v1/profiles/{record_id}."""

from __future__ import annotations

import json

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from kyc.config import Settings
from kyc.domain.audit import first_fault
from kyc.models import DEFAULT_PARTNER, AuditEntry, Event, IdempotencyKey, Verification, transaction
from kyc.services.accounts import keys
from kyc.services.privacy import holds
from kyc.services.record import audit
from tests.api.calls import LIVE, TEST, add_selfie, create, opened, read, ready, refused, submit
from tests.make import PERSON

GONE = {"error": "KYC record not found", "message": "Invalid or expired ID"}


def redact(client: FlaskClient, session_id: str, headers: dict[str, str] = LIVE, **body: object) -> TestResponse:
    return client.post(f"/v1/sessions/{session_id}/redact", json=body, headers=headers)


def erase(client: FlaskClient, record_id: str, headers: dict[str, str] = LIVE, query: str = "") -> TestResponse:
    return client.delete(f"/v1/profiles/{record_id}{query}", headers=headers)


def test_a_session_is_redacted_and_says_so(client: FlaskClient) -> None:
    made = ready(client, applicant=PERSON, client_reference_id="cust_42", metadata={"tier": "gold"})
    answer = redact(client, made["id"])
    body = answer.get_json()
    assert (answer.status_code, body["id"], body["redaction"]["status"]) == (202, made["id"], "pending")
    assert body["redaction"]["receipt_id"].startswith("rcpt_")
    assert read(client, made["id"])["redaction"] == body["redaction"]


def test_an_open_session_is_closed_with_it(client: FlaskClient) -> None:
    made = ready(client)
    redact(client, made["id"])
    found = read(client, made["id"])
    assert (found["closed"]["reason"], found["final"], found["extracted_data"]) == ("cancelled", True, None)
    assert refused(add_selfie(client, made["id"]), 409, "session_closed")
    assert refused(submit(client, made["id"]), 409, "session_closed")


def test_again_it_is_the_same_receipt(client: FlaskClient) -> None:
    made = opened(client)
    assert redact(client, made["id"]).text == redact(client, made["id"]).text


def test_the_record_goes_with_its_only_session_and_is_the_exact_404(client: FlaskClient) -> None:
    made = opened(client, applicant=PERSON)
    redact(client, made["id"])
    unknown = client.get(f"/api/profiles/{'0' * 15}")
    answer = client.get(f"/api/profiles/{made['record_id']}")
    assert (answer.status_code, answer.get_json()) == (404, GONE)
    assert answer.data == unknown.data
    assert refused(client.get(f"/v1/profiles/{made['record_id']}", headers=LIVE), 404, "not_found")


def test_the_record_stays_where_another_session_stands_on_it(client: FlaskClient) -> None:
    first, second = opened(client, applicant=PERSON), opened(client, applicant=PERSON)
    assert first["record_id"] == second["record_id"]
    redact(client, first["id"])
    assert client.get(f"/api/profiles/{first['record_id']}").get_json()["data"]["name"] == PERSON["name"]
    assert read(client, second["id"])["redaction"] is None
    redact(client, second["id"])
    assert client.get(f"/api/profiles/{first['record_id']}").status_code == 404


def test_a_record_goes_with_all_its_sessions(client: FlaskClient) -> None:
    made = [opened(client, applicant=PERSON) for _ in range(2)]
    answer = erase(client, made[0]["record_id"])
    body = answer.get_json()
    assert (answer.status_code, body["id"]) == (202, made[0]["record_id"])
    assert [read(client, one["id"])["redaction"] for one in made] == [body["redaction"]] * 2
    assert erase(client, made[0]["record_id"]).get_json() == body


def test_who_comes_again_is_new(client: FlaskClient) -> None:
    before = create(client, PERSON).get_json()["id"]
    erase(client, before)
    again = create(client, PERSON)
    assert (again.status_code, again.get_json()["id"] != before) == (201, True)


def test_records_that_were_erased_are_not_counted(client: FlaskClient) -> None:
    made = create(client, PERSON).get_json()["id"]
    assert client.get("/").get_json()["recordsStored"] == 1
    erase(client, made)
    assert client.get("/").get_json()["recordsStored"] == 0


def test_everything_that_a_partner_may_read_of_it_still_answers(client: FlaskClient) -> None:
    made = ready(client, applicant=PERSON)
    session_id = made["id"]
    redact(client, session_id)
    paths = ("report", "report.pdf", "evidence.zip", "events")
    answers = [client.get(f"/v1/sessions/{session_id}/{path}", headers=LIVE) for path in paths]
    assert [answer.status_code for answer in answers] == [200] * 4
    report = answers[0].get_json()
    assert {one["sha256"] for one in [*report["evidence"]["documents"], *report["evidence"]["selfies"]]} == {None}
    for one in report["evidence"]["documents"]:
        assert client.get(f"/v1/sessions/{session_id}/documents/{one['id']}/image", headers=LIVE).status_code == 404
    assert not any(PERSON["name"].encode() in answer.data for answer in answers)


def test_the_etag_changes_so_that_who_polls_is_told(client: FlaskClient) -> None:
    made = ready(client)
    before = client.get(f"/v1/sessions/{made['id']}", headers=LIVE).headers["ETag"]
    redact(client, made["id"])
    after = client.get(f"/v1/sessions/{made['id']}", headers={**LIVE, "If-None-Match": before})
    assert after.status_code == 200


def test_it_is_told_in_an_event_without_a_word_of_the_person(client: FlaskClient, session: Session) -> None:
    made = ready(client, applicant=PERSON, client_reference_id="cust_42")
    receipt = redact(client, made["id"]).get_json()["redaction"]
    event = session.scalars(select(Event).where(Event.type == "session.redacted")).one()
    body = json.loads(event.body)
    assert (body["session_id"], body["redaction"]) == (made["id"], receipt)
    assert "cust_42" not in event.body.decode()


def test_it_joins_the_audit_chain_which_stays_whole(client: FlaskClient, session: Session) -> None:
    made = opened(client, applicant=PERSON)
    receipt = redact(client, made["id"], reason="unlawful").get_json()["redaction"]["receipt_id"]
    entry = session.scalars(select(AuditEntry).where(AuditEntry.act == "data.erased")).one()
    assert entry.subject == made["record_id"]
    assert entry.detail == {"receipt": receipt, "reason": "unlawful", "sessions": [made["id"]]}
    assert first_fault(audit.entries(session)) is None


def test_a_reason_that_is_none_is_422(client: FlaskClient) -> None:
    made = opened(client)
    assert refused(redact(client, made["id"], reason="because"), 422, "invalid_request")
    assert refused(erase(client, made["record_id"], query="?reason=because"), 422, "invalid_request")
    assert read(client, made["id"])["redaction"] is None


def test_a_legal_hold_refuses_both(client: FlaskClient, session: Session) -> None:
    made = opened(client, applicant=PERSON)
    with transaction(session):
        held = holds.put(session, made["record_id"], "litigation", "", "operator")
    assert refused(redact(client, made["id"]), 409, "legal_hold")
    assert refused(erase(client, made["record_id"]), 409, "legal_hold")
    with transaction(session):
        holds.lift(session, held.id, "operator")
    assert redact(client, made["id"]).status_code == 202


def test_a_key_without_the_right_may_not(client: FlaskClient, session: Session, settings: Settings) -> None:
    made = opened(client)
    with transaction(session):
        pepper = settings.api_key_pepper.get_secret_value()
        key = keys.issue(session, pepper, DEFAULT_PARTNER, "live", "narrow", ["sessions:read", "sessions:write"])
    assert refused(redact(client, made["id"], {"x-api-key": key}), 403, "forbidden")
    assert refused(erase(client, made["record_id"], {"x-api-key": key}), 403, "forbidden")


def test_a_key_of_the_other_mode_finds_nothing(client: FlaskClient) -> None:
    made = opened(client)
    assert refused(redact(client, made["id"], TEST), 404, "not_found")
    assert refused(erase(client, made["record_id"], TEST), 404, "not_found")


def test_a_session_token_may_not(client: FlaskClient) -> None:
    made = opened(client)
    assert refused(redact(client, made["id"], {"x-session-token": made["session_token"]}), 401, "unauthorized")


def test_answers_that_were_kept_for_a_key_go_too(client: FlaskClient, session: Session) -> None:
    once = {**LIVE, "Idempotency-Key": "jane-doe-1"}
    made = client.post("/v1/sessions", json={"applicant": PERSON}, headers=once).get_json()
    assert session.scalars(select(IdempotencyKey.verification_id)).all() == [made["id"]]
    redact(client, made["id"])
    session.rollback()
    assert session.scalars(select(IdempotencyKey.key)).all() == []


def test_what_waits_for_a_worker_is_left_alone(client: FlaskClient, session: Session) -> None:
    made = ready(client)
    submit(client, made["id"])
    redact(client, made["id"])
    found = session.get_one(Verification, made["id"], populate_existing=True)
    assert (found.state.value, found.closed_reason) == ("submitted", "cancelled")


@pytest.mark.parametrize("record_id", ["0" * 15, "../x", "A" * 15, "ü" * 15])
def test_an_unknown_record_is_404(client: FlaskClient, record_id: str) -> None:
    assert erase(client, record_id).status_code == 404


def test_a_receipt_is_read_by_the_partner_alone(client: FlaskClient) -> None:
    made = ready(client, applicant=PERSON)
    receipt = redact(client, made["id"], reason="applicant_request").get_json()["redaction"]["receipt_id"]
    body = client.get(f"/v1/receipts/{receipt}", headers=LIVE).get_json()
    assert (body["status"], body["whole_record"], body["reason"]) == ("pending", True, "applicant_request")
    assert (body["session_ids"], body["record_id"]) == ([made["id"]], made["record_id"])
    assert body["counts"]["images"] == 2
    assert body["receipt"] is None
    assert refused(client.get(f"/v1/receipts/{receipt}", headers=TEST), 404, "not_found")
    assert refused(client.get("/v1/receipts/rcpt_unknown", headers=LIVE), 404, "not_found")


def test_the_public_keys_are_for_everybody(client: FlaskClient) -> None:
    answer = client.get("/v1/receipts/keys")
    assert answer.status_code == 200
    assert [(key["kty"], key["crv"], "d" in key) for key in answer.get_json()["keys"]] == [("OKP", "Ed25519", False)]

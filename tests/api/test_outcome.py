"""POST /v1/test/sessions/{id}/outcome, and magic numbers at the doors."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from kyc.models import transaction
from tests import make
from tests.api.calls import LIVE, TEST, blurred, create, opened, read, refused, submit, upload
from tests.make import person


def settle(client: FlaskClient, session_id: str, headers: dict[str, str] = TEST, **body: Any) -> Any:
    return client.post(f"/v1/test/sessions/{session_id}/outcome", json=body, headers=headers)


@pytest.mark.parametrize(("outcome", "final"), [("approved", True), ("rejected", True), ("manual_review", False)])
def test_a_test_session_has_the_outcome_that_is_asked_for(client: FlaskClient, outcome: str, final: bool) -> None:
    made = opened(client, TEST)["id"]
    answer = settle(client, made, outcome=outcome)
    assert (answer.status_code, answer.get_json()["status"], answer.get_json()["final"]) == (200, outcome, final)
    assert read(client, made, TEST)["status"] == outcome


def test_the_report_says_that_it_was_a_test(client: FlaskClient) -> None:
    made = opened(client, TEST)["id"]
    settle(client, made, outcome="rejected", reason="face_mismatch")
    report = client.get(f"/v1/sessions/{made}/report", headers=TEST).get_json()
    assert report["decision"]["rule"] == "test_outcome"
    assert [one["code"] for one in report["decision"]["reasons"]] == ["face_mismatch"]
    assert {one["model"] for one in report["checks"]} == {"test scenario outcome"}
    assert {one["actor"] for one in report["history"]} == {"test"}


def test_to_a_live_key_the_address_is_unknown(client: FlaskClient) -> None:
    live, test = opened(client)["id"], opened(client, TEST)["id"]
    for session_id in (live, test):
        refused(settle(client, session_id, LIVE, outcome="approved"), 404, "not_found")
    refused(settle(client, live, outcome="approved"), 404, "not_found")
    assert read(client, live)["status"] == "created"


@pytest.mark.parametrize("body", [{}, {"outcome": "passed"}, {"outcome": "approved", "reason": "because"}])
def test_what_is_no_outcome_is_refused(client: FlaskClient, body: dict[str, str]) -> None:
    made = opened(client, TEST)["id"]
    refused(settle(client, made, **body), 422, "invalid_request")


def test_what_was_decided_is_not_decided_otherwise(client: FlaskClient) -> None:
    made = opened(client, TEST)["id"]
    settle(client, made, outcome="approved")
    refused(settle(client, made, outcome="rejected"), 409, "invalid_transition")


def test_what_is_over_has_no_outcome(client: FlaskClient, session: Session) -> None:
    with transaction(session):
        made = make.verification(session, mode="test", ttl_s=-1)
    refused(settle(client, made.id, outcome="approved"), 409, "session_closed")
    assert read(client, made.id, TEST)["status"] == "created"


# magic numbers


@pytest.mark.parametrize(("headers", "status"), [(TEST, 201), (LIVE, 422)], ids=["test", "live"])
def test_a_magic_number_lets_any_picture_through_with_a_test_key_alone(
    client: FlaskClient, headers: dict[str, str], status: int
) -> None:
    made = opened(client, headers, applicant=person(document_number="TESTAPPROVE1"))["id"]
    answer = upload(client, f"{made}/documents", blurred(), headers, type="passport", side="data_page")
    assert answer.status_code == status, answer.text


def test_it_can_be_sent_in_and_waits_for_the_worker(client: FlaskClient) -> None:
    made = opened(client, TEST, applicant=person(document_number="TESTREVIEWFACE"))["id"]
    upload(client, f"{made}/documents", blurred(), TEST, type="passport", side="data_page")
    upload(client, f"{made}/selfie", blurred(0.9), TEST)
    assert submit(client, made, TEST).status_code == 202


def test_the_first_generation_opens_the_same_scenario(client: FlaskClient) -> None:
    record = create(client, person(document_number="TESTEXPIRE"), TEST).get_json()["id"]
    (found,) = client.get("/v1/sessions", query_string={"record_id": record}, headers=TEST).get_json()["data"]
    lifetime = found["expires_at"][17:19], found["created_at"][17:19]
    assert (int(lifetime[0]) - int(lifetime[1])) % 60 == 5

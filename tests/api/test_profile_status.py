"""GET /api/profiles/:id, the mapping of states and what PUBLIC_STATUS shows; and GET /."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from kyc.domain.check import Result
from kyc.models import transaction
from kyc.services.examining import pipeline
from kyc.services.verification import verifications
from tests import make
from tests.api.calls import LIVE, TEST, add_document, create, opened, ready, submit
from tests.make import PERSON


def look(client: FlaskClient, record_id: str, headers: dict[str, str] | None = None) -> dict[str, str]:
    answer = client.get(f"/api/profiles/{record_id}", headers=headers)
    assert answer.status_code == 200, answer.text
    return dict(answer.get_json()["data"])


def show(app: Flask, what: str) -> None:
    app.config["SETTINGS"] = app.config["SETTINGS"].model_copy(update={"public_status": what})


def words(client: FlaskClient, record_id: str) -> tuple[str, str]:
    data = look(client, record_id)
    return data["status"], data["verification_status"]


def decided(session: Session, **results: Result) -> str:
    """The record of a verification that ran to its end."""
    with transaction(session):
        made = make.submitted(session)
        pipeline.begin(session, made.id)
        pipeline.conclude(session, made.id, make.examination(**results))
    return made.profile_id


def test_created_at_has_milliseconds_and_z(client: FlaskClient) -> None:
    record_id = create(client, PERSON).get_json()["id"]
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", look(client, record_id)["createdAt"])


def test_no_key_is_needed_and_nothing_is_cached(client: FlaskClient) -> None:
    record_id = create(client, PERSON).get_json()["id"]
    answer = client.get(f"/api/profiles/{record_id}")
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "no-store")


def test_what_happens_through_sessions_is_seen_through_profiles(client: FlaskClient) -> None:
    session = opened(client, applicant=PERSON)
    record_id = session["record_id"]
    assert words(client, record_id) == ("unverified", "unverified")
    add_document(client, session["id"])
    assert words(client, record_id) == ("in_progress", "unverified")


def test_a_submitted_verification_is_pending_review(client: FlaskClient) -> None:
    session = ready(client, applicant=PERSON)
    submit(client, session["id"])
    assert words(client, session["record_id"]) == ("pending_review", "unverified")


def test_an_approved_verification_is_verified(client: FlaskClient, session: Session) -> None:
    assert words(client, decided(session)) == ("approved", "verified")


def test_a_rejected_verification_is_rejected(client: FlaskClient, session: Session) -> None:
    assert words(client, decided(session, face_match=Result.FAIL)) == ("rejected", "rejected")


def test_a_verification_in_review_is_pending(client: FlaskClient, session: Session) -> None:
    assert words(client, decided(session, sanctions_screening=Result.HIT)) == ("pending_review", "unverified")


def test_a_cancelled_verification_is_cancelled(client: FlaskClient) -> None:
    session = opened(client, applicant=PERSON)
    client.post(f"/v1/sessions/{session['id']}/cancel", headers=LIVE)
    assert words(client, session["record_id"]) == ("cancelled", "unverified")


def test_an_expired_verification_is_expired(client: FlaskClient, session: Session) -> None:
    with transaction(session):
        made = make.verification(session, ttl_s=-1)
        verifications.expire_if_due(session, made)
    assert words(client, made.profile_id) == ("expired", "unverified")


@pytest.mark.parametrize(
    "record_id",
    ["zzzzzzzzzzzzzzz", "short", "UPPERCASE123456", "a" * 16, "a" * 5000, "%00", "é", "create", "a b", "..%2f.."],
)
def test_every_id_that_is_none_gives_the_same_404(client: FlaskClient, record_id: str) -> None:
    answer = client.get(f"/api/profiles/{record_id}")
    expected = {"error": "KYC record not found", "message": "Invalid or expired ID"}
    if "%2f" in record_id:
        expected = {"error": "Not found"}
    assert (answer.status_code, answer.get_json()) == (404, expected)


def test_masked_shows_initials_and_the_end_of_the_number(app: Flask, client: FlaskClient) -> None:
    show(app, "masked")
    data = look(client, create(client, PERSON).get_json()["id"])
    assert (data["name"], data["document_number"]) == ("J*** D***", "***67")
    assert data["nationality"] == "SG"


def test_masked_shows_nothing_of_a_short_number(app: Flask, client: FlaskClient) -> None:
    show(app, "masked")
    record_id = create(client, make.person(document_number="A123")).get_json()["id"]
    assert look(client, record_id)["document_number"] == "***"


def test_masked_has_nothing_to_hide_where_nothing_was_declared(app: Flask, client: FlaskClient) -> None:
    show(app, "masked")
    data = look(client, opened(client)["record_id"])
    assert (data["name"], data["document_number"]) == (None, None)


def test_key_asks_for_a_key(app: Flask, client: FlaskClient) -> None:
    show(app, "key")
    record_id = create(client, PERSON).get_json()["id"]
    assert client.get(f"/api/profiles/{record_id}").status_code == 401
    assert client.get("/api/profiles/zzzzzzzzzzzzzzz").status_code == 401
    assert look(client, record_id, LIVE)["name"] == "Jane Doe"


def test_key_keeps_partners_apart(app: Flask, client: FlaskClient, session: Session) -> None:
    show(app, "key")
    record_id = create(client, PERSON, TEST).get_json()["id"]
    other = other_partners_key(app, session)
    answer = client.get(f"/api/profiles/{record_id}", headers={"x-api-key": other})
    assert (answer.status_code, answer.get_json()["error"]) == (404, "KYC record not found")


def test_key_keeps_live_and_test_apart(app: Flask, client: FlaskClient) -> None:
    show(app, "key")
    for own, other in ((LIVE, TEST), (TEST, LIVE)):
        record_id = create(client, PERSON, own).get_json()["id"]
        assert client.get(f"/api/profiles/{record_id}", headers=own).status_code == 200
        answer = client.get(f"/api/profiles/{record_id}", headers=other)
        assert (answer.status_code, answer.get_json()["error"]) == (404, "KYC record not found")


def other_partners_key(app: Flask, session: Session) -> str:
    from kyc.models import Partner
    from kyc.services.accounts import keys

    pepper = app.config["SETTINGS"].api_key_pepper.get_secret_value()
    with transaction(session):
        session.add(Partner(id="ptn_other", name="Other", sealed_webhook_secret=b"sealed"))
        session.flush()
        return keys.issue(session, pepper, "ptn_other", "live", "other")


def test_too_many_lookups_are_429(app: Flask, client: FlaskClient) -> None:
    app.config["SETTINGS"] = app.config["SETTINGS"].model_copy(update={"status_limit": "1/hour"})
    record_id = create(client, PERSON).get_json()["id"]
    look(client, record_id)
    answer = client.get(f"/api/profiles/{record_id}")
    assert (answer.status_code, answer.get_json()) == (429, {"error": "Too many requests"})
    assert int(answer.headers["Retry-After"]) >= 1


def test_the_root_counts_what_is_stored(client: FlaskClient) -> None:
    for number in ("A1", "A2", "A2"):
        create(client, make.person(document_number=number))
    assert client.get("/").get_json()["recordsStored"] == 2


@pytest.mark.parametrize(
    ("method", "path"), [("POST", "/"), ("DELETE", "/api/profiles/abc"), ("PUT", "/api/profiles/create")]
)
def test_another_method_is_405_in_the_apis_words(client: FlaskClient, method: str, path: str) -> None:
    answer = client.open(path, method=method)
    assert (answer.status_code, answer.get_json()) == (405, {"error": "Method not allowed"})
    assert answer.headers["Allow"]


def test_an_unknown_path_is_404_in_the_apis_words(client: FlaskClient) -> None:
    answer = client.get("/api/nothing/here")
    assert (answer.status_code, answer.get_json()) == (404, {"error": "Not found"})

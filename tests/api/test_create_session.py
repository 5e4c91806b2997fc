"""POST /v1/sessions."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from kyc.models import Profile, Verification
from tests.api.calls import LIVE, TEST, create, opened, refused, row, stored
from tests.make import LIVE_KEY, PERSON

KEYS = [
    "id",
    "record_id",
    "status",
    "mode",
    "url",
    "session_token",
    "expires_at",
    "requirements",
    "pending_action",
    "closed",
    "redaction",
    "created_at",
]
FULL: dict[str, Any] = {
    "applicant": {**PERSON, "date_of_birth": "1990-01-15"},
    "client_reference_id": "cust_42",
    "webhook_url": "https://partner.example/hooks",
    "return_url": "https://partner.example/done",
    "locale": "en",
    "metadata": {"plan": "gold", "seats": 3, "trial": False, "rate": 1.5, "none": None},
    "config": {
        "accepted_documents": ["passport", "id_card"],
        "liveness_type": "active",
        "max_retries": 5,
        "session_ttl": 600,
    },
}


def wrong(client: FlaskClient, session: Session, body: object, pointer: str) -> str:
    """The code of the refusal that points there; nothing was stored."""
    answer = client.post("/v1/sessions", json=body, headers=LIVE)
    errors = refused(answer, 422, "invalid_request")["errors"]
    assert stored(session, Verification) == stored(session, Profile) == 0
    assert [error["pointer"] for error in errors] == [pointer]
    return str(errors[0]["code"])


def test_the_answer_has_the_contracts_keys_in_order(client: FlaskClient) -> None:
    body = opened(client, applicant=PERSON)
    assert list(body) == KEYS
    assert (body["status"], body["mode"]) == ("created", "live")
    assert body["requirements"] == {"missing": ["document.front", "selfie"]}
    assert (body["pending_action"], body["closed"], body["redaction"]) == (None, None, None)


def test_ids_and_token_have_their_shapes(client: FlaskClient) -> None:
    body = opened(client)
    assert re.fullmatch(r"sess_[a-z0-9]{31}", body["id"])
    assert re.fullmatch(r"st_[a-z0-9]{31}", body["session_token"])
    assert body["url"] == f"http://localhost:3000/{body['record_id']}"


def test_nothing_at_all_is_a_session_of_an_unknown_person(client: FlaskClient) -> None:
    assert client.post("/v1/sessions", headers=LIVE).status_code == 201
    assert opened(client)["record_id"] != opened(client)["record_id"]


def test_everything_given_is_kept(client: FlaskClient, session: Session) -> None:
    made = row(session, opened(client, **FULL)["id"])
    assert (made.client_reference_id, made.locale, made.partner_metadata) == ("cust_42", "en", FULL["metadata"])
    assert (made.webhook_url, made.return_url) == (FULL["webhook_url"], FULL["return_url"])
    assert (made.accepted_documents, made.liveness_type, made.max_retries) == (["passport", "id_card"], "active", 5)
    assert str(made.date_of_birth) == "1990-01-15"


def test_the_session_lives_as_long_as_asked(client: FlaskClient) -> None:
    body = opened(client, config={"session_ttl": 600})
    lifetime = datetime.fromisoformat(body["expires_at"]) - datetime.fromisoformat(body["created_at"])
    assert lifetime == timedelta(minutes=10)


def test_settings_say_what_the_partner_does_not(app: Flask, client: FlaskClient, session: Session) -> None:
    app.config["SETTINGS"] = app.config["SETTINGS"].model_copy(update={"max_retries": 7, "session_ttl": 120})
    body = opened(client)
    made = row(session, body["id"])
    assert (made.max_retries, made.expires_at - made.created_at) == (7, timedelta(seconds=120))


def test_an_applicant_with_type_number_and_country_is_found_again(client: FlaskClient) -> None:
    first = opened(client, applicant=PERSON)
    again = opened(client, applicant={**PERSON, "nationality": "Singapore"})
    assert again["record_id"] == first["record_id"]
    assert again["id"] != first["id"]


@pytest.mark.parametrize(
    ("name", "headers", "number", "wanted"),
    [
        ("Mallory Other", LIVE, "A1234567", ["declared_anew"]),
        ("DOE, Jane", LIVE, "A1234567", []),
        (None, LIVE, "A1234567", []),
        ("Mallory Other", TEST, "TESTAPPROVE", []),
    ],
    ids=["another", "written otherwise", "none given", "a scenario"],
)
def test_a_name_that_no_check_will_compare_is_for_a_person(
    client: FlaskClient, session: Session, name: str | None, headers: dict[str, str], number: str, wanted: list[str]
) -> None:
    applicant = {**PERSON, "document_number": number}
    opened(client, headers, applicant=applicant)
    again = opened(client, headers, applicant={**applicant, "name": name})
    assert row(session, again["id"]).person_wanted == wanted


def test_both_generations_find_the_same_record(client: FlaskClient) -> None:
    record_id = create(client, PERSON).get_json()["id"]
    assert opened(client, applicant=PERSON)["record_id"] == record_id


@pytest.mark.parametrize("missing", ["document_type", "document_number", "nationality"])
def test_an_applicant_of_whom_less_is_known_is_never_matched(client: FlaskClient, missing: str) -> None:
    less = {name: value for name, value in PERSON.items() if name != missing}
    assert opened(client, applicant=less)["record_id"] != opened(client, applicant=less)["record_id"]


def test_a_test_key_makes_test_sessions(client: FlaskClient) -> None:
    assert opened(client, TEST)["mode"] == "test"


def test_the_key_may_come_as_a_bearer(client: FlaskClient) -> None:
    answer = client.post("/v1/sessions", headers={"Authorization": f"Bearer {LIVE_KEY}"})
    assert answer.status_code == 201


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"x-api-key": "wrong"},
        {"Authorization": "Bearer wrong"},
        {"Authorization": "Basic eDp5"},
        {"x-api-key": "é"},
    ],
)
def test_without_a_valid_key_it_is_401(client: FlaskClient, session: Session, headers: dict[str, str]) -> None:
    answer = client.post("/v1/sessions", json={"nonsense": True}, headers=headers)
    refused(answer, 401, "unauthorized")
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")
    assert stored(session, Verification) == 0


def test_a_session_token_opens_no_new_session(client: FlaskClient) -> None:
    token = opened(client)["session_token"]
    refused(client.post("/v1/sessions", headers={"x-session-token": token}), 401, "unauthorized")


@pytest.mark.parametrize(
    ("body", "pointer", "code"),
    [
        ([], "", "model_type"),
        ("text", "", "model_type"),
        ({"applicant": []}, "/applicant", "model_type"),
        ({"applicant": {"name": 5}}, "/applicant/name", "string_type"),
        ({"applicant": {"name": ""}}, "/applicant/name", "string_too_short"),
        ({"applicant": {"name": " "}}, "/applicant/name", "string_pattern_mismatch"),
        ({"applicant": {"name": "a\0b"}}, "/applicant/name", "string_pattern_mismatch"),
        ({"applicant": {"name": "A" * 401}}, "/applicant/name", "string_too_long"),
        ({"applicant": {"document_type": "library_card"}}, "/applicant/document_type", "enum"),
        ({"applicant": {"document_number": "--"}}, "/applicant/document_number", "invalid_document_number"),
        ({"applicant": {"nationality": "Narnia"}}, "/applicant/nationality", "unknown_country"),
        ({"applicant": {"date_of_birth": "15/01/1990"}}, "/applicant/date_of_birth", "date_parsing"),
        ({"applicant": {"date_of_birth": "2990-01-15"}}, "/applicant/date_of_birth", "invalid_date_of_birth"),
        ({"applicant": {"date_of_birth": 5}}, "/applicant/date_of_birth", "date_type"),
        ({"applicant": {"shoe_size": 43}}, "/applicant/shoe_size", "extra_forbidden"),
        ({"applicant": {"A 1234567": 1}}, "/applicant", "extra_forbidden"),
        ({"surprise": 1}, "/surprise", "extra_forbidden"),
        ({"client_reference_id": "x" * 201}, "/client_reference_id", "string_too_long"),
        ({"locale": "not a locale"}, "/locale", "string_pattern_mismatch"),
        ({"webhook_url": "ftp://partner.example"}, "/webhook_url", "invalid_url"),
        ({"webhook_url": "https://user:pass@partner.example"}, "/webhook_url", "invalid_url"),
        ({"webhook_url": "https://[broken"}, "/webhook_url", "invalid_url"),
        ({"webhook_url": "javascript:alert(1)"}, "/webhook_url", "invalid_url"),
        ({"webhook_url": "http://127.0.0.1/hooks"}, "/webhook_url", "blocked_address"),
        ({"webhook_url": "http://169.254.169.254/latest"}, "/webhook_url", "blocked_address"),
        ({"webhook_url": "http://2130706433/"}, "/webhook_url", "blocked_address"),
        ({"webhook_url": "http://localhost:8080/"}, "/webhook_url", "blocked_address"),
        ({"return_url": "javascript:alert(1)"}, "/return_url", "invalid_url"),
        ({"return_url": "https://partner.example/\nx"}, "/return_url", "invalid_url"),
        ({"return_url": 'https://partner.example/"><script>'}, "/return_url", "invalid_url"),
        ({"metadata": []}, "/metadata", "dict_type"),
        ({"metadata": {"k": "x" * 501}}, "/metadata/k", "invalid_metadata"),
        ({"metadata": {"k": "a\0b"}}, "/metadata/k", "invalid_metadata"),
        ({"metadata": {"k": 10**20}}, "/metadata/k", "invalid_metadata"),
        ({"metadata": {"k" * 41: 1}}, "/metadata", "string_too_long"),
        ({"metadata": {"k": [1]}}, "/metadata/k", "invalid_metadata"),
        ({"metadata": {str(n): n for n in range(51)}}, "/metadata", "too_long"),
        ({"config": {"liveness_type": "psychic"}}, "/config/liveness_type", "literal_error"),
        ({"config": {"accepted_documents": []}}, "/config/accepted_documents", "too_short"),
        ({"config": {"accepted_documents": ["visa"]}}, "/config/accepted_documents/0", "literal_error"),
        ({"config": {"accepted_documents": ["passport"] * 2}}, "/config/accepted_documents", "duplicate_values"),
        ({"config": {"max_retries": -1}}, "/config/max_retries", "greater_than_equal"),
        ({"config": {"max_retries": "3"}}, "/config/max_retries", "int_type"),
        ({"config": {"max_retries": True}}, "/config/max_retries", "int_type"),
        ({"config": {"session_ttl": 10**12}}, "/config/session_ttl", "less_than_equal"),
    ],
)
def test_what_cannot_be_accepted_is_pointed_at(
    client: FlaskClient, session: Session, body: object, pointer: str, code: str
) -> None:
    assert wrong(client, session, body, pointer) == code


def test_several_errors_come_at_once(client: FlaskClient) -> None:
    body = {"applicant": {"name": 1, "nationality": "Narnia"}, "locale": "?"}
    errors = refused(client.post("/v1/sessions", json=body, headers=LIVE), 422, "invalid_request")["errors"]
    assert {error["pointer"] for error in errors} == {"/applicant/name", "/applicant/nationality", "/locale"}


def test_an_error_never_repeats_what_was_sent(client: FlaskClient) -> None:
    body = {"applicant": {"nationality": "SECRETVALUE", "document_type": "SECRETVALUE", "date_of_birth": "SECRETVALUE"}}
    answer = client.post("/v1/sessions", json={**body, "SECRET VALUE": 1}, headers=LIVE)
    assert answer.status_code == 422
    assert "SECRET" not in answer.text


@pytest.mark.parametrize(
    "data", ["{", "{'a':1}", '{"a":}', "\x00", "[" * 5000, '{"metadata": {"a": NaN}}', b"\xff\xfe"]
)
def test_what_is_no_json_is_400(client: FlaskClient, session: Session, data: str | bytes) -> None:
    answer = client.post("/v1/sessions", data=data, content_type="application/json", headers=LIVE)
    assert answer.status_code in (400, 422)
    assert answer.get_json()["code"] in ("malformed_json", "invalid_request")
    assert stored(session, Verification) == 0


def test_another_content_type_is_415(client: FlaskClient) -> None:
    answer = client.post("/v1/sessions", data="name=Jane", headers={**LIVE, "content-type": "text/plain"})
    refused(answer, 415, "unsupported_media_type")


def test_a_body_of_a_megabyte_is_413(client: FlaskClient, session: Session) -> None:
    answer = client.post("/v1/sessions", json={"applicant": {"name": "A" * 1_000_000}}, headers=LIVE)
    refused(answer, 413, "payload_too_large")
    assert stored(session, Verification) == 0


def test_a_private_webhook_is_let_through_where_the_operator_lists_it(app: Flask, client: FlaskClient) -> None:
    from kyc.tools import Tools

    allowed = app.config["SETTINGS"].model_copy(update={"outgoing_allow": ("127.0.0.0/8",)})
    app.config["TOOLS"] = Tools(allowed)
    assert opened(client, webhook_url="http://127.0.0.1:9000/hooks")["status"] == "created"


def test_too_many_requests_of_one_key_are_429_and_other_keys_go_on(app: Flask, client: FlaskClient) -> None:
    app.config["SETTINGS"] = app.config["SETTINGS"].model_copy(update={"create_limit": "1/hour"})
    opened(client)
    answer = client.post("/v1/sessions", headers=LIVE)
    refused(answer, 429, "too_many_requests")
    assert int(answer.headers["Retry-After"]) >= 1
    assert opened(client, TEST)["mode"] == "test"

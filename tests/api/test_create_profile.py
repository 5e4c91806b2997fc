"""POST /api/profiles/create."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from kyc.models import Profile, StatusHistory, Verification, transaction
from kyc.services.accounts import keys
from tests import make
from tests.api.calls import LIVE, TEST, create, stored
from tests.make import LIVE_KEY, PERSON, person


def test_the_id_is_15_letters_and_digits_and_ends_the_url(client: FlaskClient) -> None:
    body = create(client, PERSON).get_json()
    assert re.fullmatch(r"[a-z0-9]{15}", body["id"])
    assert body["url"] == f"http://localhost:3000/{body['id']}"


def test_a_verification_is_opened_with_the_profile(client: FlaskClient, session: Session) -> None:
    record_id = create(client, PERSON).get_json()["id"]
    found = session.scalars(select(Verification).where(Verification.profile_id == record_id)).all()
    assert [(one.state.value, one.mode) for one in found] == [("created", "live")]


def test_creation_writes_no_history(client: FlaskClient, session: Session) -> None:
    create(client, PERSON)
    assert stored(session, StatusHistory) == 0


@pytest.mark.parametrize("number", ["a1234567", "A-123 4567", " A1234567 "])
def test_a_number_is_the_same_however_it_is_spaced_or_cased(client: FlaskClient, number: str) -> None:
    first = create(client, PERSON).get_json()["id"]
    again = create(client, person(document_number=number))
    assert (again.status_code, again.get_json()["id"]) == (200, first)


@pytest.mark.parametrize(
    "change", [{"document_type": "id_card"}, {"document_number": "A1234568"}, {"nationality": "MY"}]
)
def test_another_type_number_or_country_is_another_record(client: FlaskClient, change: dict[str, str]) -> None:
    first = create(client, PERSON).get_json()["id"]
    other = create(client, person(**change))
    assert other.status_code == 201
    assert other.get_json()["id"] != first


def test_another_name_is_noted_for_staff_and_changes_nothing(client: FlaskClient, session: Session) -> None:
    record_id = create(client, PERSON).get_json()["id"]
    create(client, person(name="Janet Doe"))
    profile = session.get_one(Profile, record_id)
    assert (profile.name, profile.name_mismatch) == ("Jane Doe", True)


def test_test_and_live_records_never_mix(client: FlaskClient) -> None:
    live = create(client, PERSON).get_json()["id"]
    test = create(client, PERSON, TEST)
    assert test.status_code == 201
    assert test.get_json()["id"] != live


def test_every_configured_key_belongs_to_one_partner(app: Flask, client: FlaskClient) -> None:
    app.config["SETTINGS"] = app.config["SETTINGS"].model_copy(update={"valid_api_keys": ("one", "two")})
    first = create(client, PERSON, {"x-api-key": "one"}).get_json()["id"]
    assert create(client, PERSON, {"x-api-key": "two"}).get_json()["id"] == first


def test_the_key_in_the_header_goes_before_the_one_in_the_body(client: FlaskClient) -> None:
    answer = create(client, {**PERSON, "apiKey": LIVE_KEY}, {"x-api-key": "wrong"})
    assert answer.status_code == 401


@pytest.mark.parametrize("key", [1, None, ["x"], {"a": 1}, "", "wrong", "é", "\U0001f600", "x" * 600])
def test_a_key_in_the_body_that_is_none_is_401(client: FlaskClient, key: object) -> None:
    answer = create(client, {**PERSON, "apiKey": key}, {})
    assert (answer.status_code, answer.get_json()) == (401, {"error": "Invalid or missing API key"})


def test_a_key_without_the_scope_is_401(app: Flask, client: FlaskClient, session: Session) -> None:
    pepper = app.config["SETTINGS"].api_key_pepper.get_secret_value()
    with transaction(session):
        key = keys.issue(session, pepper, make.DEFAULT_PARTNER, "live", "reader", ("sessions:read",))
    assert create(client, PERSON, {"x-api-key": key}).status_code == 401


def test_a_stored_key_works_and_its_use_is_noted(app: Flask, client: FlaskClient, session: Session) -> None:
    pepper = app.config["SETTINGS"].api_key_pepper.get_secret_value()
    with transaction(session):
        key = keys.issue(session, pepper, make.DEFAULT_PARTNER, "test", "writer")
    assert create(client, PERSON, {"x-api-key": key}).status_code == 201


def test_an_unknown_country_is_400_in_the_apis_words(client: FlaskClient, session: Session) -> None:
    answer = create(client, person(nationality="Narnia"))
    assert answer.status_code == 400
    assert "country" in answer.get_json()["error"].lower()
    assert stored(session, Profile) == 0


def test_an_unknown_document_type_is_400_in_the_apis_words(client: FlaskClient, session: Session) -> None:
    answer = create(client, person(document_type="library_card"))
    assert (answer.status_code, answer.get_json()["error"]) == (400, "Unknown document type")
    assert stored(session, Profile) == 0


@pytest.mark.parametrize("field", ["name", "document_type", "document_number", "nationality"])
@pytest.mark.parametrize("value", [1, 1.5, True, [], ["SG"], {}, {"a": 1}])
def test_a_field_that_is_no_string_is_400(client: FlaskClient, session: Session, field: str, value: object) -> None:
    answer = create(client, {**PERSON, field: value})
    assert (answer.status_code, answer.get_json()["field"]) == (400, field)
    assert stored(session, Profile) == 0


@pytest.mark.parametrize("field", ["name", "document_type", "document_number", "nationality"])
@pytest.mark.parametrize("value", [None, "", "  ", "\t\n"])
def test_a_field_that_says_nothing_is_missing(client: FlaskClient, field: str, value: object) -> None:
    answer = create(client, {**PERSON, field: value})
    assert (answer.status_code, answer.get_json()["error"]) == (400, "Missing required fields")


@pytest.mark.parametrize(("field", "length"), [("name", 401), ("document_number", 101), ("nationality", 101)])
def test_a_field_that_is_too_long_is_400(client: FlaskClient, session: Session, field: str, length: int) -> None:
    assert create(client, {**PERSON, field: "A" * length}).status_code == 400
    assert stored(session, Profile) == 0


def test_a_number_without_a_letter_or_digit_is_400(client: FlaskClient) -> None:
    assert create(client, person(document_number="---")).status_code == 400


def test_an_error_never_repeats_what_was_sent(client: FlaskClient) -> None:
    answer = create(client, person(nationality="Secretland", document_number="TOPSECRET"))
    assert "ecret" not in answer.text
    assert "SECRET" not in answer.text


@pytest.mark.parametrize(
    "body", ["", "{", "null", "[]", '"text"', "1", "{'a': 1}", '{"name": "\\ud800"}', "[" * 5000, "NaN"]
)
def test_what_is_no_json_object_is_400(client: FlaskClient, session: Session, body: str) -> None:
    answer = client.post("/api/profiles/create", data=body, headers={**LIVE, "content-type": "application/json"})
    assert answer.status_code == 400
    assert isinstance(answer.get_json()["error"], str)
    assert stored(session, Profile) == 0


def test_malformed_json_without_a_key_is_401(client: FlaskClient) -> None:
    assert client.post("/api/profiles/create", data="{").status_code == 401


def test_a_nul_character_is_400_and_nothing_is_stored(client: FlaskClient, session: Session) -> None:
    assert create(client, person(name="Jane\0Doe")).status_code == 400
    assert stored(session, Profile) == 0


def test_a_string_of_a_megabyte_is_413_and_nothing_is_stored(client: FlaskClient, session: Session) -> None:
    answer = create(client, person(name="A" * 1_000_000))
    assert (answer.status_code, answer.get_json()) == (413, {"error": "Payload too large"})
    assert stored(session, Profile) == 0


def test_names_in_any_script_come_back_as_they_were(client: FlaskClient) -> None:
    name = "Nguyễn Thị Ánh 王小明 😀"
    record_id = create(client, person(name=name)).get_json()["id"]
    answer = client.get(f"/api/profiles/{record_id}")
    assert answer.get_json()["data"]["name"] == name
    assert name.encode() in answer.data


def test_unknown_fields_are_ignored_as_they_always_were(client: FlaskClient) -> None:
    assert create(client, {**PERSON, "favourite_colour": "blue"}).status_code == 201


def test_a_rejected_person_gets_another_go_on_the_same_profile(client: FlaskClient, session: Session) -> None:
    with transaction(session):
        done = make.submitted(session)
        make.pipeline.begin(session, done.id)
        found = make.examination(face_match=make.Result.FAIL)
        make.pipeline.conclude(session, done.id, replace(found))
        record = session.get_one(Profile, done.profile_id)
        body = person(document_number=str(record.document_number))
    assert create(client, body).status_code == 200
    session.rollback()
    newest = make.verifications.newest(session, record.id)
    assert newest
    assert (newest.state.value, newest.previous_id) == ("created", done.id)


def test_an_open_verification_is_not_opened_twice(client: FlaskClient, session: Session) -> None:
    create(client, PERSON)
    create(client, PERSON)
    assert stored(session, Verification) == 1


def test_a_crash_is_500_in_the_apis_words(app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    app.testing = False

    def crash(*_: object) -> None:
        raise RuntimeError("Jane Doe")

    monkeypatch.setattr("kyc.web.legacy.profiles.profiles.find_or_create", crash)
    answer = create(client, PERSON)
    assert (answer.status_code, answer.get_json()) == (500, {"error": "Internal server error"})


def test_too_many_creates_are_429_with_retry_after(app: Flask, client: FlaskClient) -> None:
    app.config["SETTINGS"] = app.config["SETTINGS"].model_copy(update={"create_limit": "2/hour"})
    answers = [create(client, PERSON) for _ in range(3)]
    assert [one.status_code for one in answers] == [201, 200, 429]
    assert 1 <= int(answers[2].headers["Retry-After"]) <= 3601
    assert answers[2].get_json() == {"error": "Too many requests"}
    assert "Retry-After" not in answers[0].headers

"""Nothing of a person, and no secret, gets into a log: every door is driven with marked values, then all is read."""

from __future__ import annotations

import io
import json
from unittest import mock

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session
from structlog.typing import EventDict

from kyc.services.verification import profiles
from tests import make
from tests.api.calls import LIVE
from tests.api.staff.people import PASSWORD, colleague, send

pytestmark = pytest.mark.one_database

MARK = "Zyxwquark"
PERSON = {
    "name": f"{MARK} Doe",
    "document_type": "passport",
    "document_number": f"{MARK}77",
    "nationality": "SG",
    "date_of_birth": "1990-01-15",
}
Said = list[EventDict]


def is_silent(said: Said, caplog: pytest.LogCaptureFixture, *more: str) -> None:
    """Lines were written, and none of them repeats a value."""
    written = json.dumps(said, default=repr) + caplog.text
    assert len(said) > 0
    for value in (MARK, "1990-01-15", *more):
        assert value.lower() not in written.lower(), written


def drive(client: FlaskClient) -> None:
    """What a person or a partner could mark, by every door: taken, refused, mistyped and mislaid."""
    legacy = {name: value for name, value in PERSON.items() if name != "date_of_birth"}
    record_id = client.post("/api/profiles/create", json=legacy, headers=LIVE).get_json()["id"]
    client.post("/api/profiles/create", json=legacy | {"nationality": MARK}, headers=LIVE)
    client.post("/api/profiles/create", data=MARK, headers=LIVE, content_type="application/json")
    client.get(f"/api/profiles/{record_id}")
    client.get(f"/api/profiles/{MARK}")
    wish = {"applicant": PERSON, "client_reference_id": MARK, "webhook_url": f"https://{MARK}.example/?token={MARK}"}
    opened = client.post("/v1/sessions", json=wish, headers=LIVE).get_json()
    client.post("/v1/sessions", json=wish | {"locale": MARK, MARK: MARK}, headers=LIVE | {"Idempotency-Key": MARK})
    client.get(f"/v1/sessions?cursor={MARK}&client_reference_id={MARK}", headers=LIVE)
    client.get(f"/v1/sessions/{MARK}", headers=LIVE | {"X-Request-ID": f"{MARK} {MARK}", "User-Agent": MARK})
    client.post(
        f"/v1/sessions/{opened['id']}/documents",
        data={"type": MARK, "issuing_country": MARK, "file": (io.BytesIO(MARK.encode()), f"{MARK}.jpg")},
        headers=LIVE,
    )
    client.get(f"/{record_id}/start?name={MARK}", headers={"Cookie": f"applicant={MARK}", "Referer": MARK})
    client.get(f"/{MARK}/start")
    client.get(f"/nothing/{MARK}?q={MARK}")


def test_no_door_logs_what_it_was_given(said: Said, client: FlaskClient, caplog: pytest.LogCaptureFixture) -> None:
    drive(client)
    is_silent(said, caplog)


def test_no_key_and_no_session_token_is_logged(
    said: Said, client: FlaskClient, caplog: pytest.LogCaptureFixture
) -> None:
    token = client.post("/v1/sessions", json={}, headers=LIVE).get_json()["session_token"]
    wrong = f"ekyc_live_{'a' * 10}_{'b' * 40}"
    for key in (wrong, make.LIVE_KEY, f"{make.LIVE_KEY}x"):
        client.get("/v1/sessions", headers={"x-api-key": key})
        client.get("/v1/sessions", headers={"Authorization": f"Bearer {key}"})
    client.get("/v1/sessions/sess_x", headers={"x-session-token": token})
    is_silent(said, caplog, wrong, make.LIVE_KEY, token)


def test_a_sign_in_logs_neither_address_nor_password_nor_code(
    said: Said, app: Flask, client: FlaskClient, session: Session, caplog: pytest.LogCaptureFixture
) -> None:
    person = colleague(app, session, email=f"{MARK.lower()}@example.org")
    code = person.code()
    for password in (f"{MARK} wrong", PASSWORD):
        send(client, "/staff/login", email=person.email, password=password)
    send(client, "/staff/tf-validate", code="000000")
    send(client, "/staff/tf-validate", code=code)
    is_silent(said, caplog, PASSWORD, person.key, f'"{code}"')


@pytest.mark.parametrize(
    "fault", [ValueError(MARK), KeyError(MARK), OperationalError(f"INSERT {MARK}", {"name": MARK}, Exception(MARK))]
)
def test_a_crash_logs_where_it_was_and_not_with_what(
    said: Said, client: FlaskClient, caplog: pytest.LogCaptureFixture, fault: Exception
) -> None:
    client.application.testing = False
    with mock.patch.object(profiles, "find_or_create", side_effect=fault):
        for path, body in (("/v1/sessions", {"applicant": PERSON}), ("/api/profiles/create", make.person(name=MARK))):
            assert client.post(path, json=body, headers=LIVE).status_code in (500, 503)
    is_silent(said, caplog)
    assert {one["event"] for one in said} >= {"request"}


def test_a_refusal_is_a_line_with_its_status(said: Said, client: FlaskClient) -> None:
    client.get("/v1/sessions")
    client.post("/v1/sessions", json={"locale": 7}, headers=LIVE)
    client.post("/staff/login", data={"email": "x"})
    assert [one["status"] for one in said if one["event"] == "request"] == [401, 422, 400]

"""POST and GET /v1/sessions/{id}/handoff: a code on the partner's own page, by which a phone goes on."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from kyc.models import DEFAULT_PARTNER, Handoff, Holder, IdempotencyKey, transaction
from kyc.services.accounts import keys
from kyc.services.verification.verifications import token_digest
from tests.api.calls import LIVE, opened, ready, refused, submit
from tests.api.hosted.applicant import Applicant, another_browser
from tests.make import PERSON

pytestmark = pytest.mark.one_database


@pytest.fixture
def made(client: FlaskClient) -> dict[str, Any]:
    return opened(client, applicant=PERSON)


def begin(client: FlaskClient, session_id: str, headers: dict[str, str] = LIVE, **body: object) -> dict[str, Any]:
    answer = client.post(f"/v1/sessions/{session_id}/handoff", json=body, headers=headers)
    assert answer.status_code == 200, answer.text
    return dict(answer.get_json())


def shown(client: FlaskClient, session_id: str) -> dict[str, Any]:
    return dict(client.get(f"/v1/sessions/{session_id}/handoff", headers=LIVE).get_json())


def scan(app: Flask, made: dict[str, Any], url: str) -> Applicant:
    """A phone that opened the address in the code, and has not answered yet."""
    phone = another_browser(app, made["record_id"])
    phone.get(url.partition(f"/{made['record_id']}/")[2])
    return phone


def join(app: Flask, made: dict[str, Any], url: str) -> Applicant:
    phone = scan(app, made, url)
    phone.post("join", same="yes")
    return phone


def test_it_gives_the_address_to_draw_and_the_digits_to_compare(client: FlaskClient, made: dict[str, Any]) -> None:
    found = begin(client, made["id"])
    assert list(found) == ["session_id", "state", "url", "code", "valid_seconds", "joined_at"]
    assert (found["session_id"], found["state"], found["joined_at"]) == (made["id"], "waiting", None)
    assert found["url"].startswith(f"http://localhost:3000/{made['record_id']}/join/")
    assert found["code"].isdigit()
    assert len(found["code"]) == 4
    assert 0 < found["valid_seconds"] <= 20


def test_the_phone_shows_the_same_digits_and_goes_on_after_a_yes(
    app: Flask, client: FlaskClient, made: dict[str, Any]
) -> None:
    found = begin(client, made["id"])
    phone = scan(app, made, found["url"])
    assert found["code"] in phone.get("join").text
    assert shown(client, made["id"])["state"] == "waiting"
    assert phone.post("join", same="yes").path == "start"
    now = shown(client, made["id"])
    assert (now["state"], now["url"], now["code"], now["valid_seconds"]) == ("joined", None, None, None)
    assert datetime.fromisoformat(now["joined_at"])


def test_a_no_on_the_phone_changes_nothing(app: Flask, client: FlaskClient, made: dict[str, Any]) -> None:
    scan(app, made, begin(client, made["id"])["url"]).post("join", same="no")
    assert shown(client, made["id"])["state"] == "waiting"


def test_asked_again_it_stays_as_it_is(app: Flask, client: FlaskClient, made: dict[str, Any]) -> None:
    first = begin(client, made["id"])
    assert begin(client, made["id"])["code"] == first["code"]
    phone = join(app, made, first["url"])
    assert begin(client, made["id"])["state"] == "joined"
    assert phone.get().path == "start"


def test_begun_anew_another_phone_may_come(app: Flask, client: FlaskClient, made: dict[str, Any]) -> None:
    lost = join(app, made, begin(client, made["id"])["url"])
    again = begin(client, made["id"], anew=True)
    assert again["state"] == "waiting"
    assert lost.get().path == "here"
    assert join(app, made, again["url"]).get().path == "start"
    assert lost.get().path == "here"


def test_the_code_of_a_moment_is_dead_soon_after(
    app: Flask, client: FlaskClient, session: Session, made: dict[str, Any]
) -> None:
    url = begin(client, made["id"])["url"]
    with transaction(session):
        session.get_one(Handoff, made["id"]).created_at -= timedelta(seconds=60)
    assert scan(app, made, url).get("join").status == 410
    assert shown(client, made["id"])["url"] != url


def test_one_phone_can_take_it(app: Flask, client: FlaskClient, made: dict[str, Any]) -> None:
    url = begin(client, made["id"])["url"]
    first, second = scan(app, made, url), scan(app, made, url)
    first.post("join", same="yes")
    assert second.post("join", same="yes").status == 410


def test_a_browser_that_had_it_open_is_asked_first_and_ends_it_when_it_goes_on(
    app: Flask, client: FlaskClient, made: dict[str, Any]
) -> None:
    computer = another_browser(app, made["record_id"])
    computer.agree()
    url = begin(client, made["id"])["url"]
    assert computer.get().path == "here"
    assert computer.post("here").path != "here"
    assert shown(client, made["id"])["state"] == "ended"
    assert scan(app, made, url).get("join").status == 410
    assert begin(client, made["id"])["url"] != url


def test_who_scanned_one_that_ended_scans_the_next_one_too(
    app: Flask, client: FlaskClient, made: dict[str, Any]
) -> None:
    early = scan(app, made, begin(client, made["id"])["url"])
    computer = another_browser(app, made["record_id"])
    computer.get()
    computer.post("here")
    begin(client, made["id"])
    assert early.post("join", same="yes").status == 410


def test_none_was_begun(client: FlaskClient, made: dict[str, Any]) -> None:
    refused(client.get(f"/v1/sessions/{made['id']}/handoff", headers=LIVE), 404, "not_found")


def test_what_is_sent_or_closed_is_handed_to_nobody(client: FlaskClient) -> None:
    sent = ready(client)["id"]
    begin(client, sent)
    submit(client, sent)
    assert shown(client, sent)["state"] == "ended"
    refused(client.post(f"/v1/sessions/{sent}/handoff", headers=LIVE), 409, "invalid_transition")
    closed = opened(client)["id"]
    client.post(f"/v1/sessions/{closed}/cancel", headers=LIVE)
    refused(client.post(f"/v1/sessions/{closed}/handoff", headers=LIVE), 409, "session_closed")


def test_the_sessions_own_token_is_enough(client: FlaskClient, made: dict[str, Any]) -> None:
    token = {"x-session-token": made["session_token"]}
    assert begin(client, made["id"], token)["state"] == "waiting"
    assert client.get(f"/v1/sessions/{made['id']}/handoff", headers=token).status_code == 200


def test_reading_needs_one_scope_and_beginning_the_other(
    app: Flask, client: FlaskClient, session: Session, made: dict[str, Any]
) -> None:
    pepper = app.config["SETTINGS"].api_key_pepper.get_secret_value()
    with transaction(session):
        reads = {"x-api-key": keys.issue(session, pepper, DEFAULT_PARTNER, "live", "reads", ["sessions:read"])}
    path = f"/v1/sessions/{made['id']}/handoff"
    refused(client.post(path, headers=reads), 403, "forbidden")
    begin(client, made["id"])
    assert client.get(path, headers=reads).status_code == 200


def test_nothing_that_opens_the_session_is_stored(client: FlaskClient, session: Session, made: dict[str, Any]) -> None:
    found = begin(client, made["id"], {**LIVE, "Idempotency-Key": "one"})
    token = found["url"].rpartition("/")[2]
    rows = [session.get_one(Holder, made["id"]), session.get_one(Handoff, made["id"])]
    kept = [str(value) for row in rows for value in vars(row).values()]
    assert not {token, token_digest(token)} & {*kept}
    answers = session.scalars(select(IdempotencyKey.sealed_answer)).all()
    assert not [one for one in answers if one and token.encode() in one]

"""Exchanging SECRET_KEY and API_KEY_PEPPER: nobody is signed out, no authenticator app and no key ends."""

from __future__ import annotations

import re
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from pydantic import SecretStr
from sqlalchemy.orm import Session

from kyc.app import create_app
from kyc.config import Settings
from kyc.models import DEFAULT_PARTNER, ApiKey, transaction
from kyc.services.accounts import keys
from kyc.web import auth
from kyc.web.staff.entrance import code_apps
from kyc.web.staff.entrance.known_browsers import pass_for
from tests.api.calls import LIVE, opened
from tests.api.hosted.applicant import another_browser
from tests.api.staff.people import RECOVERY, anew, colleague, send, signed_in, text
from tests.make import PERSON

pytestmark = pytest.mark.one_database
NEXT = SecretStr("a secret key of the next year")


@pytest.fixture
def rotated(settings: Settings) -> Settings:
    """A new secret key, beside which the one before still counts."""
    return settings.model_copy(update={"secret_key": NEXT, "secret_key_fallbacks": settings.secret_key})


@pytest.fixture
def after(app: Flask, rotated: Settings) -> Flask:
    """The application of the same installation after a restart."""
    return create_app(rotated)


def moved(before: FlaskClient, after: Flask) -> FlaskClient:
    """The same browser, with its cookies, at the application after the restart."""
    client = after.test_client()
    client._cookies = dict(before._cookies or {})
    return client


def test_who_is_signed_in_stays_so_until_the_key_before_counts_no_more(
    app: Flask, rotated: Settings, after: Flask, client: FlaskClient, session: Session
) -> None:
    signed_in(client, colleague(app, session))
    later = create_app(rotated.model_copy(update={"secret_key_fallbacks": SecretStr("")}))
    assert [moved(client, there).get("/staff/").status_code for there in (after, later)] == [200, 302]


def test_a_form_that_was_open_can_be_sent(app: Flask, after: Flask, client: FlaskClient, session: Session) -> None:
    person = colleague(app, session)
    page = client.get("/staff/login").get_data(as_text=True)
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
    assert token
    there = moved(client, after)
    sent = {"csrf_token": token[1], "email": person.email, "password": person.password}
    assert there.post("/staff/login", data=sent).location.startswith("/staff/tf-validate")


def test_code_apps_and_recovery_codes_go_on(app: Flask, after: Flask, session: Session) -> None:
    person = colleague(app, session)
    signed_in(after.test_client(), person)
    second = after.test_client()
    send(second, "/staff/login", email=person.email, password=person.password)
    assert send(second, "/staff/mf-recovery", code=RECOVERY).location == "/staff/"
    third = after.test_client()
    send(third, "/staff/login", email=person.email, password=person.password)
    assert "did not work" in text(send(third, "/staff/mf-recovery", code=RECOVERY))


def test_code_apps_that_were_moved_need_the_key_before_no_more(app: Flask, rotated: Settings, session: Session) -> None:
    person = colleague(app, session)
    with transaction(session):
        assert (code_apps.rewrap(session, rotated), code_apps.rewrap(session, rotated)) == (1, 0)
    alone = rotated.model_copy(update={"secret_key_fallbacks": SecretStr("")})
    anew(session)
    signed_in(create_app(alone).test_client(), person)
    with transaction(session):
        assert code_apps.rewrap(session, alone) == 0


def test_a_code_app_whose_key_went_too_early_is_refused_and_left_as_it_is(
    app: Flask, rotated: Settings, session: Session
) -> None:
    person = colleague(app, session)
    with transaction(session):
        code_apps.rewrap(session, rotated)
    third = rotated.model_copy(update={"secret_key": SecretStr("a third"), "secret_key_fallbacks": SecretStr("")})
    client = create_app(third).test_client()
    send(client, "/staff/login", email=person.email, password=person.password)
    assert "That code did not work." in text(send(client, "/staff/tf-validate", code=person.code()))
    with transaction(session):
        assert code_apps.rewrap(session, third) == 0


def test_an_operators_pass_for_a_browser_is_still_taken(
    app: Flask, after: Flask, settings: Settings, session: Session
) -> None:
    person, client = colleague(app, session), after.test_client()
    client.get(f"/staff/known/{pass_for(settings, person.email)}")
    assert client.get_cookie("known_browser", path="/staff")


def test_a_code_on_a_partners_page_leads_on(app: Flask, after: Flask, client: FlaskClient) -> None:
    made: dict[str, Any] = opened(client, applicant=PERSON)
    path = f"/v1/sessions/{made['id']}/handoff"
    url = client.post(path, json={}, headers=LIVE).get_json()["url"]
    there = after.test_client()
    assert there.get(path, headers=LIVE).get_json()["state"] == "waiting"
    phone = another_browser(after, made["record_id"])
    phone.get(url.partition(f"/{made['record_id']}/")[2])
    phone.post("join", same="yes")
    assert there.get(path, headers=LIVE).get_json()["state"] == "joined"


def test_an_api_key_goes_over_to_the_new_pepper_when_it_is_used(
    app: Flask, settings: Settings, session: Session
) -> None:
    with transaction(session):
        key = keys.issue(session, settings.api_key_pepper.get_secret_value(), DEFAULT_PARTNER, "live", "shop")
    digest = session.get_one(ApiKey, key.split("_")[2]).digest
    auth._noted.clear()
    both = {"api_key_pepper": NEXT, "api_key_pepper_fallbacks": settings.api_key_pepper}
    for changed in (both, {"api_key_pepper": NEXT}):
        there = create_app(settings.model_copy(update=changed)).test_client()
        assert there.get("/v1/sessions", headers={"x-api-key": key}).status_code == 200
    anew(session)
    assert session.get_one(ApiKey, key.split("_")[2]).digest != digest

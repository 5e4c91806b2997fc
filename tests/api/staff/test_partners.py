"""Partners and their keys on the staff's pages: for administrators alone, a key shown once, an end at once."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from kyc.models import DEFAULT_PARTNER, ApiKey, AuditEntry, Partner, WebhookEndpoint, transaction, utcnow
from kyc.services.accounts import keys
from tests.api.staff import people
from tests.api.staff.people import anew, text

pytestmark = pytest.mark.one_database

LIST, PAGE = "/staff/partners", f"/staff/partners/{DEFAULT_PARTNER}"


@pytest.fixture
def admin(app: Flask, client: FlaskClient, session: Session) -> FlaskClient:
    return people.signed_in(client, people.colleague(app, session, "admin"))


def make_key(admin: FlaskClient, **fields: object) -> TestResponse:
    filled = {"name": "shop", "mode": "test", "scopes": list(keys.SCOPES), "days": "", **fields}
    return people.send(admin, f"{PAGE}/keys", at=PAGE, **filled)


def shown(answer: TestResponse) -> str:
    found = re.search(r"ekyc_(?:live|test)_[a-z0-9]{10}_[a-z0-9]{40}", answer.get_data(as_text=True))
    assert found, text(answer)
    return found[0]


@pytest.mark.parametrize("role", ["reviewer", "lead"])
def test_reviewers_and_leads_see_nothing_of_it(app: Flask, client: FlaskClient, session: Session, role: str) -> None:
    browser = people.signed_in(client, people.colleague(app, session, role))
    assert [browser.get(path).status_code for path in (LIST, PAGE)] == [403, 403]
    assert LIST not in browser.get("/staff/").get_data(as_text=True)


def test_a_new_key_is_shown_on_one_answer_and_opens(admin: FlaskClient, app: Flask, session: Session) -> None:
    answer = make_key(admin, name="Till", mode="live", days="90")
    key = shown(answer)
    caller = keys.authenticate(anew(session), app.config["SETTINGS"], key)
    assert caller is not None
    assert (caller.partner_id, caller.mode, caller.scopes) == (DEFAULT_PARTNER, "live", frozenset(keys.SCOPES))
    again = admin.get(PAGE)
    assert key not in again.get_data(as_text=True)
    assert "Till" in text(again)
    assert answer.headers["Cache-Control"] == "no-store"


def test_making_and_ending_stand_on_the_chain_with_who_did_it(admin: FlaskClient, session: Session) -> None:
    key_id = shown(make_key(admin)).split("_")[2]
    people.send(admin, f"{PAGE}/keys/{key_id}/revoke", at=PAGE)
    done = select(AuditEntry.act, AuditEntry.actor).where(AuditEntry.subject == key_id).order_by(AuditEntry.position)
    acts = [tuple(row) for row in anew(session).execute(done)]
    assert [act for act, _ in acts] == ["key.issued", "key.revoked"]
    assert {who.split(":")[0] for _, who in acts} == {"staff"}


def test_a_revoked_key_is_shut_at_once(admin: FlaskClient, app: Flask, session: Session) -> None:
    key = shown(make_key(admin))
    page = people.send(admin, f"{PAGE}/keys/{key.split('_')[2]}/revoke", at=PAGE)
    assert page.location == PAGE
    assert keys.authenticate(anew(session), app.config["SETTINGS"], key) is None
    assert "Revoked" in text(admin.get(PAGE))


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"mode": "prod"}, "for live or for test records"),
        ({"scopes": []}, "at least one thing"),
        ({"scopes": ["everything"]}, "at least one thing"),
        ({"days": "0"}, "a day in the future"),
        ({"days": "-5"}, "a day in the future"),
    ],
)
def test_what_no_key_can_be_is_said_and_nothing_is_made(
    admin: FlaskClient, session: Session, fields: dict[str, object], told: str
) -> None:
    before = len(anew(session).scalars(select(ApiKey)).all())
    answer = make_key(admin, **fields)
    assert answer.status_code == 422
    assert told in text(answer)
    assert len(anew(session).scalars(select(ApiKey)).all()) == before


def test_another_partner_is_added_with_a_secret_of_its_own(admin: FlaskClient, session: Session) -> None:
    answer = people.send(admin, LIST, name="  Nordhaven   Bank ")
    made = anew(session).scalars(select(Partner).where(Partner.name == "Nordhaven Bank")).one()
    assert answer.location == f"{LIST}/{made.id}"
    assert made.sealed_webhook_secret
    assert "Nordhaven Bank" in text(admin.get(LIST))


@pytest.mark.parametrize("name", ["", "   ", "x" * 201, "Default partner", "DEFAULT PARTNER"])
def test_a_name_that_is_empty_too_long_or_taken_is_refused(admin: FlaskClient, session: Session, name: str) -> None:
    with transaction(session):
        session.get_one(Partner, DEFAULT_PARTNER).name = "Default partner"
    assert people.send(admin, LIST, name=name).status_code == 422
    assert len(anew(session).scalars(select(Partner)).all()) == 1


def test_a_key_of_another_partner_is_not_found_under_this_one(admin: FlaskClient, session: Session) -> None:
    people.send(admin, LIST, name="Other")
    other = anew(session).scalars(select(Partner).where(Partner.name == "Other")).one().id
    key_id = shown(make_key(admin)).split("_")[2]
    answer = people.send(admin, f"{LIST}/{other}/keys/{key_id}/revoke", at=PAGE)
    assert answer.status_code == 404
    assert anew(session).get_one(ApiKey, key_id).revoked_at is None
    assert admin.get(f"{LIST}/ptn_nobody").status_code == 404


def test_an_endpoint_that_was_switched_off_is_told_with_why(admin: FlaskClient, session: Session) -> None:
    off = WebhookEndpoint(
        id="we_1", partner_id=DEFAULT_PARTNER, url="https://partner.example/h", events=[], mode="live"
    )
    off.events, off.disabled_at, off.disabled_reason = [], utcnow(), "failing"
    with transaction(session):
        session.add(off)
    page = text(admin.get(PAGE))
    assert "Disabled" in page
    assert "nothing but failures for five days" in page

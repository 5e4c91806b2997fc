"""GET /v1/profiles/{record_id}."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from tests.api.calls import LIVE, TEST, create, opened, refused
from tests.api.webhooks.calling import key
from tests.make import PERSON

pytestmark = pytest.mark.one_database


def test_the_partner_reads_what_it_declared_and_where_it_stands(client: FlaskClient) -> None:
    record = create(client, PERSON).get_json()["id"]
    body = client.get(f"/v1/profiles/{record}", headers=LIVE).get_json()
    assert {name: body[name] for name in PERSON} == PERSON
    assert (body["id"], body["mode"], body["verification_status"], body["status"]) == (
        record,
        "live",
        "unverified",
        "unverified",
    )
    assert body["url"].endswith(f"/{record}")


def test_the_session_that_counts_now_is_named(client: FlaskClient) -> None:
    made = opened(client, applicant=PERSON)
    again = opened(client, applicant=PERSON)
    assert made["record_id"] == again["record_id"]
    body = client.get(f"/v1/profiles/{made['record_id']}", headers=LIVE).get_json()
    assert body["session_id"] == again["id"]


def test_strangers_and_the_other_mode_find_nothing(app: Flask, client: FlaskClient, session: Session) -> None:
    record = create(client, PERSON).get_json()["id"]
    for who in (TEST, key(app, session, partner="ptn_other")):
        refused(client.get(f"/v1/profiles/{record}", headers=who), 404, "not_found")


@pytest.mark.parametrize("record", ["a" * 15, "A" * 15, "1"])
def test_an_unknown_id_is_not_found(client: FlaskClient, record: str) -> None:
    refused(client.get(f"/v1/profiles/{record}", headers=LIVE), 404, "not_found")


def test_it_needs_a_key(client: FlaskClient) -> None:
    refused(client.get(f"/v1/profiles/{'a' * 15}"), 401, "unauthorized")

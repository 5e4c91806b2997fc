"""POST /v1/webhook_endpoints/{id}/rotate_secret and …/test."""

from __future__ import annotations

import json

from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from kyc.models import Delivery
from kyc.services.telling.deliveries import prepare
from kyc.web.unit_of_work import tools
from tests.api.calls import LIVE, TEST, refused
from tests.api.webhooks.calling import ROOT, made


def test_a_new_secret_is_shown_once_and_the_old_one_lives_for_a_day(client: FlaskClient) -> None:
    new = made(client)
    answer = client.post(f"{ROOT}/{new['id']}/rotate_secret", headers=LIVE)
    assert answer.status_code == 200
    body = answer.get_json()
    assert body["secret"].startswith("whsec_")
    assert body["secret"] != new["secret"]
    assert body["old_secret_until"] > new["created_at"]


def test_a_test_event_is_queued_for_this_endpoint(client: FlaskClient, session: Session) -> None:
    new = made(client)
    answer = client.post(f"{ROOT}/{new['id']}/test", headers=LIVE)
    assert (answer.status_code, answer.get_json()["state"]) == (202, "pending")
    session.rollback()
    delivery = session.scalars(select(Delivery)).one()
    assert (delivery.id, delivery.endpoint_id) == (answer.get_json()["id"], new["id"])
    assert json.loads(delivery.body)["event"] == "webhook.test"


def test_during_a_rotation_a_message_carries_both_signatures(client: FlaskClient, session: Session) -> None:
    new = made(client)
    client.post(f"{ROOT}/{new['id']}/rotate_secret", headers=LIVE)
    sent = client.post(f"{ROOT}/{new['id']}/test", headers=LIVE).get_json()["id"]
    session.rollback()
    with client.application.app_context():
        outgoing = prepare(session, tools().keyring, sent, 0)
    assert outgoing is not None
    assert len(outgoing.headers["webhook-signature"].split()) == 2


def test_a_disabled_endpoint_has_to_be_enabled_first(client: FlaskClient) -> None:
    item = f"{ROOT}/{made(client)['id']}"
    client.patch(item, json={"enabled": False}, headers=LIVE)
    body = refused(client.post(f"{item}/test", headers=LIVE), 422, "invalid_request")
    assert body["errors"][0]["code"] == "endpoint_disabled"


def test_the_other_mode_finds_nothing(client: FlaskClient) -> None:
    item = f"{ROOT}/{made(client)['id']}"
    refused(client.post(f"{item}/test", headers=TEST), 404, "not_found")
    refused(client.post(f"{item}/rotate_secret", headers=TEST), 404, "not_found")

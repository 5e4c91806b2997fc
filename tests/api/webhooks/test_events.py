"""GET /v1/events and GET /v1/sessions/{id}/events."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from tests.api.calls import LIVE, TEST, opened, ready, refused, submit
from tests.api.webhooks.calling import key


def events(client: FlaskClient, headers: dict[str, str] = LIVE, **query: Any) -> dict[str, Any]:
    answer = client.get("/v1/events", query_string=query, headers=headers)
    assert answer.status_code == 200, answer.text
    return dict(answer.get_json())


def test_a_partner_without_any_webhook_catches_up_page_by_page(client: FlaskClient) -> None:
    made = [opened(client)["id"] for _ in range(3)]
    first = events(client, limit=2)
    assert first["has_more"]
    rest = events(client, after=first["data"][-1]["id"])
    assert not rest["has_more"]
    assert [one["session_id"] for one in first["data"] + rest["data"]] == made
    assert events(client, after=rest["data"][-1]["id"])["data"] == []


def test_an_event_carries_the_message_of_the_webhook(client: FlaskClient) -> None:
    session = opened(client)
    (event,) = events(client)["data"]
    assert (event["type"], event["record_id"]) == ("session.created", session["record_id"])
    assert event["message"]["event"] == "session.created"
    assert event["message"]["session_id"] == session["id"]


def test_the_modes_have_feeds_of_their_own(client: FlaskClient) -> None:
    live, test = opened(client)["id"], opened(client, TEST)["id"]
    assert [one["session_id"] for one in events(client)["data"]] == [live]
    assert [one["session_id"] for one in events(client, TEST)["data"]] == [test]


def test_one_type_can_be_asked_for(client: FlaskClient) -> None:
    submit(client, ready(client)["id"])
    assert [one["type"] for one in events(client, type="session.submitted")["data"]] == ["session.submitted"]


@pytest.mark.parametrize("query", [{"after": "evt_1"}, {"type": "all"}, {"limit": 0}, {"limit": 101}, {"page": 2}])
def test_what_cannot_be_asked_is_refused(client: FlaskClient, query: dict[str, Any]) -> None:
    refused(client.get("/v1/events", query_string=query, headers=LIVE), 422, "invalid_request")


def test_an_event_that_never_was_is_no_place_to_go_on_from(client: FlaskClient) -> None:
    refused(client.get("/v1/events", query_string={"after": "evt_" + "0" * 26}, headers=LIVE), 404, "not_found")


def test_another_partner_reads_nothing(app: Flask, session: Session, client: FlaskClient) -> None:
    made = opened(client)["id"]
    stranger = key(app, session, partner="ptn_other")
    assert events(client, stranger)["data"] == []
    refused(client.get(f"/v1/sessions/{made}/events", headers=stranger), 404, "not_found")


def test_a_session_tells_its_own_events_in_their_order(client: FlaskClient) -> None:
    opened(client)
    made = ready(client)["id"]
    submit(client, made)
    answer = client.get(f"/v1/sessions/{made}/events", headers=LIVE)
    assert [one["type"] for one in answer.get_json()["data"]] == ["session.created", "session.submitted"]

"""/v1/webhook_endpoints/{id}/deliveries, …/replay, and what was missed."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from kyc.domain.dates import stamp
from kyc.domain.ports import Answer
from kyc.models import Delivery, transaction, utcnow
from kyc.services.telling import deliveries
from tests.api.calls import LIVE, TEST, opened, refused
from tests.api.webhooks.calling import ROOT, made


@pytest.fixture
def listening(client: FlaskClient) -> str:
    """An endpoint that hears everything, and has one message on its way."""
    new = made(client, events=["*"])["id"]
    opened(client)
    return f"{ROOT}/{new}"


def listed(client: FlaskClient, item: str, **query: Any) -> list[dict[str, Any]]:
    answer = client.get(f"{item}/deliveries", query_string=query, headers=LIVE)
    assert answer.status_code == 200, answer.text
    return list(answer.get_json()["data"])


def answered(session: Session, delivery_id: str, answer: Answer) -> None:
    session.rollback()
    with transaction(session):
        number = session.get_one(Delivery, delivery_id).attempts
        deliveries.settle(session, delivery_id, number, answer, lambda: 0.0)


def given_up(session: Session, delivery_id: str) -> None:
    with transaction(session):
        session.get_one(Delivery, delivery_id).state = "dead"


def test_each_attempt_stands_with_what_came_of_it(client: FlaskClient, session: Session, listening: str) -> None:
    (one,) = listed(client, listening)
    answered(session, one["id"], Answer(500, 12, "no"))
    (one,) = listed(client, listening, state="pending")
    assert {"number": 1, "status": 500, "elapsed_ms": 12, "error": None, "answer": "no"}.items() <= one["attempts"][
        0
    ].items()
    assert one["next_at"] > one["created_at"]


def test_dead_letters_are_a_list_of_their_own(client: FlaskClient, session: Session, listening: str) -> None:
    (one,) = listed(client, listening)
    assert listed(client, listening, state="dead") == []
    given_up(session, one["id"])
    assert [dead["id"] for dead in listed(client, listening, state="dead")] == [one["id"]]


def test_pages_go_back_in_time(client: FlaskClient, listening: str) -> None:
    for _ in range(4):
        opened(client)
    whole, paged = [one["id"] for one in listed(client, listening)], list[str]()
    while page := listed(client, listening, limit=2, **({"before": paged[-1]} if paged else {})):
        paged += [one["id"] for one in page]
    assert paged == whole
    assert len(whole) == 5


def test_a_delivery_of_another_endpoint_is_no_place_to_go_on_from(client: FlaskClient, listening: str) -> None:
    other = f"{ROOT}/{made(client, url='https://partner.example/other')['id']}"
    (one,) = listed(client, listening)
    answer = client.get(f"{other}/deliveries", query_string={"before": one["id"]}, headers=LIVE)
    refused(answer, 404, "not_found")


def test_a_dead_letter_is_sent_again(client: FlaskClient, session: Session, listening: str) -> None:
    (one,) = listed(client, listening)
    given_up(session, one["id"])
    answer = client.post(f"{listening}/deliveries/{one['id']}/replay", headers=LIVE)
    assert (answer.status_code, answer.get_json()["state"]) == (202, "pending")
    assert answer.get_json()["event_id"] == one["event_id"]


def test_what_was_missed_in_a_stretch_of_time_is_sent(client: FlaskClient, session: Session, listening: str) -> None:
    given_up(session, listed(client, listening)[0]["id"])
    client.patch(listening, json={"enabled": False}, headers=LIVE)
    opened(client)
    client.patch(listening, json={"enabled": True}, headers=LIVE)
    since = stamp(utcnow() - timedelta(hours=1))
    answer = client.post(f"{listening}/replay", json={"since": since}, headers=LIVE)
    assert (answer.status_code, answer.get_json()) == (202, {"queued": 2, "next_since": None})
    assert {one["state"] for one in listed(client, listening)} == {"pending"}


@pytest.mark.parametrize("body", [{}, {"since": "yesterday"}, {"since": "2026-01-01", "until": 5}])
def test_a_stretch_without_a_beginning_is_refused(client: FlaskClient, listening: str, body: dict[str, Any]) -> None:
    refused(client.post(f"{listening}/replay", json=body, headers=LIVE), 422, "invalid_request")


def test_the_other_mode_finds_nothing(client: FlaskClient, listening: str) -> None:
    (one,) = listed(client, listening)
    refused(client.get(f"{listening}/deliveries", headers=TEST), 404, "not_found")
    refused(client.post(f"{listening}/deliveries/{one['id']}/replay", headers=TEST), 404, "not_found")
    refused(client.post(f"{listening}/replay", json={"since": "2026-01-01"}, headers=TEST), 404, "not_found")


def test_a_message_of_another_endpoint_is_not_found(client: FlaskClient, listening: str) -> None:
    other = f"{ROOT}/{made(client, url='https://partner.example/other')['id']}"
    (one,) = listed(client, listening)
    refused(client.post(f"{other}/deliveries/{one['id']}/replay", headers=LIVE), 404, "not_found")

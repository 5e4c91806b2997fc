"""Sending again: one message, a stretch of time, and a test event."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session

from kyc.adapters.blobs import Keyring
from kyc.domain.errors import Invalid, NotFound
from kyc.models import Delivery, Event, Verification, WebhookEndpoint, transaction, utcnow
from kyc.services.telling import endpoints, replays
from kyc.services.telling.deliveries import prepare
from kyc.services.telling.endpoints import EndpointChanges
from kyc.services.telling.events import announce
from tests.unit.services.telling.told import COMPLETED, OK, attempt, queued

Made = Callable[..., WebhookEndpoint]
HOUR = timedelta(hours=1)


def sent_to(books: Session, endpoint: WebhookEndpoint) -> list[Delivery]:
    mine = sa.select(Delivery).where(Delivery.endpoint_id == endpoint.id)
    return list(books.scalars(mine.execution_options(populate_existing=True)))


def missed(books: Session, endpoint: WebhookEndpoint) -> int:
    with transaction(books):
        return replays.missed(books, endpoint, utcnow() - HOUR, utcnow() + HOUR).queued


def test_what_happened_while_an_endpoint_was_disabled_is_sent_when_asked_for(
    books: Session, decided: Verification, endpoint: Made
) -> None:
    listening = endpoint(1, mode="live", disabled_at=utcnow())
    with transaction(books):
        announce(books, decided, COMPLETED)
        endpoints.change(books, listening, EndpointChanges(enabled=True), "key1")
    assert sent_to(books, listening) == []
    assert missed(books, listening) == 1
    (delivery,) = sent_to(books, listening)
    assert json.loads(delivery.body)["event"] == COMPLETED
    assert missed(books, listening) == 0


def test_what_was_given_up_is_sent_again_under_its_id_and_what_arrived_is_not(
    books: Session, engine: Engine, decided: Verification, endpoint: Made
) -> None:
    listening = endpoint(1, mode="live", events=["*"])
    with transaction(books):
        announce(books, decided, COMPLETED)
        announce(books, decided, "session.submitted")
    arrived, given_up = sorted(sent_to(books, listening), key=lambda one: len(one.body), reverse=True)
    attempt(books, arrived.id, 0, OK)
    with transaction(books):
        given_up.state = "dead"
    assert missed(books, listening) == 1
    assert {one.id: one.state for one in sent_to(books, listening)} == {arrived.id: "delivered", given_up.id: "pending"}
    assert f"{given_up.id}-1" in queued(engine)


def test_an_endpoint_that_was_removed_and_put_back_can_ask_for_what_was_given_up_with_it(
    books: Session, decided: Verification, endpoint: Made
) -> None:
    before = endpoint(1, mode="live", events=["*"])
    with transaction(books):
        announce(books, decided, COMPLETED)
        announce(books, decided, "session.submitted")
        next(one for one in sent_to(books, before) if b"submitted" in one.body).state = "delivered"
        endpoints.remove(books, before, "key1")
    after = endpoint(2, mode="live", events=["*"], url=before.url, payload="thin")
    assert (missed(books, after), missed(books, after)) == (1, 0)
    (delivery,) = sent_to(books, after)
    assert (delivery.state, json.loads(delivery.body)["mode"]) == ("pending", "live")


@pytest.mark.parametrize("hours", [-3, 3])
def test_only_the_stretch_that_was_asked_for_is_sent(
    books: Session, decided: Verification, endpoint: Made, hours: int
) -> None:
    listening = endpoint(1, mode="live")
    with transaction(books):
        announce(books, decided, COMPLETED)
        sent_to(books, listening)[0].state = "dead"
        since = utcnow() + timedelta(hours=hours)
        assert replays.missed(books, listening, since, since + HOUR).queued == 0


def test_the_filter_and_the_mode_of_the_endpoint_hold(books: Session, decided: Verification, endpoint: Made) -> None:
    outcome, test = endpoint(1, mode="live", disabled_at=utcnow()), endpoint(2, mode="test", disabled_at=utcnow())
    with transaction(books):
        announce(books, decided, "session.submitted")
        endpoints.change(books, outcome, EndpointChanges(enabled=True), "key1")
        endpoints.change(books, test, EndpointChanges(enabled=True, events=("*",)), "key1")
    assert (missed(books, outcome), missed(books, test)) == (0, 0)


def test_a_thin_endpoint_gets_ids_and_status_alone_afterwards_too(
    books: Session, decided: Verification, endpoint: Made
) -> None:
    listening = endpoint(1, mode="live", payload="thin", disabled_at=utcnow())
    with transaction(books):
        announce(books, decided, COMPLETED)
        endpoints.change(books, listening, EndpointChanges(enabled=True), "key1")
    missed(books, listening)
    assert "extracted_data" not in json.loads(sent_to(books, listening)[0].body)


def test_more_than_one_call_queues_is_told_with_the_place_to_go_on(
    books: Session, decided: Verification, endpoint: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(replays, "AT_ONCE", 1)
    listening = endpoint(1, mode="live", events=["session.submitted"], disabled_at=utcnow())
    for _ in range(2):
        with transaction(books):
            announce(books, decided, "session.submitted")
    second = max(books.scalars(sa.select(Event.at).where(Event.type == "session.submitted")))
    with transaction(books):
        endpoints.change(books, listening, EndpointChanges(enabled=True), "key1")
        done = replays.missed(books, listening, utcnow() - HOUR, utcnow() + HOUR)
    assert (done.queued, done.next_from) == (1, second)


def test_one_message_is_sent_again_by_its_id(books: Session, decided: Verification, endpoint: Made) -> None:
    listening = endpoint(1, mode="live")
    with transaction(books):
        announce(books, decided, COMPLETED)
    (delivery,) = sent_to(books, listening)
    attempt(books, delivery.id, 0, OK)
    with transaction(books):
        replays.one(books, listening, delivery.id)
    assert sent_to(books, listening)[0].state == "pending"


def test_a_message_to_somebody_else_is_not_there(books: Session, delivery: Delivery, endpoint: Made) -> None:
    listening = endpoint(1, mode="live")
    with pytest.raises(NotFound), transaction(books):
        replays.one(books, listening, delivery.id)


def test_a_disabled_endpoint_is_enabled_first(books: Session, endpoint: Made) -> None:
    shut = endpoint(1, mode="live", disabled_at=utcnow())
    with pytest.raises(Invalid, match="is disabled"), transaction(books):
        replays.send_test(books, shut)


def test_a_test_event_is_about_nobody_and_goes_to_one_endpoint_whatever_its_filter(
    books: Session, keyring: Keyring, endpoint: Made
) -> None:
    listening, other = endpoint(1, mode="test"), endpoint(2, mode="test", events=["*"])
    with transaction(books):
        sent = replays.send_test(books, listening)
    outgoing = prepare(books, keyring, sent.id, 0)
    assert outgoing is not None
    assert json.loads(outgoing.body) | {"created_at": ""} == {
        "event": "webhook.test",
        "session_id": None,
        "status": None,
        "created_at": "",
        "record_id": None,
        "mode": "test",
        "endpoint_id": listening.id,
    }
    assert "x-ekyc-record-id" not in outgoing.headers
    assert (outgoing.headers["x-ekyc-final"], outgoing.headers["x-ekyc-mode"]) == ("false", "test")
    assert sent_to(books, other) == []

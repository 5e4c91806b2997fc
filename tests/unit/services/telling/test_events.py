"""What is announced, to whom, and how often."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session

from kyc.models import Delivery, Event, Partner, Verification, WebhookEndpoint, transaction, utcnow
from kyc.services.telling.events import announce
from tests.unit.services.telling.test_messages import EXAMPLE
from tests.unit.services.telling.told import COMPLETED, OWN_URL, queued, told


def test_a_decision_queues_the_exact_message_once(books: Session, engine: Engine, delivery: Delivery) -> None:
    event = books.get_one(Event, delivery.event_id)
    assert event.id.startswith("evt_")
    assert (event.type, event.body, delivery.body) == (COMPLETED, EXAMPLE, EXAMPLE)
    assert (delivery.url, delivery.endpoint_id, delivery.state, delivery.attempts) == (OWN_URL, None, "pending", 0)
    assert list(queued(engine)) == [f"{delivery.id}-0"]


def test_a_decision_that_is_rolled_back_leaves_no_message_and_no_job(
    books: Session, engine: Engine, decided: Verification
) -> None:
    def fail_after_announcing() -> None:
        with transaction(books):
            announce(books, decided, COMPLETED)
            assert books.scalar(sa.select(sa.func.count()).select_from(Delivery)) == 1
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail_after_announcing()
    assert books.scalar(sa.select(sa.func.count()).select_from(Event)) == 0
    assert books.scalar(sa.select(sa.func.count()).select_from(Delivery)) == 0
    assert queued(engine) == {}


def test_completed_is_announced_once_however_often_it_is_asked_for(
    books: Session, engine: Engine, decided: Verification, delivery: Delivery
) -> None:
    with transaction(books):
        announce(books, decided, COMPLETED)
    assert books.scalar(sa.select(sa.func.count()).select_from(Event)) == 1
    assert list(queued(engine)) == [f"{delivery.id}-0"]


def test_an_event_that_nobody_listens_to_is_stored_all_the_same(
    books: Session, engine: Engine, verification: Verification
) -> None:
    assert told(books, verification, "session.created") == []
    assert books.scalars(sa.select(Event.type)).all() == ["session.created"]
    assert queued(engine) == {}


def test_the_sessions_own_address_hears_of_the_outcome_alone(books: Session, decided: Verification) -> None:
    assert told(books, decided, "verification.manual_review") == []
    assert told(books, decided, "session.submitted") == []
    assert told(books, decided, COMPLETED) == [OWN_URL]


@pytest.mark.parametrize(
    ("events", "event_type", "hears"),
    [
        ([], COMPLETED, True),
        ([], "verification.manual_review", False),
        (["verification.manual_review"], "verification.manual_review", True),
        (["verification.manual_review"], COMPLETED, False),
        (["*"], "session.expired", True),
        (["*"], COMPLETED, True),
    ],
)
def test_an_endpoint_hears_what_it_asked_for(
    books: Session,
    verification: Verification,
    endpoint: Callable[..., WebhookEndpoint],
    events: list[str],
    event_type: str,
    hears: bool,
) -> None:
    endpoint(events=events)
    assert bool(told(books, verification, event_type)) == hears


def test_a_disabled_endpoint_and_another_partners_hear_nothing(
    books: Session, verification: Verification, endpoint: Callable[..., WebhookEndpoint]
) -> None:
    with transaction(books):
        books.add(Partner(id="ptn_other", name="Other", sealed_webhook_secret=b"x"))
    endpoint(1, disabled_at=utcnow())
    endpoint(2, partner_id="ptn_other")
    assert told(books, verification) == []


def test_each_address_is_told_once_though_it_is_listed_twice(
    books: Session, decided: Verification, endpoint: Callable[..., WebhookEndpoint]
) -> None:
    endpoint(1, url=OWN_URL, payload="thin")
    endpoint(2)
    endpoint(3, url="https://partner.example/2")
    assert told(books, decided) == ["https://partner.example/2", OWN_URL]
    assert books.scalars(sa.select(Delivery.body).where(Delivery.url == OWN_URL)).one() == EXAMPLE


def test_a_thin_endpoint_gets_ids_and_status_only(
    books: Session, decided: Verification, endpoint: Callable[..., WebhookEndpoint]
) -> None:
    endpoint(1, payload="thin")
    told(books, decided)
    bodies = {one.url: one.body for one in books.scalars(sa.select(Delivery))}
    assert bodies[OWN_URL] == EXAMPLE
    thin = json.loads(bodies["https://partner.example/1"])
    assert (thin["event"], thin["session_id"], thin["status"]) == (COMPLETED, "sess_abc123", "approved")
    assert "extracted_data" not in thin

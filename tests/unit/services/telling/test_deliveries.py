"""Signing, trying again, giving up, and sending once more."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session
from standardwebhooks.webhooks import Webhook, WebhookVerificationError

from kyc import jobs
from kyc.adapters.blobs import Keyring
from kyc.domain.errors import NotFound
from kyc.domain.lifecycle import State
from kyc.domain.ports import Answer
from kyc.jobs.engine import client
from kyc.models import (
    DEFAULT_PARTNER,
    Delivery,
    DeliveryAttempt,
    Partner,
    Verification,
    WebhookEndpoint,
    transaction,
    utcnow,
)
from kyc.services.telling import deliveries
from kyc.services.telling.deliveries import RETRY_AFTER_S, prepare, replay, settle, sign
from kyc.services.telling.events import announce
from tests import make
from tests.unit.services.telling.test_messages import EXAMPLE
from tests.unit.services.telling.told import (
    BAD,
    COMPLETED,
    OK,
    OLD_SECRET,
    OWN_URL,
    SECRET,
    attempt,
    never,
    queued,
    told,
)


def test_the_signature_is_that_of_the_published_test_vector() -> None:
    signature = sign([SECRET], "evt_01J9ZK3V5N8Q2R4T6W8Y0A1B2C", 1_761_222_896, EXAMPLE)
    assert signature == "v1,Jq49cdXs1aOebW7nYFC/3e8ScFaRHecKwKRyhUQynLg="


def test_the_example_that_partners_are_given_verifies_the_test_vector_and_nothing_else() -> None:
    guide = (Path(__file__).parents[4] / "docs" / "partner" / "webhooks.md").read_text()
    given: dict[str, Any] = {}
    exec(guide.split("```python")[1].split("```")[0], given)
    verify = given["verify"]
    said = dict(re.findall(r"^\| `?([a-z-]+)`? \| `([^`]+)` \|$", guide, re.MULTILINE))
    secret, now = said["secret"], int(said["webhook-timestamp"])
    assert EXAMPLE.decode() in guide
    assert verify(secret, said, EXAMPLE, now)
    assert verify(secret, {**said, "webhook-signature": "v1,x " + said["webhook-signature"]}, EXAMPLE, now)
    assert not verify(secret, said, EXAMPLE + b" ", now)
    assert not verify(secret, said, EXAMPLE, now + 301)
    assert not verify(OLD_SECRET, said, EXAMPLE, now)


def test_during_a_rotation_both_secrets_sign(books: Session, keyring: Keyring, delivery: Delivery) -> None:
    with transaction(books):
        both = keyring.seal(f"partner:{DEFAULT_PARTNER}:webhook", f"{OLD_SECRET} {SECRET}".encode())
        books.get_one(Partner, DEFAULT_PARTNER).sealed_webhook_secret = both
    outgoing = prepare(books, keyring, delivery.id, 0)
    assert outgoing is not None
    assert outgoing.headers["webhook-signature"].count("v1,") == 2
    for secret in (SECRET, OLD_SECRET):
        assert Webhook(secret).verify(outgoing.body, outgoing.headers)["session_id"] == "sess_abc123"
    with pytest.raises(WebhookVerificationError):
        Webhook("whsec_" + "C" * 32).verify(outgoing.body, outgoing.headers)


def test_an_attempt_carries_every_documented_header(
    books: Session, keyring: Keyring, decided: Verification, delivery: Delivery
) -> None:
    outgoing = prepare(books, keyring, delivery.id, 0)
    assert outgoing is not None
    assert (outgoing.url, outgoing.body) == (OWN_URL, EXAMPLE)
    signed = {name: outgoing.headers.pop(name) for name in ("webhook-timestamp", "webhook-signature")}
    assert abs(int(signed["webhook-timestamp"]) - utcnow().timestamp()) < 60
    assert signed["webhook-signature"].startswith("v1,")
    assert outgoing.headers == {
        "content-type": "application/json",
        "webhook-id": delivery.event_id,
        "x-ekyc-record-id": decided.profile_id,
        "x-ekyc-attempt": "1",
        "x-ekyc-final": "true",
        "x-ekyc-mode": "live",
    }


def test_what_is_not_an_outcome_is_not_final(
    books: Session, keyring: Keyring, verification: Verification, endpoint: Callable[..., WebhookEndpoint]
) -> None:
    endpoint(events=["*"])
    told(books, verification, "session.created")
    outgoing = prepare(books, keyring, books.scalars(sa.select(Delivery.id)).one(), 0)
    assert outgoing is not None
    assert outgoing.headers["x-ekyc-final"] == "false"


def test_every_attempt_has_the_same_webhook_id(books: Session, keyring: Keyring, delivery: Delivery) -> None:
    first = prepare(books, keyring, delivery.id, 0)
    attempt(books, delivery.id, 0, BAD)
    second = prepare(books, keyring, delivery.id, 1)
    assert first is not None
    assert second is not None
    assert first.headers["webhook-id"] == second.headers["webhook-id"]
    assert (first.headers["x-ekyc-attempt"], second.headers["x-ekyc-attempt"]) == ("1", "2")


@pytest.mark.parametrize(
    ("answers", "number"),
    [([BAD], 0), ([OK], 0), ([OK], 1), ([Answer(410, 1)], 1), ([], 1)],
    ids=["made already", "delivered", "delivered, next", "given up", "not due"],
)
def test_there_is_nothing_to_prepare(
    books: Session, keyring: Keyring, delivery: Delivery, answers: list[Answer], number: int
) -> None:
    for place, answer in enumerate(answers):
        attempt(books, delivery.id, place, answer)
    assert prepare(books, keyring, delivery.id, number) is None


def test_a_delivery_that_was_erased_has_nothing_to_prepare_and_nothing_to_settle(
    books: Session, keyring: Keyring
) -> None:
    assert prepare(books, keyring, "dlv_gone", 0) is None
    with transaction(books):
        settle(books, "dlv_gone", 0, OK, never)
    assert books.scalar(sa.select(sa.func.count()).select_from(DeliveryAttempt)) == 0


@pytest.mark.parametrize("status", [200, 201, 202, 204, 299])
def test_any_2xx_is_delivered(books: Session, engine: Engine, delivery: Delivery, status: int) -> None:
    assert attempt(books, delivery.id, 0, Answer(status, 5)) == "delivered"
    assert list(queued(engine)) == [f"{delivery.id}-0"]
    assert delivery.next_at is None


@pytest.mark.parametrize(
    "answer",
    [
        Answer(301, 5, error="redirect_refused"),
        Answer(404, 5),
        Answer(500, 5),
        Answer(0, 5, error="timeout"),
        Answer(199, 5),
    ],
)
def test_anything_else_is_tried_again(books: Session, engine: Engine, delivery: Delivery, answer: Answer) -> None:
    assert attempt(books, delivery.id, 0, answer) == "pending"
    assert list(queued(engine)) == [f"{delivery.id}-0", f"{delivery.id}-1"]
    assert delivery.next_at is not None
    assert timedelta(0) < delivery.next_at - utcnow() <= timedelta(seconds=1.1)


def test_an_attempt_is_logged_with_its_answer(books: Session, delivery: Delivery) -> None:
    attempt(books, delivery.id, 0, Answer(503, 812, "busy"))
    attempt(books, delivery.id, 1, Answer(0, 15_000, error="timeout"))
    rows = books.scalars(sa.select(DeliveryAttempt).order_by(DeliveryAttempt.number)).all()
    assert [(row.number, row.status, row.elapsed_ms, row.answer, row.error) for row in rows] == [
        (0, 503, 812, "busy", None),
        (1, 0, 15_000, "", "timeout"),
    ]


def test_an_answer_that_repeats_the_person_is_not_logged(books: Session, delivery: Delivery) -> None:
    attempt(books, delivery.id, 0, Answer(200, 5, "welcome JOHN DOE"))
    assert "DOE" not in books.scalars(sa.select(DeliveryAttempt.answer)).one()


def test_the_whole_schedule_ends_in_dead_and_the_message_is_kept(
    books: Session, engine: Engine, delivery: Delivery
) -> None:
    states = [attempt(books, delivery.id, number, BAD) for number in range(len(RETRY_AFTER_S) + 1)]
    assert states == ["pending"] * 11 + ["dead"]
    assert len(queued(engine)) == 12
    assert (delivery.attempts, delivery.next_at, delivery.body) == (12, None, EXAMPLE)


def test_the_schedule_is_the_documented_one() -> None:
    waits = [deliveries.wait_s(number, BAD, never) for number in range(11)]
    hour = 3600
    assert waits == [1, 5, 30, 300, 1800, 2 * hour, 5 * hour, 10 * hour, 14 * hour, 20 * hour, 24 * hour]
    assert [round(deliveries.wait_s(number, BAD, lambda: 1.0) / waits[number], 3) for number in range(11)] == [1.1] * 11


@pytest.mark.parametrize(
    ("asked", "seconds"), [(None, 1), (0.0, 1), (0.5, 1), (90.0, 90), (1e9, 86_400), (float("inf"), 86_400)]
)
def test_a_receiver_may_ask_for_more_time_but_not_for_ever(asked: float | None, seconds: float) -> None:
    assert deliveries.wait_s(0, Answer(429, 5, retry_after_s=asked), never) == seconds


def test_settling_twice_changes_nothing(books: Session, engine: Engine, delivery: Delivery) -> None:
    """A job that runs again after a crash: what it reports was settled before."""
    attempt(books, delivery.id, 0, BAD)
    before = (delivery.attempts, delivery.next_at, queued(engine))
    assert attempt(books, delivery.id, 0, OK) == "pending"
    assert (delivery.attempts, delivery.next_at, queued(engine)) == before
    assert books.scalar(sa.select(sa.func.count()).select_from(DeliveryAttempt)) == 1


def test_a_settlement_that_is_rolled_back_leaves_no_next_job(
    books: Session, engine: Engine, delivery: Delivery
) -> None:
    def fail_after_settling() -> None:
        with transaction(books):
            settle(books, delivery.id, 0, BAD, never)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail_after_settling()
    books.expire_all()
    assert (delivery.attempts, list(queued(engine))) == (0, [f"{delivery.id}-0"])


def test_each_endpoint_has_a_share_of_its_own_and_an_address_without_one_has_its_partners(
    books: Session, engine: Engine, verification: Verification, endpoint: Callable[..., WebhookEndpoint]
) -> None:
    made = [endpoint(number, events=["*"]) for number in (1, 2)]
    told(books, verification)
    found = client(engine).list_workflows(name="deliver")
    assert {one.queue_name for one in found} == {jobs.DELIVER}
    assert {one.queue_partition_key for one in found} >= {one.id for one in made}
    assert {one.queue_partition_key for one in found} <= {DEFAULT_PARTNER, *(one.id for one in made)}


def test_gone_disables_the_endpoint_and_everything_on_its_way_there(
    books: Session, keyring: Keyring, verification: Verification, endpoint: Callable[..., WebhookEndpoint]
) -> None:
    made, other = endpoint(1, events=["*"]), endpoint(2, events=["*"])
    for event_type in ("session.created", "session.submitted"):
        told(books, verification, event_type)
    first, second = books.scalars(sa.select(Delivery).where(Delivery.url == made.url).order_by(Delivery.created_at))
    assert attempt(books, first.id, 0, Answer(410, 5)) == "dead"
    books.expire_all()
    assert made.disabled_at is not None
    assert other.disabled_at is None
    assert second.state == "dead"
    assert prepare(books, keyring, second.id, 0) is None
    assert books.scalars(sa.select(Delivery.state).where(Delivery.url == other.url)).all() == ["pending"] * 2
    assert told(books, verification, "verification.manual_review") == [other.url]


def test_an_answer_that_comes_after_the_endpoint_was_disabled_is_logged_and_not_tried_again(
    books: Session, engine: Engine, delivery: Delivery
) -> None:
    with transaction(books):
        delivery.state = "dead"
    assert attempt(books, delivery.id, 0, BAD) == "dead"
    assert list(queued(engine)) == [f"{delivery.id}-0"]
    assert books.scalar(sa.select(sa.func.count()).select_from(DeliveryAttempt)) == 1


@pytest.mark.parametrize("answer", [OK, Answer(410, 5)])
def test_a_finished_delivery_is_sent_again_on_request(
    books: Session, engine: Engine, keyring: Keyring, delivery: Delivery, answer: Answer
) -> None:
    attempt(books, delivery.id, 0, answer)
    with transaction(books):
        replay(books, delivery.id)
    assert list(queued(engine)) == [f"{delivery.id}-0", f"{delivery.id}-2"]
    outgoing = prepare(books, keyring, delivery.id, 2)
    assert outgoing is not None
    assert outgoing.headers["webhook-id"] == delivery.event_id
    assert attempt(books, delivery.id, 2, OK) == "delivered"


def test_replaying_what_does_not_exist_is_not_found(books: Session) -> None:
    with pytest.raises(NotFound), transaction(books):
        replay(books, "dlv_gone")


# test scenarios


def sent(books: Session, mode: str, number: str, endpoint_mode: str | None) -> Delivery:
    """The completed verification of a magic number, on its way to an endpoint."""
    endpoint = WebhookEndpoint(id="we_1", partner_id=DEFAULT_PARTNER, url=OWN_URL, events=[], mode=endpoint_mode)
    with transaction(books):
        books.add(endpoint)
        made = make.numbered(books, number, mode)
        made.state = State.APPROVED
        announce(books, made, COMPLETED)
    return books.scalars(sa.select(Delivery)).one()


@pytest.mark.parametrize(("number", "answers"), [("TESTHOOK500", [500, 500, None]), ("TESTHOOK410-2", [410, None])])
def test_a_scenario_plays_what_a_receiver_answers(
    books: Session, keyring: Keyring, number: str, answers: list[int | None]
) -> None:
    delivery = sent(books, "test", number, "test")
    for attempted, answer in enumerate(answers):
        delivery.attempts = attempted
        books.commit()
        outgoing = prepare(books, keyring, delivery.id, attempted)
        assert outgoing is not None
        assert (outgoing.played and outgoing.played.status) == answer


@pytest.mark.parametrize(("mode", "endpoint_mode"), [("live", "live"), ("test", None)], ids=["live", "the operator's"])
def test_nothing_is_played_for_live_records_nor_at_the_operators_endpoint(
    books: Session, keyring: Keyring, mode: str, endpoint_mode: str | None
) -> None:
    outgoing = prepare(books, keyring, sent(books, mode, "TESTHOOK410", endpoint_mode).id, 0)
    assert outgoing is not None
    assert outgoing.played is None

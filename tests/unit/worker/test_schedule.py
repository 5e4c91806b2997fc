"""A receiver in trouble, from the first attempt to the last: real requests, real signatures, and a clock that skips the
waiting. What it gets is what docs/partner/webhooks.md promises."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session
from standardwebhooks.webhooks import Webhook

from kyc.adapters.blobs import Keyring
from kyc.adapters.outgoing import HttpSender
from kyc.domain.lifecycle import State
from kyc.jobs.engine import client
from kyc.models import Delivery, DeliveryAttempt, Verification, WebhookEndpoint, transaction
from kyc.services.telling.events import announce
from kyc.worker import deliveries
from tests.unit.services.conftest import SIGNING_SECRET
from tests.unit.worker.test_deliveries import DirectWorker

DOCUMENTED_S = [1, 5, 30, 300, 1800, 7200, 18_000, 36_000, 50_400, 72_000, 86_400]
PATIENCE_S = 0.2
Conduct = Callable[["Conversation"], None]


class Troubled(ThreadingHTTPServer):
    """A partner's server that behaves as `conduct` does, and keeps what came."""

    daemon_threads = True

    def __init__(self, conduct: Conduct) -> None:
        super().__init__(("127.0.0.1", 0), Conversation)
        self.conduct = conduct
        self.got: list[tuple[str, dict[str, str], bytes]] = []
        self.late = threading.Event()


class Conversation(BaseHTTPRequestHandler):
    server: Troubled

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"]))
        self.server.got.append((self.path, {name.lower(): value for name, value in self.headers.items()}, body))
        self.server.conduct(self)

    def say(self, status: int, **headers: str) -> None:
        self.send_response(status)
        for name, value in {"content-length": "0", **headers}.items():
            self.send_header(name, value)
        self.end_headers()

    def log_message(self, *words: object) -> None:
        """Quiet."""


def fails(talk: Conversation) -> None:
    talk.say(500)


def points_elsewhere(talk: Conversation) -> None:
    talk.say(302, location="/elsewhere")


def talks_nonsense(talk: Conversation) -> None:
    talk.wfile.write(b"It works!\r\n\r\n")


def hangs_up(talk: Conversation) -> None:
    talk.close_connection = True


def takes_too_long(talk: Conversation) -> None:
    talk.server.late.wait(10)


@pytest.fixture
def receiver(request: pytest.FixtureRequest) -> Iterator[Troubled]:
    server = Troubled(request.param)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    yield server
    server.late.set()
    server.shutdown()
    server.server_close()


@pytest.fixture
def delivery(books: Session, verification: Verification, receiver: Troubled) -> Delivery:
    """The outcome of a verification, on its way to an endpoint at the receiver."""
    url = f"http://127.0.0.1:{receiver.server_port}/hook"
    with transaction(books):
        books.add(WebhookEndpoint(id="we_1", partner_id=verification.partner_id, url=url, events=[], mode="live"))
        verification.state = State.APPROVED
        announce(books, verification, "verification.completed")
    return books.scalars(sa.select(Delivery)).one()


def play(engine: Engine, keyring: Keyring, delivery: Delivery) -> list[int]:
    """Run every job that is queued for the delivery, whenever it would be due; returns the waits that were planned."""
    worker: Any = DirectWorker(engine)
    sender = HttpSender(["127.0.0.0/8"], None, total_s=PATIENCE_S)
    deliveries.register(worker, sender, keyring, partial(Session, engine))
    number, waits = 0, list[int]()
    while True:
        begun = client(engine).list_workflows(workflow_ids=[f"{delivery.id}-{number}"])
        if not begun:
            return waits
        if number:
            waits.append(round(((begun[0].delay_until_epoch_ms or 0) - (begun[0].created_at or 0)) / 1000))
        worker.workflows["deliver"](delivery.id, number)
        number += 1


def state(engine: Engine, delivery: Delivery) -> str:
    with Session(engine) as session:
        return session.get_one(Delivery, delivery.id).state


def errors(engine: Engine) -> set[tuple[int, str | None]]:
    with Session(engine) as session:
        return {(one.status, one.error) for one in session.scalars(sa.select(DeliveryAttempt))}


@pytest.mark.parametrize("receiver", [fails], indirect=True, ids=["down for the whole schedule"])
def test_twelve_attempts_under_one_id_each_signed_anew_and_then_it_is_kept(
    engine: Engine, keyring: Keyring, delivery: Delivery, receiver: Troubled
) -> None:
    waits = play(engine, keyring, delivery)
    assert all(planned <= wait <= planned * 1.1 + 1 for planned, wait in zip(DOCUMENTED_S, waits, strict=True))
    assert [headers["x-ekyc-attempt"] for _, headers, _ in receiver.got] == [str(number) for number in range(1, 13)]
    assert {headers["webhook-id"] for _, headers, _ in receiver.got} == {delivery.event_id}
    assert {body for _, _, body in receiver.got} == {delivery.body}
    for _, headers, body in receiver.got:
        Webhook(SIGNING_SECRET).verify(body, headers)
    assert state(engine, delivery) == "dead"


@pytest.mark.parametrize(
    ("receiver", "told"),
    [
        (points_elsewhere, (302, "redirect_refused")),
        (talks_nonsense, (0, "connection_failed")),
        (hangs_up, (0, "connection_failed")),
    ],
    indirect=["receiver"],
    ids=["redirects", "talks nonsense", "hangs up"],
)
def test_a_wrong_answer_is_a_failure_that_is_tried_again_at_the_same_address(
    engine: Engine, keyring: Keyring, delivery: Delivery, receiver: Troubled, told: tuple[int, str]
) -> None:
    assert len(play(engine, keyring, delivery)) == len(DOCUMENTED_S)
    assert {path for path, _, _ in receiver.got} == {"/hook"}
    assert errors(engine) == {told}


@pytest.mark.parametrize("receiver", [takes_too_long], indirect=True, ids=["slow"])
def test_who_takes_longer_than_the_limit_has_not_heard(
    engine: Engine, keyring: Keyring, delivery: Delivery, receiver: Troubled
) -> None:
    worker: Any = DirectWorker(engine)
    sender = HttpSender(["127.0.0.0/8"], None, total_s=PATIENCE_S)
    deliveries.register(worker, sender, keyring, partial(Session, engine))
    worker.workflows["deliver"](delivery.id, 0)
    assert errors(engine) == {(0, "timeout")}
    assert state(engine, delivery) == "pending"


@pytest.mark.parametrize("receiver", [lambda talk: talk.say(410)], indirect=True, ids=["gone"])
def test_gone_ends_it_at_once_and_the_endpoint_with_it(
    engine: Engine, keyring: Keyring, delivery: Delivery, receiver: Troubled
) -> None:
    assert play(engine, keyring, delivery) == []
    assert (len(receiver.got), state(engine, delivery)) == (1, "dead")
    with Session(engine) as session:
        assert session.get_one(WebhookEndpoint, "we_1").disabled_reason == "gone"


@pytest.mark.parametrize("receiver", [fails], indirect=True, ids=["comes back"])
def test_who_comes_back_hears_it_once_under_the_same_id(
    engine: Engine, keyring: Keyring, delivery: Delivery, receiver: Troubled
) -> None:
    def recovers(talk: Conversation) -> None:
        talk.say(500 if len(receiver.got) < 4 else 204)

    receiver.conduct = recovers
    assert len(play(engine, keyring, delivery)) == 3
    assert (len(receiver.got), state(engine, delivery)) == (4, "delivered")
    assert len({headers["webhook-id"] for _, headers, _ in receiver.got}) == 1

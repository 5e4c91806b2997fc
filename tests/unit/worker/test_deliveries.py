"""The job of one attempt: with its parts replaced, and as a process of its own that is killed at the worst moment."""

from __future__ import annotations

import base64
import json
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session
from standardwebhooks.webhooks import Webhook

from kyc.adapters.blobs import Keyring
from kyc.domain.lifecycle import State
from kyc.domain.ports import Answer
from kyc.jobs.engine import client
from kyc.models import Delivery, DeliveryAttempt, Verification, transaction
from kyc.services.telling.events import announce
from kyc.worker import deliveries
from tests.unit.services.conftest import SIGNING_SECRET


class Recorder:
    """A sender that posts nothing and answers as it is told."""

    def __init__(self, answer: Answer) -> None:
        self.answer, self.posted = answer, list[tuple[str, bytes]]()

    def post(self, url: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        self.posted.append((url, body))
        return self.answer


class DirectWorker:
    """The decorators of `jobs.Worker` without a queue: what is registered can be called."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self.workflows: dict[str, Callable[..., None]] = {}

    def transaction(self, work: Callable[..., None]) -> Callable[..., None]:
        def run(*args: object) -> None:
            with Session(self._engine) as session, transaction(session):
                work(session, *args)

        return run

    def workflow(self, work: Callable[..., None]) -> Callable[..., None]:
        self.workflows[work.__name__] = work
        return work


@pytest.fixture
def delivery(books: Session, verification: Verification) -> Delivery:
    return announced(books, verification, "https://partner.example/own")


def announced(session: Session, verification: Verification, url: str) -> Delivery:
    with transaction(session):
        verification.state, verification.webhook_url = State.APPROVED, url
        announce(session, verification, "verification.completed")
    return session.scalars(sa.select(Delivery)).one()


def run_job(engine: Engine, keyring: Keyring, sender: Recorder, delivery_id: str, number: int) -> None:
    worker: Any = DirectWorker(engine)
    deliveries.register(worker, sender, keyring, partial(Session, engine))
    worker.workflows["deliver"](delivery_id, number)


@pytest.mark.parametrize(("status", "state"), [(200, "delivered"), (500, "pending"), (410, "dead")])
def test_an_attempt_is_posted_and_settled(
    engine: Engine, books: Session, keyring: Keyring, delivery: Delivery, status: int, state: str
) -> None:
    sender = Recorder(Answer(status, 5))
    run_job(engine, keyring, sender, delivery.id, 0)
    assert sender.posted == [(delivery.url, delivery.body)]
    books.rollback()
    assert (delivery.state, delivery.attempts) == (state, 1)


def test_an_attempt_that_was_settled_is_not_posted_again(engine: Engine, keyring: Keyring, delivery: Delivery) -> None:
    sender = Recorder(Answer(500, 5))
    for _ in range(2):
        run_job(engine, keyring, sender, delivery.id, 0)
    assert len(sender.posted) == 1


def test_nothing_is_posted_for_a_delivery_that_is_no_longer_there(engine: Engine, keyring: Keyring) -> None:
    sender = Recorder(Answer(200, 5))
    run_job(engine, keyring, sender, "dlv_gone", 0)
    assert sender.posted == []


def test_an_attempt_whose_job_gave_up_counts_as_failed_and_the_schedule_goes_on(
    engine: Engine, books: Session, delivery: Delivery
) -> None:
    client(engine).cancel_workflow(f"{delivery.id}-0")
    assert deliveries.rescue(engine, partial(Session, engine)) == 1
    books.rollback()
    assert (delivery.state, delivery.attempts) == ("pending", 1)
    assert books.scalars(sa.select(DeliveryAttempt.error)).all() == ["interrupted"]
    assert deliveries.rescue(engine, partial(Session, engine)) == 0
    left = client(engine).list_workflows(name="deliver")
    assert [one.workflow_id for one in left] == [f"{delivery.id}-1"]


# a worker of its own

PROCESS = """
import os, sys, time
from functools import partial
from pathlib import Path
import sqlalchemy as sa
from sqlalchemy.orm import Session
from kyc import jobs
from kyc.adapters import outgoing
from kyc.adapters.blobs import Keyring
from kyc.models import Delivery
from kyc.models.base import prepare_sqlite
from kyc.worker import deliveries

url, ring, crash_at = sys.argv[1:]
engine = sa.create_engine(url)
if url.startswith("sqlite"):
    prepare_sqlite(engine, "NORMAL")

class Sender:
    inner = outgoing.create(["127.0.0.0/8"])

    def post(self, *args):
        answer = self.inner.post(*args)
        if crash_at and not Path(crash_at).exists():
            Path(crash_at).touch()
            os._exit(9)
        return answer

worker = jobs.Worker(engine, "host-1")
deliveries.register(worker, Sender(), Keyring.parse(ring), partial(Session, engine))
worker.start({jobs.DELIVER: jobs.Limit(2, share=1)}, 0.05, ())
for _ in range(600):
    with Session(engine) as session:
        if not session.scalar(sa.select(sa.func.count()).where(Delivery.state == "pending")):
            break
    time.sleep(0.05)
time.sleep(0.3)
worker.stop(5)
"""


class Receiver(ThreadingHTTPServer):
    """A partner's server: keeps every request, answers with the next of `statuses`, then 200."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.got: list[tuple[dict[str, str], bytes]] = []
        self.statuses: list[int] = []


class _Handler(BaseHTTPRequestHandler):
    server: Receiver

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"]))
        self.server.got.append(({name.lower(): value for name, value in self.headers.items()}, body))
        self.send_response(self.server.statuses.pop(0) if self.server.statuses else 200)
        self.end_headers()

    def log_message(self, *args: object) -> None:
        """Quiet."""


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    server = Receiver()
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def process(engine: Engine, books: Session, verification: Verification, receiver: Receiver) -> Callable[[str], int]:
    """Runs one worker process until nothing is pending; gives its exit code."""
    key = base64.b64encode(b"7" * 32).decode()
    ring = Keyring.parse(f"k1:{key}")
    with transaction(books):
        books.execute(sa.text("update partner set sealed_webhook_secret = :sealed"), {"sealed": _sealed(ring)})
    announced(books, verification, f"http://127.0.0.1:{receiver.server_port}/hook")
    books.rollback()

    def run(crash_at: str = "") -> int:
        command = [sys.executable, "-c", PROCESS, engine.url.render_as_string(False), f"k1:{key}", crash_at]
        return subprocess.run(command, timeout=60, check=False).returncode

    return run


def _sealed(ring: Keyring) -> bytes:
    return ring.seal("partner:ptn_default:webhook", SIGNING_SECRET.encode())


def test_a_partner_whose_server_is_down_hears_of_it_at_the_next_attempt(
    process: Callable[..., int], books: Session, receiver: Receiver
) -> None:
    receiver.statuses = [503]
    assert process() == 0
    first, second = (headers for headers, _ in receiver.got)
    assert first["webhook-id"] == second["webhook-id"]
    assert (first["x-ekyc-attempt"], second["x-ekyc-attempt"]) == ("1", "2")
    body = receiver.got[1][1]
    assert Webhook(SIGNING_SECRET).verify(body, second) == json.loads(body)
    assert books.scalars(sa.select(Delivery.state)).all() == ["delivered"]
    assert books.scalars(sa.select(DeliveryAttempt.status).order_by(DeliveryAttempt.number)).all() == [503, 200]


def test_a_worker_that_dies_between_post_and_settlement_posts_again_under_the_same_id(
    process: Callable[..., int], books: Session, receiver: Receiver, tmp_path: Path
) -> None:
    assert process(str(tmp_path / "crashed")) == 9
    assert books.scalars(sa.select(Delivery.state)).all() == ["pending"]
    books.rollback()
    assert process(str(tmp_path / "crashed")) == 0
    assert len(receiver.got) == 2
    assert len({headers["webhook-id"] for headers, _ in receiver.got}) == 1
    assert [headers["x-ekyc-attempt"] for headers, _ in receiver.got] == ["1", "1"]
    assert books.scalars(sa.select(DeliveryAttempt.number)).all() == [0]
    assert books.scalars(sa.select(Delivery.state)).all() == ["delivered"]

"""Either of two hosts is lost in the middle: every verification is decided once, and no webhook id comes twice."""

from __future__ import annotations

import os
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

import pytest
import sqlalchemy as sa

from bench.server import people_dir
from kyc.demo.story import acts
from kyc.models import Decision, Delivery, Event, Verification
from tests.api.calls import photo
from tests.databases import Database
from tests.make import person
from tests.providers.s3 import S3
from tests.reliability.hosts import PATIENCE_S, Client, Host, number_of
from tests.reliability.receiver import Receiver
from tests.waiting import until

NUMBER = number_of("TWO_HOSTS", 8)
REAL = bool(os.environ.get("TWO_HOSTS_ENGINES"))
"""Whether documents and faces are read by the real engines; else a test scenario takes its time."""
REST_S = 0.5
AHEAD = 3
DECIDED = ("approved", "rejected", "manual_review")

pytestmark = [pytest.mark.reliability, pytest.mark.xdist_group("reliability")]


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with Receiver() as found:
        yield found


@pytest.fixture
def hosts(tmp_path: Path, database: Database, s3: S3, receiver: Receiver) -> Iterator[list[Host]]:
    address = database.copy()
    env = {"BLOB_URL": f"{s3.bucket()}/images", "WEBHOOK_URL": receiver.url, **s3.env}
    both = [Host(tmp_path, name, address, 0 if REAL else REST_S, env) for name in ("north", "south")]
    both[0].command("init")
    with ExitStack() as stack:
        yield [stack.enter_context(host) for host in both]


class Partner:
    """Submits verifications through both hosts, few ahead of what is decided."""

    def __init__(self, hosts: list[Host]) -> None:
        self.client, self.engine, self.sent = Client(hosts), hosts[0].engine, list[str]()
        self._acts = acts(6, people_dir()) if REAL else []

    def submit(self, number: int) -> None:
        while len(self.sent) - self.decided() >= AHEAD:
            time.sleep(0.1)
        self.sent.append(self.client.verify(str(number), number, *self._evidence(number)))

    def decided(self) -> int:
        return count(self.engine, Decision.id)

    def _evidence(self, number: int) -> tuple[dict[str, str], bytes, bytes]:
        if REAL:
            act = self._acts[number % 6]
            return act.applicant, act.document, act.selfie
        return person(document_number=f"TESTAPPROVE-{number:05}"), photo(), photo(1.1)


def test_the_loss_of_either_host_loses_nothing_and_does_nothing_twice(hosts: list[Host], receiver: Receiver) -> None:
    north, south = hosts
    partner = Partner(hosts)
    lost_in_the_middle(north, partner, range(NUMBER))
    north.come_up()
    lost_in_the_middle(south, partner, range(NUMBER, 2 * NUMBER))
    assert until(lambda: pending(north.engine) == 0, PATIENCE_S), f"{pending(north.engine)} webhooks on their way"
    check_records(north.engine, partner.sent)
    check_webhooks(north.engine, receiver)
    for host in hosts:
        assert not (host.instance / "blobs").exists()


def lost_in_the_middle(host: Host, partner: Partner, numbers: range) -> None:
    """The host goes when half is decided, while there is more to come and in hand; all are decided then."""
    begun, middle = time.monotonic(), numbers.start + len(numbers) // 2
    with ThreadPoolExecutor(4) as pool:
        calls = [pool.submit(partner.submit, number) for number in numbers]
        assert until(lambda: partner.decided() >= middle, PATIENCE_S)
        host.lose()
        then, in_hand = partner.decided() - numbers.start, len(partner.sent) - partner.decided()
        for call in calls:
            call.result()
    assert until(lambda: partner.decided() == numbers.stop, PATIENCE_S)
    print(
        f"\n{host.name} lost with {then} of {len(numbers)} decided and {in_hand} in hand; all were after"
        f" {time.monotonic() - begun:.0f} s, {partner.client.retries} retries by the partner so far"
    )
    assert then < len(numbers)


def count(engine: sa.Engine, column: sa.orm.InstrumentedAttribute[int]) -> int:
    with engine.connect() as connection:
        return connection.scalar(sa.select(sa.func.count(column))) or 0


def pending(engine: sa.Engine) -> int:
    with engine.connect() as connection:
        return connection.scalar(sa.select(sa.func.count()).where(Delivery.state == "pending")) or 0


def check_records(engine: sa.Engine, acknowledged: list[str]) -> None:
    """Every acknowledged submit is decided exactly once, and no request that was repeated made a second session."""
    with engine.connect() as connection:
        states = dict(connection.execute(sa.select(Verification.id, Verification.state)).all())
        decisions = Counter(connection.scalars(sa.select(Decision.verification_id)))
    assert (len(set(acknowledged)), set(states)) == (2 * NUMBER, set(acknowledged))
    assert all(state in DECIDED for state in states.values())
    assert decisions == Counter(acknowledged)


def check_webhooks(engine: sa.Engine, receiver: Receiver) -> None:
    """One event and one id for each final decision; what came twice (a loss between answer and record) has the same."""
    with engine.connect() as connection:
        final = set(connection.scalars(sa.select(Verification.id).where(Verification.state.in_(DECIDED[:2]))))
        told = connection.scalars(sa.select(Event.verification_id).where(Event.type == "verification.completed"))
        assert Counter(told) == Counter(final)
    ids = {(headers["webhook-id"], body["session_id"]) for headers, body, _ in receiver.got}
    assert len({webhook_id for webhook_id, _ in ids}) == len(ids) == len(final)

"""Either of two hosts is lost in the middle: every verification is decided once, and no webhook id comes twice."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

import pytest

from bench.server import people_dir
from kyc.demo.story import acts
from tests.databases import Database
from tests.providers.s3 import S3
from tests.reliability.hosts import Balanced, Host
from tests.reliability.partner import PATIENCE_S, Shown, check_all, decided
from tests.reliability.receiver import Receiver
from tests.waiting import until

NUMBER = int(os.environ.get("TWO_HOSTS", "8"))
REAL = bool(os.environ.get("TWO_HOSTS_ENGINES"))
"""Whether documents and faces are read by the real engines; else a test scenario takes its time."""
REST_S = 0.5
AHEAD = 3

pytestmark = [pytest.mark.reliability, pytest.mark.xdist_group("reliability")]


@pytest.fixture
def hosts(tmp_path: Path, database: Database, s3: S3, receiver: Receiver) -> Iterator[list[Host]]:
    address = database.copy()
    env = {"BLOB_URL": f"{s3.bucket()}/images", "WEBHOOK_URL": receiver.url, **s3.env}
    both = [Host(tmp_path, name, address, 0 if REAL else REST_S, env) for name in ("north", "south")]
    both[0].command("init")
    with ExitStack() as stack:
        yield [stack.enter_context(host) for host in both]


class Stream:
    """Verifications submitted through both hosts, few ahead of what is decided."""

    def __init__(self, hosts: list[Host]) -> None:
        self.partner, self.engine, self.sent = Balanced(hosts), hosts[0].engine, list[str]()
        self._shown = [Shown(one.applicant, one.document, one.selfie) for one in acts(6, people_dir())] if REAL else []

    def submit(self, number: int) -> None:
        while len(self.sent) - decided(self.engine) >= AHEAD:
            time.sleep(0.1)
        self.sent.append(self.partner.verify(number, self._shown[number % 6] if REAL else None))


def test_the_loss_of_either_host_loses_nothing_and_does_nothing_twice(hosts: list[Host], receiver: Receiver) -> None:
    north, south = hosts
    stream = Stream(hosts)
    lost_in_the_middle(north, stream, range(NUMBER))
    north.come_up()
    lost_in_the_middle(south, stream, range(NUMBER, 2 * NUMBER))
    assert len(stream.sent) == 2 * NUMBER
    check_all(north.engine, stream.sent, receiver)
    for host in hosts:
        assert not (host.instance / "blobs").exists()


def lost_in_the_middle(host: Host, stream: Stream, numbers: range) -> None:
    """The host goes when half is decided, while there is more to come and in hand; all are decided then."""
    begun, middle = time.monotonic(), numbers.start + len(numbers) // 2
    with ThreadPoolExecutor(4) as pool:
        calls = [pool.submit(stream.submit, number) for number in numbers]
        assert until(lambda: decided(stream.engine) >= middle, 3 * PATIENCE_S)
        host.lose()
        then = decided(stream.engine)
        in_hand = len(stream.sent) - then
        for call in calls:
            call.result()
    assert until(lambda: decided(stream.engine) == numbers.stop, 3 * PATIENCE_S)
    print(
        f"\n{host.name} lost with {then - numbers.start} of {len(numbers)} decided and {in_hand} in hand; all were"
        f" after {time.monotonic() - begun:.0f} s, {stream.partner.retries} retries by the partner so far"
    )
    assert then < numbers.stop

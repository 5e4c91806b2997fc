"""The database server crashes in the middle of verifications, and comes back: PostgreSQL's own business is ours too."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.databases import Database, Postgres
from tests.reliability.conftest import Opened
from tests.reliability.partner import Partner, check_all
from tests.reliability.receiver import Receiver

NUMBER, CRASHES = 40, 3

pytestmark = [pytest.mark.reliability, pytest.mark.xdist_group("reliability")]


@pytest.fixture
def crashing(database: Database) -> threading.Thread:
    """Three crashes, some seconds apart, each with a second in which nobody answers; nothing to do for a file."""

    def crash() -> None:
        for _ in range(CRASHES if isinstance(database, Postgres) else 0):
            time.sleep(4)
            assert isinstance(database, Postgres)
            database.stop()
            time.sleep(1)
            database.start()

    return threading.Thread(target=crash)


def test_three_crashes_of_the_database_lose_nothing(
    opened: Opened, receiver: Receiver, crashing: threading.Thread
) -> None:
    site = opened(rest_s=0.5, WEBHOOK_URL=receiver.url, WORKER_CONCURRENCY="2")
    partner = Partner(site.url)
    crashing.start()
    with ThreadPoolExecutor(4) as pool:
        acknowledged = list(pool.map(partner.verify, range(NUMBER)))
    crashing.join()
    check_all(site.engine, acknowledged, receiver)
    print(f"\n{NUMBER} verifications, answers {dict(partner.answers)}")
    assert not {500, 502} & set(partner.answers)

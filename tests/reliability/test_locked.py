"""A database that somebody else holds: a short while is waited for, a long one is a 503, and nothing is half done."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress

import pytest
import sqlalchemy as sa

from kyc.models import Verification
from tests.reliability.conftest import Opened
from tests.reliability.partner import Partner, check_all, processing
from tests.reliability.receiver import Receiver
from tests.reliability.site import Site
from tests.waiting import until

ASKED = 12

pytestmark = [pytest.mark.reliability, pytest.mark.xdist_group("reliability")]


@contextmanager
def locked(site: Site, seconds: float) -> Iterator[None]:
    """Every table that verifications are written to is held by somebody else for so long."""
    begun, done = threading.Event(), threading.Event()

    def hold() -> None:
        with site.engine.connect() as connection:
            if site.engine.dialect.name == "sqlite":
                connection.exec_driver_sql("BEGIN IMMEDIATE")
            else:
                connection.exec_driver_sql("LOCK TABLE verification, profile, idempotency_key IN EXCLUSIVE MODE")
            begun.set()
            time.sleep(seconds)
            connection.rollback()
        done.set()

    threading.Thread(target=hold).start()
    assert begun.wait(60)
    yield
    assert done.wait(60)


@contextmanager
def crowded(site: Site) -> Iterator[int]:
    """Others hold every connection that a server has; a file has no such limit. How many they are."""
    held = list[sa.Connection]()
    crowd = sa.create_engine(site.database_url, poolclass=sa.NullPool)
    with suppress(sa.exc.OperationalError):
        while site.engine.dialect.name != "sqlite":
            held.append(crowd.connect())
    yield len(held)
    for one in held:
        one.close()


def opened_sessions(site: Site) -> int:
    with site.engine.connect() as connection:
        return connection.scalar(sa.select(sa.func.count(Verification.id))) or 0


def asked(partner: Partner) -> list[tuple[int, float]]:
    """This many concurrent tries: the answer to each, and after how long."""

    def once(number: int) -> tuple[int, float]:
        begun = time.monotonic()
        answer = partner.ask_once(number)
        assert answer.status_code in (201, 503), answer.text
        assert answer.status_code == 201 or int(answer.headers["Retry-After"]) > 0
        return answer.status_code, time.monotonic() - begun

    with ThreadPoolExecutor(ASKED) as pool:
        return list(pool.map(once, range(ASKED)))


def test_five_seconds_are_waited_for(opened: Opened) -> None:
    site = opened()
    with locked(site, 5):
        answers = asked(Partner(site.url))
    assert [status for status, _ in answers] == [201] * ASKED
    assert opened_sessions(site) == ASKED


def test_twenty_seconds_are_a_503_that_changed_nothing_and_end_by_themselves(opened: Opened) -> None:
    site = opened()
    with locked(site, 20):
        answers = asked(Partner(site.url))
        told = [status for status, _ in answers].count(503)
    assert told > ASKED // 2  # on a busy machine some come late enough to see the lock go
    assert opened_sessions(site) == ASKED - told
    assert [status for status, _ in asked(Partner(site.url))] == [201] * ASKED
    assert opened_sessions(site) == ASKED
    print(f"\n{told} of {ASKED} told to come again, the last after {max(took for _, took in answers):.0f} s")


def test_a_job_in_hand_waits_for_the_database_and_is_decided_once(opened: Opened, receiver: Receiver) -> None:
    site = opened(rest_s=2, WEBHOOK_URL=receiver.url)
    partner = Partner(site.url)
    acknowledged = [partner.verify(number) for number in range(4)]
    assert until(lambda: processing(site.engine) > 0)
    with locked(site, 20):
        pass
    check_all(site.engine, acknowledged, receiver)


def test_where_others_hold_every_connection_it_is_a_503_until_they_let_go(opened: Opened) -> None:
    site = opened()
    with crowded(site) as number:
        answers = [status for status, _ in asked(Partner(site.url))]
    assert opened_sessions(site) == answers.count(201)
    assert (503 in answers) is (number > 0)
    assert [status for status, _ in asked(Partner(site.url))] == [201] * ASKED
    assert opened_sessions(site) == ASKED
    print(f"\n{answers.count(503)} of {ASKED} told to come again while {number} others held every connection")

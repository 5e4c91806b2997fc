"""kill -9 of web and workers amid what they do: nothing lost, nothing decided twice, no webhook id twice."""

from __future__ import annotations

import os
import random
import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa

from bench.server import people_dir
from kyc.demo.story import acts
from tests.reliability.conftest import Opened
from tests.reliability.partner import Partner, Shown, check_all, decided, processing, scripted, undecided
from tests.reliability.receiver import Receiver
from tests.reliability.site import Site
from tests.waiting import until

NUMBER = int(os.environ.get("KILL_VERIFICATIONS", "20"))
KILLS = max(4, NUMBER * 2 // 13)
"""46 of 300."""
AT_ONCE = 12
"""Verifications that wait or are examined while the next are sent."""
REAL = os.environ.get("KILL_ENGINES") == "real"
"""Whether engines read and compare; otherwise an examination rests for as long as they would take."""

AtWork = Callable[[sa.Engine], int]

pytestmark = [pytest.mark.reliability, pytest.mark.xdist_group("reliability")]


class Killer(threading.Thread):
    """Kills one process after another and starts it again: a worker while there is work, a web server at any time."""

    def __init__(self, site: Site, seed: int, least: int, at_work: AtWork | None = processing) -> None:
        super().__init__(daemon=True)
        self.site, self.least, self.random, self.at_work = site, least, random.Random(seed), at_work
        self.done, self.kills = threading.Event(), Counter[str]()

    def run(self) -> None:
        while not self.enough() and not self.done.wait(self.random.uniform(0.5, 4)):
            name = self.random.choice(["web", "worker-1", "worker-2", "worker-1", "worker-2"])
            if name == "web" or self._works():
                self.site.restart(name)
                self.kills[name] += 1

    def _works(self) -> bool:
        at_work = self.at_work
        return at_work is None or until(lambda: at_work(self.site.engine) > 0, 5)

    def enough(self) -> bool:
        return sum(self.kills.values()) >= self.least


def people() -> list[Shown]:
    if not REAL:
        return [scripted(number) for number in range(NUMBER)]
    prepared = [Shown(act.applicant, act.document, act.selfie) for act in acts(6, people_dir())]
    return [prepared[number % 6] for number in range(NUMBER)]


def test_nothing_is_lost_or_done_twice_when_processes_are_killed(opened: Opened, receiver: Receiver) -> None:
    site = opened(rest_s=0 if REAL else 0.7, WEBHOOK_URL=receiver.url, WORKER_CONCURRENCY="1" if REAL else "2")
    partner, killer, shown = Partner(site.url), Killer(site, NUMBER, KILLS), people()

    def verify(number: int) -> str:
        """Not all at once: a web server that is killed should have requests in hand to the end."""
        until(lambda: undecided(site.engine) < AT_ONCE, 300)
        return partner.verify(number, shown[number])

    killer.start()
    with ThreadPoolExecutor(4) as pool:
        acknowledged = list(pool.map(verify, range(NUMBER)))
    until(lambda: not killer.is_alive() or decided(site.engine) >= NUMBER, 300)
    killer.done.set()
    killer.join()
    check_all(site.engine, acknowledged, receiver)
    print(f"\n{NUMBER} verifications, kills {dict(killer.kills)}, {partner.retries} retries by the partner")
    assert sum(killer.kills.values()) >= KILLS // 2
    assert partner.retries or NUMBER < 100

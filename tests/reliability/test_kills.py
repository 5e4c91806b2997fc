"""kill -9 of web and workers at random moments: nothing lost, nothing decided twice, no webhook id twice."""

from __future__ import annotations

import os
import random
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
import requests
import sqlalchemy as sa

from bench.server import SPARING, Server, people_dir
from kyc.demo.story import Act, acts
from kyc.models import Decision, Delivery, Event, Verification
from tests.reliability.receiver import Receiver
from tests.waiting import until

KEY = "ekyc_test_reliability"
NUMBER = int(os.environ.get("KILL_VERIFICATIONS", "20"))
PATIENCE_S = 420
DECIDED = ("approved", "rejected", "manual_review")

pytestmark = [pytest.mark.reliability, pytest.mark.xdist_group("reliability")]


class Partner:
    """A partner who retries whatever fails, with one Idempotency-Key for each thing asked."""

    def __init__(self, url: str) -> None:
        self.url, self.retries = url, 0

    def insist(self, path: str, key: str, **more: Any) -> dict[str, Any]:
        headers = {"x-api-key": KEY, "Idempotency-Key": key}
        deadline = time.monotonic() + PATIENCE_S
        while time.monotonic() < deadline:
            try:
                answer = requests.post(self.url + path, headers=headers, timeout=20, **more)
                if answer.ok:
                    body: dict[str, Any] = answer.json()
                    return body
                assert answer.status_code in (409, 429, 500, 502, 503), answer.text
            except requests.RequestException:
                pass
            self.retries += 1
            time.sleep(0.3)
        raise TimeoutError(path)

    def verify(self, number: int, act: Act) -> str:
        """One verification up to an acknowledged submit; returns its id."""
        session = (
            f"/v1/sessions/{self.insist('/v1/sessions', f'{number}-open', json={'applicant': act.applicant})['id']}"
        )
        document = {"file": ("d.jpg", act.document, "image/jpeg")}
        self.insist(f"{session}/documents", f"{number}-document", files=document, data={"type": "passport"})
        self.insist(f"{session}/selfie", f"{number}-selfie", files={"file": ("s.jpg", act.selfie, "image/jpeg")})
        submitted = self.insist(f"{session}/submit", f"{number}-submit")
        return str(submitted["id"])


class Killer(threading.Thread):
    """Kills one process after another, each time somebody else, and starts it again."""

    def __init__(self, server: Server, seed: int) -> None:
        super().__init__(daemon=True)
        self.server, self.random, self.done, self.kills = server, random.Random(seed), threading.Event(), Counter[str]()

    def run(self) -> None:
        while not self.done.wait(self.random.uniform(2, 7)):
            name = self.random.choice(["web", "worker-1", "worker-2"])
            self.server.restart(name)
            self.kills[name] += 1


def test_nothing_is_lost_or_done_twice_when_processes_are_killed(tmp_path: Path) -> None:
    with Receiver() as receiver:
        settings = {"OUTGOING_ALLOW": "127.0.0.0/8", "WEBHOOK_URL": receiver.url, "VALID_API_KEYS": KEY, **SPARING}
        with Server(tmp_path / "instance", workers=2, **settings) as server:
            engine = sa.create_engine(f"sqlite:///{tmp_path / 'instance' / 'ekyc.db'}?timeout=30")
            partner, killer, prepared = Partner(server.url), Killer(server, seed=NUMBER), acts(6, people_dir())
            killer.start()
            with ThreadPoolExecutor(4) as pool:
                acknowledged = list(pool.map(lambda n: partner.verify(n, prepared[n % 6]), range(NUMBER)))
            until(lambda: decided(engine) >= NUMBER // 2, PATIENCE_S)
            killer.done.set()
            killer.join()
            assert until(lambda: decided(engine) == NUMBER, PATIENCE_S), f"{decided(engine)} of {NUMBER} decided"
            assert until(lambda: pending(engine) == 0, 120), f"{pending(engine)} webhooks still on their way"
            check_records(engine, acknowledged)
            check_webhooks(engine, receiver)
        print(f"\n{NUMBER} verifications, kills {dict(killer.kills)}, {partner.retries} retries by the partner")
        assert sum(killer.kills.values()) >= NUMBER // 10


def decided(engine: sa.Engine) -> int:
    with engine.connect() as connection:
        return connection.scalar(sa.select(sa.func.count()).where(Verification.state.in_(DECIDED))) or 0


def pending(engine: sa.Engine) -> int:
    with engine.connect() as connection:
        return connection.scalar(sa.select(sa.func.count()).where(Delivery.state == "pending")) or 0


def check_records(engine: sa.Engine, acknowledged: list[str]) -> None:
    """Every acknowledged submit is decided, exactly once, and no idempotent request made a second session."""
    with engine.connect() as connection:
        states = dict(connection.execute(sa.select(Verification.id, Verification.state)).all())
        decisions = Counter(connection.scalars(sa.select(Decision.verification_id)))
    assert len(set(acknowledged)) == NUMBER
    assert set(states) == set(acknowledged)
    assert all(state in DECIDED for state in states.values())
    assert decisions == Counter(acknowledged)


def check_webhooks(engine: sa.Engine, receiver: Receiver) -> None:
    """One message a final decision; what arrived twice (a kill between answer and record) has the same id."""
    with engine.connect() as connection:
        final = set(connection.scalars(sa.select(Verification.id).where(Verification.state.in_(DECIDED[:2]))))
        events = Counter(
            connection.scalars(sa.select(Event.verification_id).where(Event.type == "verification.completed"))
        )
    assert events == Counter(final)
    ids = {(headers["webhook-id"], body["session_id"]) for headers, body, _ in receiver.got}
    assert len({webhook_id for webhook_id, _ in ids}) == len(ids) == len(final)

"""The clock of the machine jumps an hour ahead, and back: nothing expires for it, and nothing stands still."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests
import sqlalchemy as sa

from bench.server import SPARING, Server
from kyc.models import Delivery, Verification
from tests.databases import Database
from tests.reliability.partner import PATIENCE_S, Partner, check_webhooks, decided, pending, scripted
from tests.reliability.receiver import Receiver
from tests.reliability.site import KEY
from tests.waiting import until

SOURCE = Path(__file__).with_name("wall_clock.c")
HOUR_S = 3600
TICK_S = 150

pytestmark = [pytest.mark.reliability, pytest.mark.xdist_group("reliability")]


class Wall:
    """The clock that the site's processes see, `ahead` of the machine's by this many seconds."""

    def __init__(self, folder: Path) -> None:
        self.file, library = folder / "clock", folder / "wall_clock.so"
        self.set(0)
        subprocess.run(["cc", "-shared", "-fPIC", "-O1", "-o", str(library), str(SOURCE)], check=True)
        self.env = {"LD_PRELOAD": str(library), "WALL_CLOCK": str(self.file)}

    def set(self, ahead: int) -> None:
        with self.file.open("r+b" if self.file.exists() else "wb") as file:
            file.write(ahead.to_bytes(8, sys.byteorder, signed=True))


class Jumping(Server):
    """Processes of their own from the start, each with the library that tells it the time."""

    def __init__(self, instance: Path, url: str, wall: Wall, **env: str) -> None:
        given = {"DATABASE_URL": url, "VALID_API_KEYS": KEY, "OUTGOING_ALLOW": "127.0.0.0/8", **SPARING}
        super().__init__(instance, 1, **given, **wall.env, **env)
        self.engine = sa.create_engine(url)


@pytest.fixture
def wall(tmp_path: Path) -> Wall:
    return Wall(tmp_path)


@pytest.fixture
def site(tmp_path: Path, database: Database, wall: Wall, receiver: Receiver) -> Iterator[Jumping]:
    with Jumping(tmp_path / "instance", database.copy(), wall, WEBHOOK_URL=receiver.url) as running:
        yield running
        running.engine.dispose()


def closed(site: Jumping, verification_id: str) -> str | None:
    with site.engine.connect() as connection:
        return connection.scalar(sa.select(Verification.closed_reason).where(Verification.id == verification_id))


def goes_on(site: Jumping, partner: Partner, receiver: Receiver, first: int) -> None:
    """Verifications, webhooks that fail at first, readiness, and the schedule that closes what is over."""
    receiver.answers[:] = [500, 500]
    done = decided(site.engine) + 3
    for number in range(first, first + 3):
        partner.verify(number)
    assert until(lambda: decided(site.engine) == done, PATIENCE_S)
    assert until(lambda: pending(site.engine) == 0, TICK_S)
    assert until(lambda: requests.get(f"{site.url}/readyz", timeout=10).json()["parts"]["worker"] == "ok")
    short = {**scripted(first).applicant, "document_number": f"TESTEXPIRE-{first}"}
    due = partner.insist("/v1/sessions", f"{first}-due", json={"applicant": short})["id"]
    assert until(lambda: closed(site, due) == "expired", TICK_S), "the schedule stands still"


def test_an_hour_ahead_and_an_hour_back_expire_nothing_and_stop_nothing(
    site: Jumping, wall: Wall, receiver: Receiver
) -> None:
    partner = Partner(site.url)
    left = partner.insist("/v1/sessions", "left", json={"applicant": scripted(99).applicant})["id"]
    goes_on(site, partner, receiver, 0)
    wall.set(HOUR_S)
    goes_on(site, partner, receiver, 10)
    receiver.answers[:] = [500] * 40
    partner.verify(20)
    assert until(lambda: attempts(site) >= 1)
    wall.set(0)
    receiver.answers.clear()
    goes_on(site, partner, receiver, 30)
    assert closed(site, left) is None
    check_webhooks(site.engine, receiver)
    assert 500 not in partner.answers


def attempts(site: Jumping) -> int:
    """Of the delivery that is on its way."""
    with site.engine.connect() as connection:
        return connection.scalar(sa.select(sa.func.max(Delivery.attempts)).where(Delivery.state == "pending")) or 0

"""A backup is taken in the middle of the work and put back elsewhere: what was promised before it is kept, once."""

from __future__ import annotations

import json
import os
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from pathlib import Path

import pytest
import requests
import sqlalchemy as sa

from bench.server import people_dir
from kyc.adapters import blobs
from kyc.adapters.blobs import Keyring
from kyc.demo.story import Act, acts
from kyc.models import Decision, Document, Event, Selfie, Verification
from tests.databases import Database
from tests.reliability.site import KEY, Site
from tests.waiting import until

NUMBER = int(os.environ.get("BACKUP_VERIFICATIONS", "4"))
"""How many are acknowledged before the backup begins, and about as many while it is taken."""
DECIDED = ("approved", "rejected", "manual_review")
REST_S = 1.5
PATIENCE_S = 300

pytestmark = [pytest.mark.reliability, pytest.mark.xdist_group("reliability"), pytest.mark.one_database]


class Partners:
    """Four that verify one person after another until told to end; `promised` are the submits that were answered."""

    def __init__(self, url: str, prepared: list[Act]) -> None:
        self.url, self.prepared, self.numbers, self.promised, self.ended = url, prepared, count(), list[str](), False

    def go_on(self) -> None:
        while not self.ended:
            self.promised.append(self.verify(next(self.numbers)))

    def verify(self, number: int) -> str:
        act = self.prepared[number % len(self.prepared)]
        person = act.applicant | {"document_number": f"TESTAPPROVE-{number:04}"}
        session = f"/v1/sessions/{self.post('/v1/sessions', json={'applicant': person})}"
        page = {"file": ("d.jpg", act.document, "image/jpeg")}
        self.post(f"{session}/documents", files=page, data={"type": "passport"})
        self.post(f"{session}/selfie", files={"file": ("s.jpg", act.selfie, "image/jpeg")})
        return self.post(f"{session}/submit")

    def post(self, path: str, **more: object) -> str:
        answer = requests.post(self.url + path, headers={"x-api-key": KEY}, timeout=60, **more)  # type: ignore[arg-type]
        assert answer.ok, answer.text
        return str(answer.json()["id"])


@pytest.fixture
def backup(tmp_path: Path, database: Database) -> tuple[Path, list[str]]:
    """The folder of a backup taken under load, and what had been promised when it began."""
    folder, keys = tmp_path / "backup", tmp_path / "keys.json"
    limits = dict.fromkeys(("CREATE_LIMIT", "READ_LIMIT"), "1000000/minute")
    with (
        Site(tmp_path / "old", database.empty(), workers=1, rest_s=REST_S, **limits) as site,
        ThreadPoolExecutor(4) as pool,
    ):
        partners = Partners(site.url, acts(4, people_dir()))
        going = [pool.submit(partners.go_on) for _ in range(4)]
        assert until(lambda: len(partners.promised) >= NUMBER or any(one.done() for one in going), PATIENCE_S)
        promised = list(partners.promised)
        begun = time.monotonic()
        site.command("backup", "create", str(folder), "--keys", str(keys))
        seconds = time.monotonic() - begun
        until(lambda: len(partners.promised) >= 2 * NUMBER, 2)
        partners.ended = True
        for one in going:
            one.result()
    rows = json.loads((folder / "manifest.json").read_text())["rows"]
    sizes = f"{len(promised)} promised before, {len(partners.promised)} after; {rows['verification']} in the backup"
    print(f"\n{sizes}, taken in {seconds:.1f} s")
    return folder, promised


def test_what_was_promised_before_a_backup_is_there_after_it_and_decided_once(
    backup: tuple[Path, list[str]], tmp_path: Path, database: Database
) -> None:
    folder, promised = backup
    keys, new = tmp_path / "keys.json", Site(tmp_path / "new", database.empty(), workers=1)
    new.command("backup", "restore", str(folder), "--keys", str(keys), "--without-tombstones")
    waiting = undecided(new.engine)
    with new:
        assert until(lambda: undecided(new.engine) == 0, PATIENCE_S), f"{undecided(new.engine)} are left"
        check(new.engine, promised)
        assert images(new, keys) > len(promised)
        new.command("audit", "verify")
    print(f"{waiting} were under way when the backup was taken; all are decided, once")


def undecided(engine: sa.Engine) -> int:
    """Submitted verifications that wait for a worker."""
    with engine.connect() as connection:
        return (
            connection.scalar(sa.select(sa.func.count()).where(Verification.state.in_(("submitted", "processing"))))
            or 0
        )


def check(engine: sa.Engine, promised: list[str]) -> None:
    """Each that was promised is there, with one decision and one message; nothing else has two either."""
    with engine.connect() as connection:
        states = dict(connection.execute(sa.select(Verification.id, Verification.state)).all())
        decisions = Counter(connection.scalars(sa.select(Decision.verification_id)))
        finished = sa.select(Event.verification_id).where(Event.type == "verification.completed")
        events = Counter(connection.scalars(finished))
    assert {states.get(one) for one in promised} <= set(DECIDED)
    assert set(promised) <= set(decisions)
    assert set(decisions.values()) == {1}
    assert events == decisions


def images(site: Site, keys: Path) -> int:
    """How many there are; each that a row names opens."""
    ring = Keyring.parse(json.loads(keys.read_text())["blob_keys"])
    store = blobs.create(f"file://{site.instance / 'blobs'}", ring)
    with site.engine.connect() as connection:
        names = [name for table in (Document, Selfie) for name in connection.scalars(sa.select(table.blob))]
    assert all(store.get(name).startswith(b"\xff\xd8") for name in names)
    return len(names)

"""kill -9 amid examinations and erasures of the same people: every erasure is completed, and nothing comes back."""

from __future__ import annotations

import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import sqlalchemy as sa

from kyc.models import Erasure, Profile
from kyc.services.privacy import tombstones
from tests.reliability.conftest import Opened
from tests.reliability.partner import Partner, processing, scripted
from tests.reliability.site import Site
from tests.reliability.test_kills import Killer
from tests.traces import found
from tests.waiting import until

NUMBER = int(os.environ.get("KILL_ERASURES", "8"))
KILLS = NUMBER // 4
MOST = 40 * NUMBER
"""The most people to erase until enough processes were killed meanwhile."""

pytestmark = [pytest.mark.reliability, pytest.mark.xdist_group("reliability")]


def unfinished(engine: sa.Engine) -> int:
    with engine.connect() as connection:
        return connection.scalar(sa.select(sa.func.count()).where(Erasure.finished_at.is_(None))) or 0


def at_work(engine: sa.Engine) -> int:
    return processing(engine) + unfinished(engine)


def objects(site: Site) -> list[Path]:
    return [path for path in (site.instance / "blobs").rglob("*") if path.is_file()]


def databases(site: Site) -> Iterator[tuple[str, bytes]]:
    """SQLite's files; what PostgreSQL shows of its tables."""
    if site.database_url.startswith("sqlite"):
        path = Path(sa.make_url(site.database_url).database or "")
        yield from ((one.name, one.read_bytes()) for one in path.parent.glob(path.name + "*"))
        return
    with site.engine.connect() as connection:
        names = connection.scalars(
            sa.text("select tablename from pg_tables where schemaname in ('public', 'dbos')")
        ).all()
        for name in names:
            rows = connection.execute(sa.text(f"select * from {_where(connection, name)}")).all()
            yield name, "\n".join(str(tuple(row)) for row in rows).encode()


def _where(connection: sa.Connection, name: str) -> str:
    schema = connection.scalar(sa.text("select schemaname from pg_tables where tablename = :name"), {"name": name})
    return f'"{schema}"."{name}"'


def test_every_erasure_is_completed_and_nothing_comes_back(opened: Opened) -> None:
    site = opened(rest_s=0.7, WORKER_CONCURRENCY="2")
    partner, killer = Partner(site.url), Killer(site, NUMBER, KILLS, at_work)
    killer.start()

    def verify_and_erase(number: int) -> str:
        session_id = partner.verify(number, scripted(number))
        return str(
            partner.insist(f"/v1/sessions/{session_id}/redact", f"{number}-redact", json={})["redaction"]["receipt_id"]
        )

    receipts: list[str] = []
    with ThreadPoolExecutor(4) as pool:
        while len(receipts) < NUMBER or (not killer.enough() and len(receipts) < MOST):
            receipts += pool.map(verify_and_erase, range(len(receipts), len(receipts) + 4))
    assert until(lambda: unfinished(site.engine) == 0, 300), f"{unfinished(site.engine)} are not completed"
    killer.done.set()
    killer.join()
    with site.engine.connect() as connection:
        done = dict(connection.execute(sa.select(Erasure.id, Erasure.receipt)).all())
        assert set(receipts) == set(done)
        assert all(done.values())
        assert set(connection.scalars(sa.select(Profile.name))) == {None}
    stones = tombstones.kept(site.instance / tombstones.FILE)
    assert sorted(stone.id for stone in stones) == sorted(receipts)
    assert until(lambda: objects(site) == [], 30), "an upload that was cut off leaves none either"
    words = {f"Ana Sample {number}" for number in range(len(receipts))} | {
        f"TESTAPPROVE-{number:05d}" for number in range(len(receipts))
    }
    assert until(lambda: found(databases(site), words) == set(), 60), found(databases(site), words)
    assert found([("log", site.log_text().encode())], words) == set()
    print(f"\n{len(receipts)} erasures, kills {dict(killer.kills)}, {partner.retries} retries by the partner")
    assert killer.enough()

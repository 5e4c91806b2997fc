"""kill -9 of web and workers while liveness challenges are sent and judged: none lost, none judged twice."""

from __future__ import annotations

import os
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import sqlalchemy as sa

from bench.server import people_dir
from kyc import jobs
from kyc.demo.story import Act, acts
from kyc.models import LivenessChallenge, Selfie
from tests import challenges
from tests.reliability.conftest import Opened
from tests.reliability.partner import Partner
from tests.reliability.test_kills import Killer
from tests.waiting import until

NUMBER = int(os.environ.get("KILL_CHALLENGES", "4"))
PATIENCE_S = 240
PACE_MS = 120

pytestmark = [pytest.mark.reliability, pytest.mark.xdist_group("reliability")]


def turned(partner: Partner, number: int, act: Act) -> str:
    """One challenge up to its acknowledged answer, again where a kill cost its window; returns its id."""
    body = {"applicant": act.applicant, "config": {"liveness_type": "active"}}
    session = f"/v1/sessions/{partner.insist('/v1/sessions', f'{number}-open', json=body)['id']}"
    document = {"file": ("d.jpg", act.document, "image/jpeg")}
    partner.insist(f"{session}/documents", f"{number}-document", files=document, data={"type": "passport"})
    for go in range(3):
        try:
            return moved(partner, session, f"{number}-{go}", seed=number + go * NUMBER)
        except AssertionError as refused:
            if "too_late" not in str(refused):
                raise
    raise TimeoutError(session)


def moved(partner: Partner, session: str, key: str, seed: int) -> str:
    """Answers one challenge with frames of its own: those of a challenge that came too late are spent."""
    asked = partner.insist(f"{session}/liveness", f"{key}-ask")
    frames = challenges.held(seed=seed)
    time.sleep(PACE_MS * len(frames) / 1000)
    files: list[Any] = [("frames[]", (f"{place}.jpg", data)) for place, data in enumerate(frames)]
    files.append(("file", ("still.jpg", challenges.still())))
    words = {
        "challenge_id": asked["id"],
        "nonce": asked["nonce"],
        "frame_times": challenges.times(len(frames), PACE_MS),
    }
    taken = partner.insist(f"{session}/selfie", f"{key}-frames", files=files, data=words)
    assert taken["challenge"]["id"] == asked["id"]
    return str(asked["id"])


def judged(engine: sa.Engine, sent: list[str]) -> int:
    """How many of the answers that were taken have their outcome; one that came too late is judged as well, and counts
    for nothing here."""
    mine = LivenessChallenge.judged_at.is_not(None) & LivenessChallenge.id.in_(sent)
    with engine.connect() as connection:
        return connection.scalar(sa.select(sa.func.count()).where(mine)) or 0


def test_no_challenge_is_lost_or_judged_twice_when_processes_are_killed(opened: Opened) -> None:
    prepared = acts(min(NUMBER, 6), people_dir())
    site = opened()
    partner, killer = Partner(site.url), Killer(site, NUMBER, max(1, NUMBER // 3), at_work=None)
    killer.start()
    with ThreadPoolExecutor(3) as pool:
        sent = list(pool.map(lambda number: turned(partner, number, prepared[number % len(prepared)]), range(NUMBER)))
    until(lambda: judged(site.engine, sent) >= NUMBER // 2, PATIENCE_S)
    killer.done.set()
    killer.join()
    assert until(lambda: judged(site.engine, sent) >= NUMBER, PATIENCE_S), f"{judged(site.engine, sent)} of {NUMBER}"
    check(site.engine, sent)
    print(f"\n{NUMBER} challenges, kills {dict(killer.kills)}, {partner.retries} retries by the partner")
    assert sum(killer.kills.values()) >= 1


def check(engine: sa.Engine, sent: list[str]) -> None:
    """Each acknowledged answer stands once, with its twelve frames and its outcome, and no job is left over."""
    with engine.connect() as connection:
        rows = connection.execute(sa.select(LivenessChallenge).where(LivenessChallenge.id.in_(sent))).all()
        selfies = connection.scalar(sa.select(sa.func.count()).select_from(Selfie))
    assert sorted(row.id for row in rows) == sorted(sent)
    assert {row.reason for row in rows} == {"moves_not_followed"}
    assert {len(row.frames) for row in rows} == {12}
    assert selfies == NUMBER
    assert jobs.failed(engine, "judge_challenge") == []

"""`python -m bench numbers [--verifications N]`: the database cost of the numbers page, in CPU milliseconds.

N verifications of 90 days, with devices, selfies, refused photos, head movements, votes and decisions, rows as large as
real ones, are written in bulk to an embedded database in a temporary folder; then the page's figures of the last 30 and
of all 90 days are computed several times. The median of each part of 90 days is reported, and the total of both
periods.
"""

from __future__ import annotations

import argparse
import json
import random
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from bench._figures import peak_mb, quantile
from kyc.domain.lifecycle import State
from kyc.models import (
    Base,
    CaseRuling,
    Decision,
    Holder,
    LivenessChallenge,
    Partner,
    Profile,
    RefusedUpload,
    Selfie,
    StaffUser,
    Verification,
    transaction,
)
from kyc.models.base import prepare_sqlite
from kyc.services.numbers.agreement import agreements
from kyc.services.numbers.cohort import Scope
from kyc.services.numbers.steps import movements
from kyc.services.numbers.summary import groups

RUNS, BATCH, DAYS = 5, 5000, 90
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
STATES = {
    State.CREATED: 12,
    State.DOCUMENTS_UPLOADED: 5,
    State.SELFIE_UPLOADED: 3,
    State.MANUAL_REVIEW: 1,
    State.APPROVED: 68,
    State.REJECTED: 11,
}
KINDS = ("passport", "id_card", "driver_license", "residence_permit")
COUNTRIES = ("DEU", "FRA", "ESP", "GBR", "USA", "IND", "BRA", "NGA", "JPN", "POL", "ITA", "NLD", "SGP", "MEX", None)
READING = {f"field_{number}": {"value": "X" * 40, "source": "zone", "clear": True} for number in range(24)}
DEVICES = {"phone": 70, "desktop": 12, "several": 10, "tablet": 5, "unknown": 3}
TABLES = (Profile, Verification, Holder, Selfie, RefusedUpload, LivenessChallenge, Decision, CaseRuling)
PARTS: dict[str, Callable[[Session, Scope], object]] = {
    "groups": groups,
    "movements": movements,
    "agreements": agreements,
}


def main(argv: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="python -m bench numbers", description=__doc__)
    parser.add_argument("--verifications", type=int, default=100_000)
    given = parser.parse_args(argv)
    with tempfile.TemporaryDirectory() as folder:
        print(json.dumps(measured(Path(folder), given.verifications)))


def measured(folder: Path, number: int) -> dict[str, Any]:
    """CPU milliseconds of each part of the page and of all together, the size of the database, memory."""
    engine = sa.create_engine(f"sqlite:///{folder / 'bench.db'}")
    prepare_sqlite(engine, "NORMAL")
    Base.metadata.create_all(engine)
    with Session(engine) as session:
        filled(session, number)
    parts, month = _spent(engine, Scope(NOW, DAYS)), _spent(engine, Scope(NOW, 30))
    engine.dispose()
    size = sum(path.stat().st_size for path in folder.glob("bench.db*"))
    told = {"cpu_ms": round(sum(parts.values()), 1), "parts_cpu_ms": parts}
    told["cpu_ms_30_days"] = round(sum(month.values()), 1)
    return {"verifications": number, **told, "database_mb": round(size / 1e6, 1), "rss_mb": peak_mb()}


def _spent(engine: sa.Engine, scope: Scope) -> dict[str, float]:
    spent = {name: list[float]() for name in PARTS}
    for _ in range(RUNS):
        with Session(engine) as session:
            for name, part in PARTS.items():
                started = time.process_time()
                part(session, scope)
                spent[name].append(1000 * (time.process_time() - started))
    return {name: quantile(times, 0.5, 1) for name, times in spent.items()}


def filled(session: Session, number: int) -> None:
    """Everybody's rows, the same at every run."""
    with transaction(session):
        session.add(Partner(id="ptn", name="Bench", sealed_webhook_secret=b"-"))
        session.add_all(StaffUser(id=who, email=f"{who}@bench", fs_uniquifier=str(who)) for who in (1, 2))
    people = _people(number)
    while batch := list(islice(people, BATCH)):
        with transaction(session):
            for table in TABLES:
                if rows := [row for person in batch for row in person.get(table, ())]:
                    session.execute(sa.insert(table), rows)


def _people(number: int) -> Iterator[dict[Any, list[dict[str, Any]]]]:
    chance = random.Random(7)
    states = chance.choices(list(STATES), list(STATES.values()), k=number)
    for place, state in enumerate(states):
        yield _person(place, state, NOW - timedelta(days=DAYS - 1) * (1 - place / number), chance)


def _person(place: int, state: State, at: datetime, chance: random.Random) -> dict[Any, list[dict[str, Any]]]:
    owner = {"id": f"p{place}", "partner_id": "ptn", "mode": "live"}
    made = _verification(f"sess_{chance.getrandbits(130):032x}", owner, state, at, chance)
    rows: dict[Any, list[dict[str, Any]]] = {Profile: [owner], Verification: [made]}
    if chance.random() < 0.2:
        refused = {"item": "document.front", "sha256": "0" * 64, "reason": "image_blurry"}
        rows[RefusedUpload] = [{"verification_id": made["id"], **refused}]
    if state != State.CREATED or chance.random() < 0.5:
        (device,) = chance.choices(list(DEVICES), list(DEVICES.values()))
        rows[Holder] = [{"verification_id": made["id"], "token_digest": "0" * 64, "device": device}]
    if state not in (State.CREATED, State.DOCUMENTS_UPLOADED):
        rows[Selfie] = [_selfie(made, chance)]
    if made["submitted_at"]:
        rows[LivenessChallenge] = [_challenge(made, chance)]
        rows[Decision] = _decisions(made, state, seen=chance.random() < 0.2)
        if len(rows[Decision]) == 2:
            rows[CaseRuling] = [_vote(made, state, who) for who in (1, 2)]
    return rows


def _verification(
    name: str, owner: dict[str, Any], state: State, at: datetime, chance: random.Random
) -> dict[str, Any]:
    sent = at + timedelta(minutes=6) if state in (State.MANUAL_REVIEW, State.APPROVED, State.REJECTED) else None
    ended = sent + timedelta(seconds=chance.expovariate(1 / 1800)) if sent and state != State.MANUAL_REVIEW else None
    return {
        "id": name,
        "profile_id": owner["id"],
        "partner_id": "ptn",
        "mode": "live",
        "state": state,
        "document_type": None if state == State.CREATED else chance.choice(KINDS),
        "issuing_country": None if state == State.CREATED else chance.choice(COUNTRIES),
        "extracted": {"full_name": "JANE DOE", "document_number": "AB1234567"} if sent else None,
        "reading": READING if sent else None,
        "created_at": at,
        "expires_at": at + timedelta(days=1),
        "submitted_at": sent,
        "decided_at": ended,
    }


def _decisions(made: dict[str, Any], state: State, *, seen: bool) -> list[dict[str, Any]]:
    def one(outcome: State, actor: str) -> dict[str, Any]:
        said = {"rule": "all_clean", "policy": "2", "reasons": ["confirmed_by_reviewer"], "actor": actor}
        return {"verification_id": made["id"], "outcome": outcome.value, **said}

    if state == State.MANUAL_REVIEW:
        return [one(state, "policy")]
    return [one(State.MANUAL_REVIEW, "policy"), one(state, "staff:1")] if seen else [one(state, "policy")]


def _selfie(made: dict[str, Any], chance: random.Random) -> dict[str, Any]:
    name = f"self_{made['id']}"[:40]
    stored = {"sha256": "0" * 64, "blob": f"selfie/{name}", "width": 1200, "height": 1600, "warnings": []}
    return {"id": name, "verification_id": made["id"], "capture_method": chance.choice(("camera", "upload")), **stored}


def _challenge(made: dict[str, Any], chance: random.Random) -> dict[str, Any]:
    reason = chance.choice(("passed", "passed", "moves_not_followed"))
    sent = {"opened_at": made["created_at"], "received_at": made["submitted_at"], "reason": reason}
    asked = {"number": 1, "nonce_digest": "0" * 64, "moves": ["left"], "capture_s": 20.0}
    return {"id": f"chal_{made['id']}"[:40], "verification_id": made["id"], **asked, **sent}


def _vote(made: dict[str, Any], state: State, who: int) -> dict[str, Any]:
    said = {"outcome": state.value, "reason": "confirmed_by_reviewer", "four_eyes": True, "version": 5}
    moments = {"at": made["submitted_at"], "due_at": made["submitted_at"], "made_at": made["submitted_at"]}
    return {"verification_id": made["id"], "staff_id": who, **said, **moments}

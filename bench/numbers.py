"""`python -m bench numbers [--verifications N]`: what the numbers page asks of the database, in CPU milliseconds.

N verifications of 90 days, with documents, selfies, refused photos and decisions, rows as large as real ones, written
in bulk to an embedded database in a folder that goes afterwards; then the page's figures of all 90 days are made anew
several times. What is told is the median of each part.
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
from kyc.models import Base, Decision, Partner, Profile, RefusedUpload, Selfie, Verification, transaction
from kyc.models.base import prepare_sqlite
from kyc.services.numbers import groups
from kyc.services.numbers_agreement import agreements
from kyc.services.numbers_cohort import Scope
from kyc.services.numbers_steps import movements

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
    """CPU milliseconds of each part of the page and of all together, how large the database is, memory."""
    engine = sa.create_engine(f"sqlite:///{folder / 'bench.db'}")
    prepare_sqlite(engine, "NORMAL")
    Base.metadata.create_all(engine)
    with Session(engine) as session:
        filled(session, number)
    scope, spent = Scope(NOW, DAYS), {name: list[float]() for name in PARTS}
    for _ in range(RUNS):
        with Session(engine) as session:
            for name, part in PARTS.items():
                started = time.process_time()
                part(session, scope)
                spent[name].append(1000 * (time.process_time() - started))
    engine.dispose()
    size = sum(path.stat().st_size for path in folder.glob("bench.db*"))
    parts = {name: quantile(times, 0.5, 1) for name, times in spent.items()}
    told = {"cpu_ms": round(sum(parts.values()), 1), "parts_cpu_ms": parts}
    return {"verifications": number, **told, "database_mb": round(size / 1e6, 1), "rss_mb": peak_mb()}


def filled(session: Session, number: int) -> None:
    """Everybody's rows, the same at every run."""
    with transaction(session):
        session.add(Partner(id="ptn", name="Bench", sealed_webhook_secret=b"-"))
    people = _people(number)
    while batch := list(islice(people, BATCH)):
        with transaction(session):
            for table in (Profile, Verification, Selfie, RefusedUpload, Decision):
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
    if state not in (State.CREATED, State.DOCUMENTS_UPLOADED):
        kept = {"sha256": "0" * 64, "blob": f"selfie/{place}", "width": 1000, "height": 1300, "warnings": []}
        way = chance.choice(("camera", "camera", "upload", "api"))
        rows[Selfie] = [{"id": f"self_{place}", "verification_id": made["id"], "capture_method": way, **kept}]
    if chance.random() < 0.2:
        refused = {"item": "document.front", "sha256": "0" * 64, "reason": "image_blurry"}
        rows[RefusedUpload] = [{"verification_id": made["id"], **refused}]
    if made["submitted_at"]:
        rows[Decision] = _decisions(made, state, seen=chance.random() < 0.2)
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

"""`python -m bench desk [--open N] [--decided M] [--database sqlite|postgresql]`: the cost of the queue's pages.

N open cases and M decided ones, with readings as large as real ones, reasons, flags, tags and notes; the oldest third
of the open ones is assigned to others, one in fifty is claimed, one in a hundred is with the leads. They are written in
bulk to a temporary database. A lead then opens each page through the whole application, template included; the medians
of this process's CPU and of wall-clock time are reported in milliseconds, for with PostgreSQL the server works beside
it.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from bench._figures import peak_mb, quantile
from kyc.app import create_app
from kyc.config import load
from kyc.domain.lifecycle import State
from kyc.models import (
    DEFAULT_PARTNER,
    CaseAssignment,
    CaseClaim,
    CaseEscalation,
    CaseNote,
    CaseRuling,
    CaseTag,
    CaseTagging,
    Decision,
    Partner,
    Profile,
    ProfileFlag,
    SavedView,
    StaffUser,
    Verification,
    db,
    transaction,
    utcnow,
)
from kyc.services.desk import case_queue
from tests.api.staff import people
from tests.databases import Postgres, Sqlite

RUNS, BATCH, COLLEAGUES = 7, 2000, 8
BAR_MS = 100
READING = {f"field_{number}": {"value": "X" * 40, "source": "zone", "clear": True} for number in range(24)}
REASONS = ("face_uncertain", "mrz_invalid", "image_blurry", "sanctions_possible_match", "document_expired")
TABLES = (
    Profile,
    Verification,
    Decision,
    CaseAssignment,
    CaseClaim,
    CaseEscalation,
    CaseNote,
    CaseRuling,
    CaseTagging,
    ProfileFlag,
)
PAGES = {
    "first page": "",
    "by reason": "reason=mrz_invalid",
    "by a rare reason": "reason=document_expired&age=7d",
    "by age": "age=7d",
    "by partner and mode": "partner=ptn_bench&mode=live",
    "mine": "assignee=me",
    "nobody's": "assignee=nobody",
    "a colleague's": "assignee=2",
    "in hand": "holder=nobody",
    "by tag": "tag=1",
    "with a flag": "flag=open",
    "all at once": "reason=mrz_invalid&age=1d&partner=ptn_bench&mode=live&assignee=nobody&holder=nobody&tag=1",
    "with the leads": "escalated=yes",
    "approved": "status=approved",
    "approved by reason": "status=approved&reason=document_expired",
}
Rows = dict[Any, list[dict[str, Any]]]


def main(argv: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="python -m bench desk", description=__doc__)
    parser.add_argument("--open", type=int, default=10_000)
    parser.add_argument("--decided", type=int, default=50_000)
    parser.add_argument("--database", choices=["sqlite", "postgresql"], default="sqlite")
    given = parser.parse_args(argv)
    with tempfile.TemporaryDirectory() as folder:
        result = measured(Path(folder), given.database, given.open, given.decided)
    for name, (cpu, clock) in result["ms"].items():
        print(f"{name:24} {cpu:7.1f} ms CPU {clock:7.1f} ms{'  above the bar' if cpu > BAR_MS else ''}")
    print(json.dumps(result))


def measured(folder: Path, database: str, waiting: int, decided: int, runs: int = RUNS) -> dict[str, Any]:
    """CPU and wall-clock milliseconds per page; the number of cases, and memory."""
    with (Postgres if database == "postgresql" else Sqlite)(folder) as server:
        address = {"instance_dir": folder / "instance", "database_url": server.copy(), "log_level": "WARNING"}
        app = create_app(load(_env_file=None, **address))
        with app.app_context():
            lead = people.colleague(app, db.session(), "lead")
            names = filled(db.session(), waiting, decided)
            db.session.remove()
        client = people.signed_in(app.test_client(), lead)
        spent = {name: _spent(ask, runs) for name, ask in _asked(client, names).items()}
        with app.app_context():
            db.engine.dispose()
    return {"database": database, "open": waiting, "decided": decided, "ms": spent, "rss_mb": peak_mb()}


def _asked(client: FlaskClient, names: list[str]) -> dict[str, Callable[[], Any]]:
    """Every page by its name; `names` are the sessions, oldest first."""
    middle = case_queue.PAGE * (len(names) // 2 // case_queue.PAGE)
    deep = {"a deep page": f"after={_moment(middle, len(names))}_{names[middle]}"}
    words = {"by session id": f"text={names[middle]}", "by reference": f"text=cust_{middle}", "by nothing": "text=no"}
    asked = {name: _opening(client, f"/staff/?{query}") for name, query in {**PAGES, **deep, **words}.items()}
    token = re.search(r'name="csrf_token" value="([^"]+)"', client.get("/staff/").get_data(as_text=True))
    assert token
    asked["next case"] = lambda: client.post("/staff/next", data={"csrf_token": token[1]})
    return asked


def _opening(client: FlaskClient, path: str) -> Callable[[], Any]:
    return lambda: client.get(path)


def _spent(ask: Callable[[], Any], runs: int) -> tuple[float, float]:
    """CPU and wall-clock milliseconds, the median of several; the first one, which compiles a template, is left out."""
    answers = []
    for _ in range(runs + 1):
        began, clock = time.process_time(), time.perf_counter()
        status = ask().status_code
        answers.append((1000 * (time.process_time() - began), 1000 * (time.perf_counter() - clock)))
        if status not in (200, 302):
            raise RuntimeError(f"the page answered {status}")
    cpu, passed = zip(*answers[1:], strict=True)
    return quantile(cpu, 0.5, 1), quantile(passed, 0.5, 1)


def filled(session: Session, waiting: int, decided: int) -> list[str]:
    """The waiting sessions, oldest first; the same cases at every run, except for the times."""
    with transaction(session):
        session.add(Partner(id="ptn_bench", name="Bench", sealed_webhook_secret=b"-"))
        session.add_all(StaffUser(email=f"{who}@bench", fs_uniquifier=str(who)) for who in range(COLLEAGUES))
        session.add_all(CaseTag(name=f"Tag {number}", colour="blue") for number in range(6))
        session.flush()
        session.add_all(
            SavedView(staff_id=1, name=name, filters=dict(part.split("=") for part in PAGES[name].split("&")))
            for name in ("by reason", "mine", "nobody's", "by tag", "with a flag", "by partner and mode")
        )
    chance, made = random.Random(7), _cases(waiting, decided)
    while batch := [_rows(*case, chance, waiting) for case in islice(made, BATCH)]:
        with transaction(session):
            for table in TABLES:
                if rows := [row for case in batch for row in case.get(table, ())]:
                    session.execute(sa.insert(table), rows)
    return [f"sess_{place:026d}" for place in range(waiting)]


def _cases(waiting: int, decided: int) -> Iterator[tuple[int, State]]:
    yield from ((place, State.MANUAL_REVIEW) for place in range(waiting))
    yield from ((waiting + place, State.REJECTED if place % 8 == 0 else State.APPROVED) for place in range(decided))


def _rows(place: int, state: State, chance: random.Random, waiting: int) -> Rows:
    """One case with all its rows."""
    owner = {"id": f"p{place:014d}", "partner_id": chance.choice((DEFAULT_PARTNER, "ptn_bench")), "mode": "live"}
    name, at = f"sess_{place:026d}", utcnow() - timedelta(days=15) + timedelta(days=15) * (place / (waiting + 1) % 1)
    mine = {"verification_id": name, "staff_id": 2 + chance.randrange(COLLEAGUES), "at": at}
    rows: Rows = {Profile: [owner], Verification: [_verification(name, owner, state, at, place)]}
    reasons = chance.sample(REASONS, 2) if chance.random() < 0.95 else ["consent_declined"]
    rows[Decision] = [_decision(name, State.MANUAL_REVIEW, reasons)]
    if chance.random() < 0.1:
        rows[CaseTagging] = [{**mine, "tag_id": 1 + chance.randrange(6)}]
    if chance.random() < 0.02:
        rows[ProfileFlag] = [_flag(name, owner["id"])]
    if state is not State.MANUAL_REVIEW:
        rows[Decision].append(_decision(name, state, ["confirmed_by_reviewer"]))
        rows[CaseRuling] = [_ruling(mine, state, at)]
        return rows
    rows[CaseNote] = [{**mine, "text": "He moved house. " * 8}]
    if place < waiting / 3:
        rows[CaseAssignment] = [{**mine, "by_id": 1}]
    if chance.random() < 0.02:
        rows[CaseClaim] = [{**mine, "until": utcnow() + timedelta(minutes=15)}]
    elif chance.random() < 0.01:
        rows[CaseEscalation] = [{**mine, "reason": "faces_unclear", "note": ""}]
    return rows


def _verification(name: str, owner: dict[str, Any], state: State, at: datetime, place: int) -> dict[str, Any]:
    return {
        "id": name,
        "profile_id": owner["id"],
        "partner_id": owner["partner_id"],
        "mode": "live",
        "state": state,
        "client_reference_id": f"cust_{place}",
        "document_type": "passport",
        "issuing_country": "DEU",
        "extracted": {"full_name": "JANE DOE", "document_number": "AB1234567"},
        "reading": READING,
        "created_at": at,
        "expires_at": at + timedelta(days=1),
        "submitted_at": at,
        "decided_at": None if state is State.MANUAL_REVIEW else at + timedelta(hours=1),
    }


def _decision(name: str, outcome: State, reasons: list[str]) -> dict[str, Any]:
    said = {"rule": "unclear", "policy": "2", "reasons": reasons, "actor": "policy"}
    return {"verification_id": name, "outcome": outcome.value, **said}


def _ruling(mine: dict[str, Any], state: State, at: datetime) -> dict[str, Any]:
    """Every fourth is by the lead who opens the pages."""
    who = {**mine, "staff_id": 1} if mine["staff_id"] < 4 else mine
    said = {"outcome": state.value, "reason": "confirmed_by_reviewer", "four_eyes": False, "version": 1}
    return {**who, **said, "due_at": at, "made_at": at}


def _flag(name: str, owner: str) -> dict[str, Any]:
    raised = {"check_name": "sanctions_screening", "fingerprint": "f" * 64, "score": 0.9, "match": {}, "lists": []}
    return {"id": f"flag_{name}"[:40], "profile_id": owner, "verification_id": name, "mode": "live", **raised}


def _moment(place: int, waiting: int) -> int:
    """A case's place in the queue, in milliseconds, as in its URL."""
    at = utcnow() - timedelta(days=15) + timedelta(days=15) * (place / (waiting + 1) % 1)
    return round(at.timestamp() * 1000)

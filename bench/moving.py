"""Importing from PocketBase: records per CPU-second and peak memory, and how long a second run takes."""

from __future__ import annotations

import argparse
import json
import resource
import sqlite3
import tempfile
import time
from contextlib import closing
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy.orm import Session

from bench.peers.pocketbase import IDENTITY, PASSWORD, PocketBase
from kyc.adapters.pocketbase import Access, Client, Names, Server, of_server, snapshot
from kyc.app import create_app
from kyc.cli import database
from kyc.cli.moving import Run
from kyc.config import load
from kyc.domain.moving import OldRecords, Words
from kyc.models import DEFAULT_PARTNER, db
from kyc.services.moving.importing import Owner

STORIES = ((), ("pending_review",), ("pending_review", "approved"), ("pending_review", "rejected"))
STORED = ("unverified", "unverified", "verified", "rejected")


def main(words: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="python -m bench moving")
    parser.add_argument("--records", type=int, default=20_000)
    given = parser.parse_args(words)
    with tempfile.TemporaryDirectory() as kept:
        figures = measure(Path(kept), given.records)
    for name, one in figures.items():
        print(f"{name:12}{one['records_per_cpu_s']:9.0f} records/CPU-s{one['peak_mb']:9.0f} MB")
    print(json.dumps(figures))


def measure(folder: Path, records: int) -> dict[str, dict[str, float]]:
    """The database file, the file again with nothing new, and the server, whose records are all here already."""
    app = create_app(load(_env_file=None, instance_dir=folder / "instance", log_level="WARNING"))
    figures = {}
    with app.app_context(), PocketBase(folder / "pb_data") as old:
        database.prepare(app)
        fill(old, records)
        for name in ("file", "file again"):
            with snapshot(old.folder, Names(), folder) as source:
                figures[name] = _run(app, db.session(), source, records)
        server = Server(Client(Access(old.url, IDENTITY, PASSWORD)), Names())
        started, cpu = time.monotonic(), time.process_time()
        with of_server(server, Names(), folder) as source:
            copying = time.process_time() - cpu
            figures["server again"] = _run(app, db.session(), source, records, copying, time.monotonic() - started)
    return figures


def _run(
    app: Flask, session: Session, source: OldRecords, records: int, copying_cpu: float = 0, copying: float = 0
) -> dict[str, float]:
    started, cpu = time.monotonic() - copying, time.process_time() - copying_cpu
    Run(source, Owner(DEFAULT_PARTNER, "live"), Words(), app.config["TOOLS"]).all(session, lambda found: None)
    return {
        "records_per_cpu_s": round(records / (time.process_time() - cpu), 1),
        "seconds": round(time.monotonic() - started, 1),
        "peak_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1),
    }


def fill(old: PocketBase, records: int) -> None:
    """Write records and histories straight into the file of a stopped server: by REST it takes an hour."""
    old.stop()
    with closing(sqlite3.connect(old.folder / "data.db")) as opened:
        opened.executemany(
            f"insert into {old.profiles} (id, name, document_type, document_number, nationality, verification_status,"
            " created, updated) values (?, ?, 'passport', ?, 'SG', ?, ?, ?)",
            (_record(number) for number in range(records)),
        )
        opened.executemany(
            f"insert into {old.history} (id, profile, status, created, updated) values (?, ?, ?, ?, ?)",
            (entry for number in range(records) for entry in _entries(number)),
        )
        opened.commit()
    old.start()


def _record(number: int) -> tuple[Any, ...]:
    at = _moment(number, 0)
    return f"r{number:014d}", f"Person {number}", f"N{number:07d}", STORED[number % len(STORED)], at, at


def _entries(number: int) -> list[tuple[str, ...]]:
    story = STORIES[number % len(STORIES)]
    moments = [_moment(number, turn + 1) for turn in range(len(story))]
    return [
        (f"h{turn}{number:013d}", f"r{number:014d}", word, at, at)
        for turn, (word, at) in enumerate(zip(story, moments, strict=True))
    ]


def _moment(number: int, hour: int) -> str:
    minute, second = divmod(number % 3600, 60)
    return f"2025-{1 + number % 12:02d}-{1 + number % 28:02d} {hour:02d}:{minute:02d}:{second:02d}.000Z"

"""Approved and waiting people whose screening found what a test chooses, and lists to find them on."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import update
from sqlalchemy.orm import Session

from kyc.adapters.screening.entity import BirthDate, Entity
from kyc.adapters.screening.lists import ListSource
from kyc.adapters.screening.loading import load_sources
from kyc.checks.screening import match_json
from kyc.domain.check import Result
from kyc.domain.evidence import Match
from kyc.domain.screening import Person
from kyc.models import Verification, utcnow
from kyc.services.examining import pipeline
from tests import make

JOHN = Person("JOHN DOE", date(1990, 1, 15), ("GBR",), "AB1234567")
MATCH = Match(
    "house-1",
    "House list",
    "Jon Doe",
    0.91,
    {"name": 0.95, "birth_date": 1.0},
    programmes=("HOUSE",),
    aliases=("Johnny Doe",),
    birth_dates=("1990-01-15",),
    countries=("GBR",),
    source_url="https://lists.example/house-1",
    fingerprint="a" * 32,
)
LISTED = Entity("house-1", "person", "Jon Doe", ("Johnny Doe",), (), (BirthDate("1990-01-15"),), ("GBR",), ("HOUSE",))
OTHER = Entity("house-2", "person", "Olga Otherovic")


def breakdown(*matches: Match, person: Person = JOHN, **lists: str) -> dict[str, Any]:
    """A screening's breakdown, of lists by name and version; those of `loaded` by default."""
    versions = lists or {"List": "v1"}
    return {
        "review_at": 0.7,
        "query": {
            "name": person.name,
            "birth_date": person.birth_date.isoformat() if person.birth_date else None,
            "countries": list(person.countries),
            "document_number": person.document_number,
        },
        "matches": [match_json(match) for match in matches],
        "lists": [
            {"name": name, "date": "2026-11-01", "entities": 2, "version": version, "sample": False}
            for name, version in versions.items()
        ],
    }


def concluded(
    session: Session, kept: dict[str, Any] | None, mode: str = "live", *, approved: bool = True, **options: Any
) -> Verification:
    """A verification that was approved, or waits for a reviewer because of its screening."""
    made = make.submitted(session, mode, **options)
    pipeline.begin(session, made.id)
    found = make.examination() if approved else make.examination(sanctions_screening=Result.HIT)
    results = [
        replace(one, breakdown=kept) if kept is not None and one.name == "sanctions_screening" else one
        for one in found.results
    ]
    pipeline.conclude(session, made.id, replace(found, results=tuple(results)))
    session.flush()
    return made


def decided(session: Session, made: Verification, ago: timedelta = timedelta(hours=1)) -> datetime:
    """Date the approval back, beyond the settling time."""
    moment = utcnow() - ago
    session.execute(update(Verification).where(Verification.id == made.id).values(decided_at=moment))
    session.expire(made)
    return moment


def loaded(directory: Path, version: str, *entities: Entity, sample: bool = False) -> None:
    """Put these into use as the sanctions list."""
    source = ListSource("List", "sanctions", "2026-11-01", version, entities, sample)
    load_sources(directory, [source], allow_shrunken=True)

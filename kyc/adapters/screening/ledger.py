"""What is known about each source of lists between updates, in one small file beside the indexes."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from kyc.adapters.screening.fetch import Stamp

_FILE = "sources.json"
Taken = tuple[str, str, str]
"""Kind, name and version of a list from a source."""


@dataclass(frozen=True, slots=True)
class Record:
    """A source: its files as last accepted, the lists from them, when it was last checked, and any problem since."""

    kind: str | None = None
    stamps: Mapping[str, Stamp] = field(default_factory=dict)
    lists: tuple[Taken, ...] = ()
    confirmed_at: datetime | None = None
    problem: str = ""
    problem_at: datetime | None = None


def read(directory: Path) -> dict[str, Record]:
    """Records by the source's name; empty if there is no readable file, so that everything is fetched."""
    try:
        raw: dict[str, dict[str, Any]] = json.loads((directory / _FILE).read_text(encoding="utf-8"))
        return {name: _record(one) for name, one in raw.items()}
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return {}


def write(directory: Path, records: Mapping[str, Record]) -> None:
    """Replace the file atomically, by a rename."""
    draft = directory / f"{_FILE}.new"
    text = json.dumps({name: asdict(one) for name, one in records.items()}, default=datetime.isoformat, indent=1)
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)  # a URL may contain a token
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(directory / _FILE)


def _record(raw: dict[str, Any]) -> Record:
    return Record(
        kind=raw["kind"],
        stamps={url: Stamp(**stamp) for url, stamp in raw["stamps"].items()},
        lists=tuple((str(kind), str(name), str(version)) for kind, name, version in raw["lists"]),
        confirmed_at=_moment(raw["confirmed_at"]),
        problem=str(raw["problem"]),
        problem_at=_moment(raw["problem_at"]),
    )


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None

"""Dates from unchecked text, and timestamps as both APIs print them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import overload


def iso_date(text: str) -> date | None:
    """The date of an ISO 8601 text; None for anything else, so that a misreading stops nothing else."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


@overload
def stamp(moment: datetime) -> str: ...
@overload
def stamp(moment: None) -> None: ...
def stamp(moment: datetime | None) -> str | None:
    """A timestamp as both APIs print it: UTC with milliseconds and Z; None where there is none."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z") if moment else None

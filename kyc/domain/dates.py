"""Dates out of texts that nobody has checked, and moments as both APIs print them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import overload


def iso_date(text: str) -> date | None:
    """The date of an ISO 8601 text; None for what is no date, so that a misreading stops nothing else."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


@overload
def stamp(moment: datetime) -> str: ...
@overload
def stamp(moment: None) -> None: ...
def stamp(moment: datetime | None) -> str | None:
    """A moment as both APIs print it: UTC with milliseconds and Z; null where there is none."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z") if moment else None

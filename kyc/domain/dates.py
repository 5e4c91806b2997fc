"""Dates out of texts that nobody has checked."""

from __future__ import annotations

from datetime import date


def iso_date(text: str) -> date | None:
    """The date of an ISO 8601 text; None for what is no date, so that a misreading stops nothing else."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None

"""The person to screen, a reviewer's verdict on a match, and when two screenings are of the same person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Person:
    """The person to screen: what is known of their name, birth date, countries and document."""

    name: str
    birth_date: date | None = None
    countries: tuple[str, ...] = ()
    document_number: str | None = None

    @property
    def identity(self) -> str:
        """What must be unchanged for a verdict to hold: the name, ignoring case and spacing, and the birth date."""
        born = self.birth_date.isoformat() if self.birth_date else ""
        return f"{' '.join(self.name.casefold().split())}|{born}"


class MatchVerdict(StrEnum):
    """What a reviewer says of a match: it is this person, or somebody else."""

    TRUE_MATCH = "true_match"
    FALSE_POSITIVE = "false_positive"


@dataclass(frozen=True, slots=True)
class Dismissal:
    """A reviewer's verdict that a listed entity is somebody else: whose it was (the account's id) and when."""

    by: str
    at: datetime

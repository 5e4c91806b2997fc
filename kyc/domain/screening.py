"""Whom the lists are asked for, what a reviewer said of a match, and when two screenings are of the same person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Person:
    """Whom to screen: what is known of the name, the birth date, the countries and the document."""

    name: str
    birth_date: date | None = None
    countries: tuple[str, ...] = ()
    document_number: str | None = None

    @property
    def identity(self) -> str:
        """What has to stay the same for a verdict to hold: the name in any case and spacing, and the birth date."""
        born = self.birth_date.isoformat() if self.birth_date else ""
        return f"{' '.join(self.name.casefold().split())}|{born}"


class MatchVerdict(StrEnum):
    """What a reviewer says of a match: it is this person, or somebody else."""

    TRUE_MATCH = "true_match"
    FALSE_POSITIVE = "false_positive"


@dataclass(frozen=True, slots=True)
class Dismissal:
    """A reviewer's word that a listed entity is somebody else: who said so (the account's id) and when."""

    by: str
    at: datetime

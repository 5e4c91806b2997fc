"""Who the partner says the person is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Applicant:
    """What was declared before anything was read; all of it optional, what is given is compared."""

    name: str | None = None
    document_type: str | None = None
    document_number: str | None = None
    nationality: str | None = None
    date_of_birth: date | None = None


def number_key(number: str) -> str:
    """A document number as it is compared: letters and digits only, upper case."""
    return "".join(char for char in number.upper() if char.isalnum())

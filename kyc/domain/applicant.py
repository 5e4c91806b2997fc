"""The person as the partner declares them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Applicant:
    """What the partner declared; every field is optional, and those given are compared with the document."""

    name: str | None = None
    document_type: str | None = None
    document_number: str | None = None
    nationality: str | None = None
    date_of_birth: date | None = None


def number_key(number: str) -> str:
    """A document number in the form used for comparing: letters and digits only, upper case."""
    return "".join(char for char in number.upper() if char.isalnum())

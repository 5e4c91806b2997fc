"""Reading of values in both formats of the EU's consolidated list of financial sanctions (FSF)."""

from __future__ import annotations

from kyc.adapters.screening.entity import Schema
from kyc.adapters.screening.lists.draft import Draft

NAME = "EU Financial Sanctions"
_PERSON = frozenset({"P", "person"})
# Some birth dates are given also (or only) in the Islamic calendar, whose year 1343 is not the Gregorian one.
_CALENDARS = frozenset({"", "GREGORIAN"})


def draft(number: str, *subject: str) -> Draft:
    """An empty entry; `subject` are the list's words and codes for its kind."""
    schema: Schema = "person" if _PERSON.intersection(subject) else "organisation"
    return Draft(f"eu_fsf-{number}", schema)


def full_name(whole: str, *parts: str) -> str:
    """The whole name, or if it is not given, first, middle and last name together."""
    return whole.strip() or " ".join(part.strip() for part in parts if part.strip())


def is_weak(remark: str, strong: str = "") -> bool:
    """Whether the list itself calls a name weak: by `strong="false"` in the XML, or as "low quality" in remarks."""
    return strong == "false" or "low quality" in remark.lower()


def birth_date(day: str, year: str, month: str, years: tuple[str, str], calendar: str, circa: str) -> str:
    """A birth date as text: the day, else month and year, else the year or range of years; empty if there is none."""
    if calendar.upper() not in _CALENDARS:
        return ""
    # A range with one end ("by 1980") is too vague to compare with.
    span = " to ".join(years) if all(years) else ""
    dated = f"{year}-{month.zfill(2)}" if year and month else year
    said = day or dated or span
    return f"circa {said}" if said and circa == "true" else said


def country_name(code: str, description: str) -> str:
    """The code, or the name if the list has no code; "00" means "unknown"."""
    return code if code not in ("", "00") else ("" if description == "UNKNOWN" else description)

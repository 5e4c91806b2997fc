"""Birth dates as lists write them: exact, to the month, to the year, "circa", and ranges of years."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

from kyc.adapters.screening.entity import BirthDate

_NAMES = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTHS = {name: number for number, name in enumerate(_NAMES, 1)}
_ISO = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?(?:T.*)?$")
_WORDED = re.compile(r"(?:(\d{1,2}) )?([A-Za-z]{3})[a-z]* (\d{4})$")
_RANGE = re.compile(r"(?:.*\b)?(\d{4})\s*(?:to|-)\s*(?:.*\b)?(\d{4})$")
_CIRCA = re.compile(r"^(?:circa|approximately|c\.)\s+", re.IGNORECASE)
# A wider range is too vague to compare with.
_WIDEST_RANGE = 10
# By how many years "circa" may be off.
CIRCA_YEARS = 2


def birth_dates(text: str) -> tuple[BirthDate, ...]:
    """Every date that the text may mean; empty if it is no date."""
    bare = _CIRCA.sub("", text.strip())
    approximate = bare != text.strip()
    single = _iso(bare) or _worded(bare)
    if single:
        return (BirthDate(single, approximate),)
    span = _RANGE.match(bare)
    return years_between(int(span[1]), int(span[2]), approximate) if span else ()


def years_between(first: int, last: int, approximate: bool = False) -> tuple[BirthDate, ...]:
    """Each year of a range of up to ten; empty for a wider or reversed one."""
    if not 0 <= last - first <= _WIDEST_RANGE:
        return ()
    return tuple(BirthDate(f"{year:04}", approximate) for year in range(first, last + 1))


def birth_years(dates: Iterable[BirthDate]) -> tuple[int, int]:
    """The first and the last year in which somebody may have been born; 0 and 0 if unknown."""
    spans = [(one.year - slack, one.year + slack) for one in dates for slack in [CIRCA_YEARS * one.approximate]]
    return (min(first for first, _ in spans), max(last for _, last in spans)) if spans else (0, 0)


def _iso(text: str) -> str | None:
    found = _ISO.match(text)
    return _checked(found[1], found[2], found[3]) if found else None


def _worded(text: str) -> str | None:
    """ "03 May 1938" or "May 1938"."""
    found = _WORDED.match(text)
    month = _MONTHS.get(found[2].lower()) if found else None
    if not found or not month:
        return None
    return _checked(found[3], f"{month:02}", f"{int(found[1]):02}" if found[1] else None)


def _checked(year: str, month: str | None, day: str | None) -> str | None:
    """The parts as ISO 8601, or None if there is no such day."""
    try:
        date(int(year), int(month or 1), int(day or 1))
    except ValueError:
        return None
    return "-".join(part for part in (year, month, day) if part)

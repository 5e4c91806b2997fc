"""From a printed text to the value of a field, or None where the text is no such value."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

from kyc.adapters.documents.dates import dates_in, run_together
from kyc.adapters.documents.labels import is_label
from kyc.adapters.documents.words import plain
from kyc.domain.mrz import birth_date, expiry_date

# Where a name stands in print it is in letters, with the signs that names have.
_NAME = re.compile(r"[^\W\d_]+(?:[ '’.,-]+[^\W\d_]+)*\.?")
_FORMS_OF_ADDRESS = re.compile(r"^(?:MR|MRS|MS|MISS|DR)\.?\s+(?=\S)", re.IGNORECASE)

Parse = Callable[[str], str | None]


def name(text: str) -> str | None:
    """The words of a name in capitals, as they are printed ("MÜLLER"); no label, and no form of address before it."""
    words = _FORMS_OF_ADDRESS.sub("", text.strip(" :.,"))
    plausible = _NAME.fullmatch(words) and not is_label(words) and len(words) > 1
    return " ".join(words.upper().split()) if plausible else None


def surname(text: str) -> str | None:
    """As a name; what follows a comma are the given names ("CRITTENDEN, LEE W.")."""
    return name(text.partition(",")[0])


def number(text: str) -> str | None:
    """The longest word of 5 to 18 letters and digits that has at least two digits and is no date."""
    if dates_in(text):
        return None
    words = re.findall(r"(?<![A-Z0-9])[A-Z0-9]{5,18}(?![A-Z0-9])", plain(text).replace("-", ""))
    numbers = [word for word in words if sum(char.isdigit() for char in word) >= 2]
    return max(numbers, key=len, default=None)


def sex(text: str) -> str | None:
    words = re.findall(r"[A-Z]+", plain(text))
    found = [word[0] for word in words if word in ("M", "F", "X", "MALE", "FEMALE")]
    return found[0] if len(found) == 1 else None


def day(text: str, today: date, century: Callable[[str, date], date | None], *, month_first: bool) -> str | None:
    """The date, ISO 8601, of a text that has exactly one reading of it; "01/02/2030" has two outside America.

    Eight figures without any sign between them count here alone, because here a label says that they are a date.
    """
    found = dates_in(text, month_first=month_first) or run_together(text, month_first=month_first)
    days = {known for one in found if (known := century(one, today))}
    return days.pop().isoformat() if len(days) == 1 else None


def parsers(today: date, *, month_first: bool) -> dict[str, Parse]:
    """How the text of each field is read, by the field's name."""
    centuries = {"birth_date": birth_date, "expiry_date": expiry_date, "issue_date": expiry_date}

    def dated(century: Callable[[str, date], date | None]) -> Parse:
        return lambda text: day(text, today, century, month_first=month_first)

    plain_ones: dict[str, Parse] = {"surname": surname, "given_names": name, "document_number": number}
    return plain_ones | {field: dated(century) for field, century in centuries.items()} | {"sex": sex}

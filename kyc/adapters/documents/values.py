"""The value of a field from its printed text, or None where the text is no such value."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

from kyc.adapters.documents.dates import dates_in, run_together
from kyc.adapters.documents.labels import is_label
from kyc.adapters.documents.words import plain
from kyc.domain.mrz import birth_date, expiry_date

# A printed name consists of letters and the punctuation that names have.
_NAME = re.compile(r"[^\W\d_]+(?:[ '’.,-]+[^\W\d_]+)*\.?")
_FORMS_OF_ADDRESS = re.compile(r"^(?:MR|MRS|MS|MISS|DR)\.?\s+(?=\S)", re.IGNORECASE)

Parse = Callable[[str], str | None]


def name(text: str) -> str | None:
    """The words of a name in capitals, as printed ("MÜLLER"), without a form of address; None for a label."""
    words = _FORMS_OF_ADDRESS.sub("", text.strip(" :.,"))
    plausible = _NAME.fullmatch(words) and not is_label(words) and len(words) > 1
    return " ".join(words.upper().split()) if plausible else None


def surname(text: str) -> str | None:
    """As `name`, but only up to a comma, after which the given names follow ("CRITTENDEN, LEE W.")."""
    return name(text.partition(",")[0])


def number(text: str) -> str | None:
    """The longest word of 5 to 18 letters and digits with at least two digits that is no date."""
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
    """The date (ISO 8601) of a text that has exactly one reading; "01/02/2030" has two outside the United States.

    Eight digits without a separator count only here, where a label says that they are a date.
    """
    found = dates_in(text, month_first=month_first) or run_together(text, month_first=month_first)
    days = {known for one in found if (known := century(one, today))}
    return days.pop().isoformat() if len(days) == 1 else None


def parsers(today: date, *, month_first: bool) -> dict[str, Parse]:
    """The parser for the text of each field, by the field's name."""
    centuries = {"birth_date": birth_date, "expiry_date": expiry_date, "issue_date": expiry_date}

    def dated(century: Callable[[str, date], date | None]) -> Parse:
        return lambda text: day(text, today, century, month_first=month_first)

    plain_ones: dict[str, Parse] = {"surname": surname, "given_names": name, "document_number": number}
    return plain_ones | {field: dated(century) for field, century in centuries.items()} | {"sex": sex}

"""North American licences: what their barcode says, by the AAMVA DL/ID Card Design Standard (2020), annex D."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from kyc.domain.documents import DocumentType

# The largest PDF417 symbol holds 1,850 characters of text or 2,710 digits (ISO/IEC 15438); no element is that long.
_LONGEST, _LONGEST_VALUE = 3_000, 200

# Annex D.12.3: compliance indicator, three separators, file type, issuer, version, jurisdiction's version (not in
# version 1), number of subfiles, and for each of them its type, offset and length. Real offsets are often wrong.
_HEADER = re.compile(
    r"@[\n\r\x1c-\x1f]{0,6}(?:ANSI |AAMVA)[0-9]{6}([0-9]{2})(?:[0-9]{2})?[0-9]{2}(?:[A-Z]{2}[0-9]{8}){1,10}"
)
_ELEMENT = re.compile(r"([A-Z]{3})(.*)")
_KINDS = {"DL": DocumentType.DRIVER_LICENSE, "ID": DocumentType.ID_CARD}

# The words for "none" and "unknown" (annex D.12.5).
_NOTHING = frozenset({"", "NONE", "UNAVL", "UNAVAIL", "N/A"})
_SEXES = {"1": "M", "2": "F", "9": "X", "M": "M", "F": "F", "X": "X"}
_CANADA = frozenset({"AB", "BC", "MB", "NB", "NL", "NS", "NT", "NU", "ON", "PE", "QC", "SK", "YT"})


@dataclass(frozen=True, slots=True)
class Licence:
    """What a licence says; empty text or None where it says nothing. `issuer` is alpha-3.

    `truncated` names the fields (surname, given_names) that the issuer truncated to fit.
    """

    kind: DocumentType
    version: int
    number: str
    surname: str
    given_names: str
    birth_date: date | None
    expiry_date: date | None
    issue_date: date | None
    sex: str
    issuer: str
    truncated: frozenset[str] = frozenset()


def parse(text: str) -> Licence | None:
    """The licence in a barcode's text; None where it is not one, is too long, or has no number. Never raises."""
    if len(text) > _LONGEST:
        return None
    header = _HEADER.match(text)
    if header is None:
        return None
    kind, elements = _elements(text[header.end() :])
    number = elements.get("DAQ", "").upper()
    if kind is None or not re.fullmatch(r"[A-Z0-9][A-Z0-9 *-]{0,24}", number):
        return None
    return Licence(
        kind=kind,
        version=int(header[1]),
        number=number,
        surname=_surname(elements),
        given_names=_given_names(elements),
        birth_date=_day(elements.get("DBB", "")),
        expiry_date=_day(elements.get("DBA", "")),
        issue_date=_day(elements.get("DBD", "")),
        sex=_SEXES.get(elements.get("DBC", "").upper(), ""),
        issuer=_issuer(elements),
        truncated=frozenset(_truncated(elements)),
    )


def _elements(body: str) -> tuple[DocumentType | None, Mapping[str, str]]:
    """The kind of the card, and every element by its identifier; the first occurrence of each counts.

    An identifier counts only at the beginning of a line: "DAQ" may be part of an address.
    """
    kind: DocumentType | None = None
    found: dict[str, str] = {}
    for line in re.split(r"[\n\r\x1c-\x1f]+", body):
        # The first element of a subfile follows directly on the subfile's type ("DLDAQ…").
        if kind is None and line[:2] in _KINDS and _ELEMENT.match(line[2:]):
            kind, line = _KINDS[line[:2]], line[2:]  # noqa: PLW2901
        element = _ELEMENT.fullmatch(line)
        if element and len(line) <= _LONGEST_VALUE and element[2].isprintable():
            found.setdefault(element[1], " ".join(element[2].split()))
    return kind, found


def _surname(elements: Mapping[str, str]) -> str:
    """DCS; version 1 has DAB or the whole name in DAA ("DOE,JANE,MARY")."""
    return _first(_name(elements, "DCS"), _name(elements, "DAB"), _name(elements, "DAA").partition(",")[0].strip())


def _given_names(elements: Mapping[str, str]) -> str:
    """DAC and DAD; versions 2 and 3 have both in DCT, version 1 may have them in DAA."""
    apart = " ".join(part for part in (_name(elements, "DAC"), _name(elements, "DAD")) if part)
    together = _first(_name(elements, "DCT"), _name(elements, "DAA").partition(",")[2])
    return apart or " ".join(together.replace(",", " ").split())


def _name(elements: Mapping[str, str], identifier: str) -> str:
    value = elements.get(identifier, "").strip(" ,")
    return "" if value.upper() in _NOTHING else value


def _first(*values: str) -> str:
    return next((value for value in values if value), "")


def _truncated(elements: Mapping[str, str]) -> Iterator[str]:
    """DDE, DDF and DDG are T where a name was truncated, N where it was not and U where that is unknown."""
    if elements.get("DDE") == "T":
        yield "surname"
    if "T" in (elements.get("DDF"), elements.get("DDG")):
        yield "given_names"


def _issuer(elements: Mapping[str, str]) -> str:
    """DCG; version 1 does not name the country, but the state of the address (DAJ)."""
    named, state = elements.get("DCG", "").upper(), elements.get("DAJ", "").upper()
    if named in ("USA", "CAN", "MEX"):
        return named
    return "" if not state or named else "CAN" if state in _CANADA else "USA"


def _day(digits: str) -> date | None:
    """MMDDCCYY (United States) or CCYYMMDD (Canada, and everywhere in version 1); no month is 19 or 20."""
    if not re.fullmatch(r"[0-9]{8}", digits):
        return None
    year_first = digits[:2] in ("19", "20")
    year, month, day = (digits[:4], digits[4:6], digits[6:]) if year_first else (digits[4:], digits[:2], digits[2:4])
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None

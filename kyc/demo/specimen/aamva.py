"""The barcode data of a specimen driver's licence: AAMVA DL/ID Card Design Standard 2020, annex D.12."""

from __future__ import annotations

from datetime import date

from kyc.demo.specimen.fields import SpecimenFields
from kyc.domain.names import zone_letters

# Issuers have numbers from 636000 up; this one is unassigned. Version 10 is the standard of 2020.
_ISSUER, _VERSION, _JURISDICTION_VERSION = "636999", "10", "00"
_SEXES = {"M": "1", "F": "2"}


def barcode_text(fields: SpecimenFields) -> str:
    """Header, subfile table and one subfile DL with every mandatory element; includes the terminators."""
    subfile = "DL" + "\n".join(name + value for name, value in _elements(fields)) + "\r"
    head = f"@\n\x1e\rANSI {_ISSUER}{_VERSION}{_JURISDICTION_VERSION}01"
    # The offset counts from the "@": after the header and one entry of ten characters.
    return f"{head}DL{len(head) + 10:04d}{len(subfile):04d}{subfile}"


def _elements(fields: SpecimenFields) -> list[tuple[str, str]]:
    first, _, middle = _letters(fields.given_names).partition(" ")
    country = fields.issuing_state
    return [
        ("DAQ", fields.number),
        *_name("DCS", "DDE", _letters(fields.surname)),
        *_name("DAC", "DDF", first),
        *_name("DAD", "DDG", middle.replace(" ", ",") or "NONE"),
        ("DCA", "C"),
        ("DCB", "NONE"),
        ("DCD", "NONE"),
        ("DBD", _day(fields.issued, country)),
        ("DBB", _day(fields.birth_date, country)),
        ("DBA", _day(fields.expiry_date, country)),
        ("DBC", _SEXES.get(fields.sex, "9")),
        ("DAU", "066 IN"),
        ("DAY", "BRO"),
        ("DAG", fields.address[0]),
        ("DAI", fields.address[1]),
        ("DAJ", "UT"),
        ("DAK", "999990000  "),
        ("DCF", f"{fields.number}SPECIMEN"),
        ("DCG", country),
    ]


def _name(name: str, truncated: str, value: str) -> list[tuple[str, str]]:
    """The name cut to forty characters, and whether that truncated it."""
    return [(name, value[:40]), (truncated, "T" if len(value) > 40 else "N")]


def _letters(name: str) -> str:
    return zone_letters(name).replace("<", " ")


def _day(day: date, country: str) -> str:
    """CCYYMMDD in Canada, MMDDCCYY elsewhere."""
    return f"{day:%Y%m%d}" if country == "CAN" else f"{day:%m%d%Y}"

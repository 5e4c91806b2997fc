"""What each source says of each field: the machine-readable zone, the barcode of a licence, the labelled print."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from kyc.adapters.documents.barcode import Barcode
from kyc.adapters.documents.places import region_of
from kyc.adapters.documents.sheet import Sheet
from kyc.adapters.documents.values import parsers
from kyc.adapters.documents.viz import Print
from kyc.domain.evidence import Sighting

_SURE = 0.9
DATES = ("birth_date", "expiry_date", "issue_date")
NAMES = ("surname", "given_names")


@dataclass(frozen=True, slots=True)
class Claim:
    """One source's reading of one field.

    `written` is the value in the form searched for in other sources: YYMMDD for a date, else the value. `holds` means
    that a check digit or error correction confirms it, `again` are further readings of the same place by other means,
    only `sure` claims may contradict other sources, and a `cut` name was truncated to fit.
    """

    sighting: Sighting
    written: str
    holds: bool = False
    sure: bool = False
    cut: bool = False
    again: tuple[Sighting, ...] = ()


Claims = Mapping[str, Claim]


def of_barcode(barcode: Barcode | None, sheet: Sheet | None) -> dict[str, Claim]:
    """The claims of a licence's barcode; error correction (ISO/IEC 15438) does what check digits do in a zone."""
    licence = barcode.licence if barcode else None
    if barcode is None or licence is None or sheet is None:
        return {}
    region = region_of(sheet, barcode.box)
    texts = {
        "surname": licence.surname.upper(),
        "given_names": licence.given_names.upper(),
        "document_number": licence.number,
        "sex": licence.sex,
        "issuing_country": licence.issuer,
    }
    days = {"birth_date": licence.birth_date, "expiry_date": licence.expiry_date, "issue_date": licence.issue_date}
    texts |= {name: found.isoformat() for name, found in days.items() if found}
    return {
        name: Claim(
            Sighting(text, "barcode", 0.99, region),
            written(name, text),
            holds=True,
            sure=True,
            cut=name in licence.truncated,
        )
        for name, text in texts.items()
        if text
    }


def of_print(printed: Print, today: date, *, licence: bool) -> dict[str, Claim]:
    """The labelled values of the print; nothing but the reading itself supports them."""
    found = {}
    for name, parse in parsers(today, month_first=printed.american).items():
        for one in printed.labelled(name, licence=licence):
            value = parse(one.text)
            if value is not None and (name not in NAMES or printed.believes(value)):
                seen = one.sighting(value)
                found[name] = Claim(seen, written(name, value), sure=seen.confidence >= _SURE)
                break
    return found


def written(name: str, value: str) -> str:
    """A value in the form in which it is compared with the print: a date as YYMMDD."""
    return value.replace("-", "")[2:] if name in DATES else value

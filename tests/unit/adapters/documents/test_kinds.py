"""What a document is, by what was found on it."""

from __future__ import annotations

from datetime import date

import pytest

from kyc.adapters.documents.barcode import Barcode
from kyc.adapters.documents.kinds import kind_of
from kyc.adapters.documents.viz import Print, print_of
from kyc.domain.aamva import parse as parse_licence
from kyc.domain.documents import DocumentType
from kyc.domain.mrz import Zone, parse
from kyc.domain.mrz_write import td3
from tests.unit.adapters.documents.sheets import box, line, sheet
from tests.unit.domain.test_aamva import barcode


def zone(code: str = "P<", rows: int = 2) -> Zone:
    lines: tuple[str, ...] = td3("UTO", "Doe", "Jane", "A1234567", "UTO", date(1990, 1, 15), "F", date(2031, 6, 30))
    if rows == 3:
        lines = (
            code + "UTO" + "A12345674" + "<" * 16,
            "9001158F3106305UTO<<<<<<<<<<<8",
            "DOE<<JANE<<<<<<<<<<<<<<<<<<<<<",
        )
    else:
        lines = (code + lines[0][2:], lines[1])
    found = parse(lines)
    assert found is not None
    return found


def titled(title: str) -> Print:
    return print_of([sheet(line(title, 10, 10))], [])


@pytest.mark.parametrize(
    ("found", "kind"),
    [
        (zone("P<"), DocumentType.PASSPORT),
        (zone("V<"), DocumentType.VISA),
        (zone("I<", 3), DocumentType.ID_CARD),
        (zone("D<", 3), DocumentType.DRIVER_LICENSE),
    ],
)
def test_a_zone_says_what_its_document_is(found: Zone, kind: DocumentType) -> None:
    assert kind_of(found, None, titled("LIBRARY CARD"), None) is kind


def test_a_card_is_a_residence_permit_where_title_or_declaration_say_so() -> None:
    card = zone("I<", 3)
    assert kind_of(card, None, titled("AUFENTHALTSTITEL"), None) is DocumentType.RESIDENCE_PERMIT
    assert kind_of(card, None, titled(""), DocumentType.RESIDENCE_PERMIT) is DocumentType.RESIDENCE_PERMIT
    assert kind_of(card, None, titled(""), DocumentType.DRIVER_LICENSE) is DocumentType.ID_CARD


@pytest.mark.parametrize(("subfile", "kind"), [("DL", DocumentType.DRIVER_LICENSE), ("ID", DocumentType.ID_CARD)])
def test_a_barcode_says_what_its_card_is(subfile: str, kind: DocumentType) -> None:
    symbol = Barcode("pdf417", box(0, 0), parse_licence(barcode(kind=subfile)))
    assert kind_of(None, symbol, titled("PASSPORT"), DocumentType.PASSPORT) is kind


def test_without_zone_and_licence_the_title_counts_and_never_the_declaration() -> None:
    assert kind_of(None, Barcode("qr", box(0, 0), None), titled("FÜHRERSCHEIN"), None) is DocumentType.DRIVER_LICENSE
    assert kind_of(None, None, titled("LIBRARY CARD"), DocumentType.PASSPORT) is None

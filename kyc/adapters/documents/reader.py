"""Reads the sides of one document into one reading: the zone first, the print as the second opinion."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from importlib.metadata import version

from kyc.adapters.documents import capture, fields
from kyc.adapters.documents.ocr import Ocr
from kyc.adapters.documents.second import SecondReader
from kyc.adapters.documents.sheet import Sheet, decode, read_sheet
from kyc.adapters.documents.viz import Print, print_of
from kyc.adapters.documents.zone import FoundZone, find_zone
from kyc.domain.documents import DocumentType
from kyc.domain.evidence import DocumentReading, Engine, Finding, Mrz, Region
from kyc.domain.mrz import Zone
from kyc.domain.ports import Page

# Lines are looked for at the first size; where no good zone turns up, once more at the second.
_SIZES = (960, 1400)
_WITH_ZONE = {DocumentType.PASSPORT, DocumentType.ID_CARD, DocumentType.RESIDENCE_PERMIT, DocumentType.VISA, None}


class Reader:
    """Fills `kyc.domain.ports.DocumentReader` with PP-OCRv6 and the zones of ICAO 9303."""

    def __init__(self, ocr: Ocr, second: SecondReader) -> None:
        self._ocr, self._second = ocr, second
        self._engine = Engine("PP-OCRv6-small + ICAO 9303", version("rapidocr"))

    def read(self, pages: Sequence[Page], declared: DocumentType | None, today: date) -> DocumentReading:
        """All sides into one reading; a page without anything legible gives a reading without fields."""
        sheets = [read_sheet(self._ocr, decode(page.image), _SIZES[0]) for page in pages]
        found = self._zone(sheets)
        if (found is None or not found.zone.valid) and declared in _WITH_ZONE:
            closer = [read_sheet(self._ocr, sheet.image, _SIZES[1]) for sheet in sheets]
            second = self._zone(closer)
            if second is not None and (found is None or second.zone.valid):
                sheets, found = closer, second
        printed = print_of(sheets, found.lines if found else ())
        return self._reading(found, printed, declared, today, pages)

    def _zone(self, sheets: Iterable[Sheet]) -> FoundZone | None:
        """The best zone of all sides; the back of a card is usually the one that has it."""
        found = [one for sheet in sheets if (one := find_zone(self._ocr, sheet, self._second)) is not None]
        return max(found, key=lambda one: (one.zone.valid, sum(one.zone.checks.values())), default=None)

    def _reading(
        self,
        found: FoundZone | None,
        printed: Print,
        declared: DocumentType | None,
        today: date,
        pages: Sequence[Page],
    ) -> DocumentReading:
        kind = _kind(found.zone if found else None, printed, declared)
        from_print = fields.of_print(printed, today, licence=kind is DocumentType.DRIVER_LICENSE)
        from_zone = fields.of_zone(found, printed, today) if found else {}
        return DocumentReading(
            document_type=kind,
            fields={**from_print, **from_zone},
            mrz=_mrz(found.zone) if found else None,
            engine=self._engine,
            impossible=fields.impossible(found, printed) if found else {},
            conflicts=fields.conflicts(found.zone, printed, from_print) if found else (),
            findings=tuple(
                Finding(code, Region(page.side, (0.0, 0.0, 1.0, 1.0)))
                for page in pages
                for code in capture.findings(page.image)
            ),
        )


def _mrz(zone: Zone) -> Mrz:
    return Mrz(zone.layout.name, zone.lines, dict(zone.checks), zone.repaired)


def _kind(zone: Zone | None, printed: Print, declared: DocumentType | None) -> DocumentType | None:
    """What the document is by its zone's code, else by its title; a card's code does not tell one card from another."""
    if zone is None:
        return printed.kind()
    if zone.layout.name in ("MRVA", "MRVB"):
        return DocumentType.VISA
    if zone.layout.name == "TD3":
        return DocumentType.PASSPORT
    if declared is DocumentType.RESIDENCE_PERMIT or printed.kind() is DocumentType.RESIDENCE_PERMIT:
        return DocumentType.RESIDENCE_PERMIT
    return DocumentType.DRIVER_LICENSE if zone.raw("code").startswith("D") else DocumentType.ID_CARD

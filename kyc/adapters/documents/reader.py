"""Reads the sides of one document into one reading: barcode and zone first, the print to confirm them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from importlib.metadata import version

from kyc.adapters.documents import capture, claims, joining, zone_claims
from kyc.adapters.documents.barcode import Barcode, find_barcode
from kyc.adapters.documents.boxes import Image
from kyc.adapters.documents.kinds import kind_of
from kyc.adapters.documents.ocr import Ocr
from kyc.adapters.documents.places import slant_of
from kyc.adapters.documents.second import SecondReader
from kyc.adapters.documents.sheet import Sheet, decode, read_sheet
from kyc.adapters.documents.viz import Print, print_of
from kyc.adapters.documents.zone import FoundZone, find_zone
from kyc.domain.documents import DocumentType, Side
from kyc.domain.evidence import DocumentReading, Engine, Finding, Mrz
from kyc.domain.mrz import Zone
from kyc.domain.ports import Page

# Lines are searched at the first size and, where that gives no good zone, again at the second. A zone's rows are found
# at 736 as well as at 960, and time and memory grow with the square; the small print of a licence needs more.
_SIZES = (800, 1280)
_LICENCE_SIZE = 960
_WITHOUT_BARCODE = {DocumentType.PASSPORT, DocumentType.VISA}


@dataclass(frozen=True, slots=True)
class _Read:
    """The sides that were read, the best zone and barcode on them, and the side that each was found on."""

    sheets: tuple[Sheet, ...]
    zone: FoundZone | None = None
    zone_on: Sheet | None = None
    barcode: Barcode | None = None
    barcode_on: Sheet | None = None

    @property
    def complete(self) -> bool:
        return (self.zone is not None and self.zone.settled) or self.licence

    @property
    def licence(self) -> bool:
        return self.barcode is not None and self.barcode.licence is not None


class Reader:
    """Fills `kyc.domain.ports.DocumentReader` with PP-OCRv6, the zones of ICAO 9303 and the barcodes of licences."""

    def __init__(self, ocr: Ocr, second: SecondReader) -> None:
        self._ocr, self._second = ocr, second
        self._version = version("rapidocr")

    @property
    def _engine(self) -> Engine:
        """The engine named in reports; it tells whether zones were read twice."""
        again = " + Tesseract mrz" if self._second.available else ""
        return Engine(f"PP-OCRv6-small{again} + ICAO 9303", self._version)

    def read(self, pages: Sequence[Page], declared: DocumentType | None, today: date) -> DocumentReading:
        """All sides as one reading; pages without anything legible give a reading without fields."""
        size = _LICENCE_SIZE if declared is DocumentType.DRIVER_LICENSE else _SIZES[0]
        found = _with_barcode(self._sides(pages, size), declared)
        if not found.complete and declared is not DocumentType.DRIVER_LICENSE:
            found = self._closer(found)
        printed = _print_of(found)
        findings = tuple(
            one for page, sheet in zip(pages, found.sheets, strict=True) for one in capture.findings(page, sheet)
        )
        return _reading(found, printed, declared, today, self._engine, findings)

    def _sides(self, pages: Sequence[Page], long_side: int) -> _Read:
        sheets = [self._sheet(page.side, decode(page.image), long_side) for page in pages]
        return self._with_zone(_Read(tuple(sheets)))

    def _sheet(self, side: Side, image: Image, long_side: int) -> Sheet:
        return replace(read_sheet(self._ocr, image, long_side), side=side)

    def _with_zone(self, read: _Read) -> _Read:
        """With the best zone of all sides; on a card it is usually on the back."""
        tried = [(find_zone(self._ocr, sheet, self._second), sheet) for sheet in read.sheets]
        found = [(one, sheet) for one, sheet in tried if one is not None]
        if not found:
            return read
        zone, sheet = max(found, key=lambda pair: (pair[0].zone.valid, sum(pair[0].zone.checks.values())))
        return replace(read, zone=zone, zone_on=sheet)

    def _closer(self, read: _Read) -> _Read:
        """All sides searched again for smaller lines, if that gives a zone or a better one."""
        sheets = [self._sheet(sheet.side, sheet.image, _SIZES[1]) for sheet in read.sheets]
        second = self._with_zone(_Read(tuple(sheets), barcode=read.barcode, barcode_on=read.barcode_on))
        better = second.zone is not None and (read.zone is None or second.zone.zone.valid)
        return second if better else read


def _with_barcode(read: _Read, declared: DocumentType | None) -> _Read:
    """With a licence's barcode, or else any; searched thoroughly only on a back, and only without a valid zone."""
    if declared in _WITHOUT_BARCODE or (read.zone and read.zone.zone.layout.name == "TD3"):
        return read
    found = []
    for sheet in read.sheets:
        expected = sheet.side is Side.BACK and (read.zone is None or not read.zone.zone.valid)
        one = find_barcode(sheet.image, expected=expected, slant=slant_of(sheet))
        if one is not None:
            found.append((one, sheet))
    if not found:
        return read
    barcode, on = max(found, key=lambda pair: pair[0].licence is not None)
    return replace(read, barcode=barcode, barcode_on=on)


def _print_of(found: _Read) -> Print:
    licence = found.barcode.licence if found.barcode else None
    american = licence is not None and licence.issuer == "USA"
    return print_of(found.sheets, found.zone.lines if found.zone else (), american=american)


def _reading(
    found: _Read,
    printed: Print,
    declared: DocumentType | None,
    today: date,
    engine: Engine,
    findings: tuple[Finding, ...],
) -> DocumentReading:
    kind = kind_of(found.zone.zone if found.zone else None, found.barcode, printed, declared)
    licence = DocumentType.DRIVER_LICENSE in (kind, declared)
    impossible = zone_claims.impossible(found.zone, found.zone_on)
    from_zone = zone_claims.of_zone(found.zone, found.zone_on, today)
    from_barcode = claims.of_barcode(found.barcode, found.barcode_on)
    labelled = claims.of_print(printed, today, licence=licence)
    sources = joining.Sources(from_zone, from_barcode, labelled, printed)
    return DocumentReading(
        document_type=kind,
        fields=joining.fields(sources),
        mrz=_mrz(found.zone.zone) if found.zone else None,
        engine=engine,
        impossible=joining.settled(impossible, printed),
        conflicts=joining.conflicts(replace(sources, zone={**from_zone, **impossible})),
        findings=findings,
        looked_for=capture.LOOKED_FOR,
        ambiguous=zone_claims.ambiguous(found.zone),
        barcode=_barcode_name(found.barcode),
    )


def _barcode_name(barcode: Barcode | None) -> str | None:
    """The kind of barcode that was read; its content is not kept."""
    if barcode is None:
        return None
    return "aamva" if barcode.licence else barcode.kind


def _mrz(zone: Zone) -> Mrz:
    return Mrz(zone.layout.name, zone.lines, dict(zone.checks), zone.repaired)

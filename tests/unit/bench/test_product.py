"""How the bench accepts and reads documents: as the product does."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from bench._drawn import photographs
from bench._product import Case, Upload, read_all, told
from kyc.domain.documents import DocumentType, Side
from kyc.domain.evidence import DocumentReading, Engine, Field, Mrz
from kyc.domain.mrz import parse
from kyc.domain.ports import Page
from tests.unit.adapters.images.pictures import printed_page, saved

NOTHING = DocumentReading(None, {}, None, Engine("reader", "1"))


class Reader:
    """Remembers what it was asked to read."""

    def __init__(self) -> None:
        self.asked: list[tuple[list[Side], DocumentType | None]] = []

    def read(self, pages: Sequence[Page], declared: DocumentType | None, today: date) -> DocumentReading:
        self.asked.append(([page.side for page in pages], declared))
        return NOTHING


def test_an_upload_is_refused_for_what_it_is() -> None:
    upload = Upload()
    assert upload.accept("text", b"no image") is None
    assert upload.accept("blurred", saved(printed_page(blur=9), "JPEG")) is not None
    assert upload.accept("sharp", saved(printed_page(), "JPEG")) is not None
    assert upload.refused.keys() == {"text", "blurred"}
    assert upload.refused["text"] == "file_type_unsupported"
    assert len(upload.cpu_ms) == 2


def test_both_sides_are_read_together_and_the_first_document_twice() -> None:
    """The models are loaded with the first document, which is not what reading one costs."""
    page = saved(printed_page(), "JPEG")
    sides = ((Side.FRONT, page), (Side.BACK, page))
    reader, cases = Reader(), [Case(f"card {n}", sides, {"mrz": False}, DocumentType.ID_CARD) for n in (1, 2)]
    results = list(read_all(reader, cases, Upload()))
    assert [one.name for one in results] == ["card 1", "card 2"]
    assert reader.asked == [([Side.FRONT, Side.BACK], DocumentType.ID_CARD)] * 3


def test_a_document_with_a_side_that_is_no_image_is_not_read() -> None:
    reader, upload = Reader(), Upload()
    sides = ((Side.FRONT, saved(printed_page(), "JPEG")), (Side.BACK, b"no image"))
    (result,) = read_all(reader, [Case("card", sides, {"mrz": True, "lines": ["X"]})], upload)
    assert (result.told.lines, result.cpu_s, reader.asked) == ((), 0.0, [])
    assert upload.figures([result])["refused"] == 1


def test_fields_are_told_as_a_partner_gets_them() -> None:
    """Where the print was read and the zone was not, the fields count and the zone does not."""
    fields = {
        "birth_date": Field("1974-08-12", "viz", 0.9, clear=False),
        "document_number": Field("L898902C3", "mrz", 0.9, clear=True),
    }
    found = told(DocumentReading(None, fields, None, Engine("reader", "1")))
    assert found.fields == {"dob": "740812", "number": "L898902C3"}
    assert (found.lines, found.clear) == ((), {"number"})


def test_a_zone_is_told_with_its_code() -> None:
    (case,) = photographs(1, seed=5)
    zone = parse(case.truth["lines"])
    assert zone is not None
    found = told(DocumentReading(None, {}, Mrz("TD3", zone.lines, zone.checks), Engine("reader", "1")))
    assert (list(found.lines), found.valid, found.fields) == (case.truth["lines"], True, {"type": "P<"})

"""Drawn passports with a real portrait, photographed and read by the real engine."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date
from io import BytesIO

import pytest
from PIL import Image
from skimage import data

from kyc.adapters.documents import create
from kyc.adapters.images import create as create_intake
from kyc.checks.document_authenticity import judge
from kyc.demo.specimen import SpecimenFields, draw, photograph
from kyc.domain.applicant import Applicant
from kyc.domain.check import Result
from kyc.domain.documents import DocumentType, Side
from kyc.domain.evidence import DocumentReading, Evidence, Mode, NotMeasured
from kyc.domain.ports import Page

TODAY = date(2026, 11, 21)
READER = create(threads=1)
PORTRAIT = Image.fromarray(data.astronaut()).crop((140, 0, 320, 230))
FIELDS = SpecimenFields("Müller", "Anna Maria", "X7K4P92T1", date(1984, 6, 7), date(2031, 6, 30), "F")


def read(*images: bytes, declared: DocumentType | None = DocumentType.PASSPORT) -> DocumentReading:
    pages = [Page(Side.DATA_PAGE, create_intake().accept(image, allow_pdf=False).data) for image in images]
    return READER.read(pages, declared, TODAY)


def clean_jpeg(image: Image.Image) -> bytes:
    out = BytesIO()
    image.save(out, "JPEG", quality=92)
    return out.getvalue()


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_a_photographed_passport_is_read_whole_and_clear(seed: int) -> None:
    dice = random.Random(seed)
    number = "".join(dice.choice("ABCDEFGHJKLMNPRTUVWXYZ0123456789") for _ in range(9))
    fields = replace(FIELDS, number=number, sex=dice.choice("MF"))
    found = read(photograph(draw(fields, PORTRAIT), seed))
    assert found.mrz is not None
    assert found.mrz.lines == fields.zone
    assert found.mrz.valid
    assert found.document_type is DocumentType.PASSPORT
    assert {name: field.value for name, field in found.fields.items()} == {
        "surname": "MUELLER",
        "given_names": "ANNA MARIA",
        "document_number": number,
        "birth_date": "1984-06-07",
        "expiry_date": "2031-06-30",
        "issue_date": "2021-06-28",
        "sex": fields.sex,
        "nationality": "UTO",
        "issuing_country": "UTO",
    }
    clear = {name for name, field in found.fields.items() if field.clear}
    assert clear >= {"document_number", "birth_date", "expiry_date", "surname", "given_names"}
    assert (found.conflicts, found.findings) == ((), ())
    assert found.engine.name.startswith("PP-OCRv6")


@pytest.mark.parametrize(("mode", "result"), [("test", Result.PASS), ("live", Result.FAIL)])
def test_a_specimen_passes_with_test_keys_alone(mode: Mode, result: Result) -> None:
    nothing = NotMeasured("check_crashed")
    evidence = Evidence(
        declared=Applicant("Anna Maria Müller", "passport", FIELDS.number, "UTO", FIELDS.birth_date),
        mode=mode,
        today=TODAY,
        selfie_capture="api",
        document=read(photograph(draw(FIELDS, PORTRAIT), 7)),
        face=nothing,
        liveness=nothing,
        sanctions=nothing,
        pep=nothing,
        declared_country="UTO",
    )
    assert judge(evidence).result is result


def test_a_passport_held_upside_down_is_read() -> None:
    turned = draw(FIELDS, PORTRAIT).transpose(Image.Transpose.ROTATE_180)
    found = read(clean_jpeg(turned))
    assert found.mrz is not None
    assert found.mrz.lines == FIELDS.zone


def test_a_number_changed_in_print_alone_is_a_conflict() -> None:
    page, other = draw(FIELDS, PORTRAIT), draw(replace(FIELDS, number="B1M4P92T7"), PORTRAIT)
    page.paste(other.crop((1200, 150, 1750, 260)), (1200, 150))
    found = read(clean_jpeg(page))
    assert found.conflicts == ("document_number",)
    assert not found.fields["document_number"].clear


def test_a_page_whose_zone_is_cut_off_is_read_from_its_print_and_never_clear() -> None:
    found = read(clean_jpeg(draw(FIELDS, PORTRAIT).crop((0, 0, 1750, 940))))
    assert found.mrz is None
    assert found.value("document_number") == "X7K4P92T1"
    assert found.value("expiry_date") == "2031-06-30"
    assert not any(field.clear for field in found.fields.values())


def test_a_picture_without_writing_gives_a_reading_without_fields() -> None:
    found = read(clean_jpeg(Image.fromarray(data.coffee())), declared=None)
    assert found.fields == {}
    assert found.mrz is None
    assert found.document_type is None


def test_the_zone_may_be_on_the_second_side() -> None:
    front = clean_jpeg(draw(FIELDS, PORTRAIT).crop((0, 0, 1750, 940)))
    back = clean_jpeg(draw(FIELDS, PORTRAIT).crop((0, 940, 1750, 1232)))
    found = read(front, back)
    assert found.mrz is not None
    assert found.mrz.lines == FIELDS.zone
    assert found.fields["document_number"].clear

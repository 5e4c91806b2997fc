"""Every kind of specimen, photographed and read back by the server's own reader."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from PIL import Image

from kyc.adapters.documents import create
from kyc.adapters.images import create as create_intake
from kyc.demo import specimen
from kyc.demo.specimen import SpecimenFields
from kyc.domain.documents import DocumentType, Side
from kyc.domain.evidence import DocumentReading
from kyc.domain.ports import Page

TODAY = date(2026, 11, 21)
READER = create(threads=1)
FIELDS = SpecimenFields("HOLLOWAY", "MIRA ZOE", "K4471902", date(1990, 1, 15), date(2031, 6, 30), "F")
PORTRAIT = Image.linear_gradient("L").convert("RGB")
WITH_ZONE: dict[str, tuple[DocumentType, Callable[..., Any], str]] = {
    "passport": (DocumentType.PASSPORT, specimen.draw, "TD3"),
    "identity card": (DocumentType.ID_CARD, specimen.id_card, "TD1"),
    "residence permit": (DocumentType.RESIDENCE_PERMIT, specimen.residence_permit, "TD1"),
    "larger card": (DocumentType.ID_CARD, specimen.td2_card, "TD2"),
    "visa": (DocumentType.VISA, specimen.visa, "MRVA"),
    "smaller visa": (DocumentType.VISA, lambda fields, portrait: specimen.visa(fields, portrait, "MRVB"), "MRVB"),
}


def read(kind: DocumentType, drawn: Image.Image | tuple[Image.Image, ...], seed: int = 1) -> DocumentReading:
    images = drawn if isinstance(drawn, tuple) else (drawn,)
    sides = (Side.FRONT, Side.BACK) if len(images) == 2 else (Side.DATA_PAGE,)
    intake = create_intake()
    photos = [specimen.photograph(image, seed + place) for place, image in enumerate(images)]
    pages = [Page(side, intake.accept(photo, allow_pdf=False).data) for side, photo in zip(sides, photos, strict=True)]
    return READER.read(pages, kind, TODAY)


@pytest.mark.parametrize("name", WITH_ZONE)
def test_a_photographed_specimen_is_read_whole_and_clear(name: str) -> None:
    kind, draw, layout = WITH_ZONE[name]
    found = read(kind, draw(FIELDS, PORTRAIT))
    assert found.mrz is not None
    code = "IR" if kind is DocumentType.RESIDENCE_PERMIT else ""
    assert (found.mrz.format, found.mrz.lines) == (layout, FIELDS.zone_of(layout, code))
    assert found.document_type is kind
    expected = ("HOLLOWAY", "MIRA ZOE", "K4471902", "1990-01-15", "2031-06-30", "F", "UTO")
    names = ("surname", "given_names", "document_number", "birth_date", "expiry_date", "sex", "issuing_country")
    assert tuple(found.value(name) for name in names) == expected
    assert all(found.fields[name].clear for name in ("document_number", "birth_date", "expiry_date"))
    assert found.conflicts == ()


@pytest.mark.parametrize("draw", [specimen.eu_licence, specimen.us_licence])
def test_a_photographed_licence_is_read_from_its_print(draw: Callable[..., tuple[Image.Image, Image.Image]]) -> None:
    found = read(DocumentType.DRIVER_LICENSE, draw(replace(FIELDS, issuing_state="USA"), PORTRAIT))
    assert found.document_type is DocumentType.DRIVER_LICENSE
    assert found.mrz is None
    assert (found.value("document_number"), found.value("expiry_date")) == ("K4471902", "2031-06-30")

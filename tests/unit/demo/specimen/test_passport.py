from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from PIL import Image, ImageChops

from kyc.demo.specimen import SpecimenFields, draw, paper
from kyc.domain.mrz import parse

FIELDS = SpecimenFields("Müller", "Zoë", "UT1234567", date(1990, 1, 15), date(2031, 6, 30), "F")
PORTRAIT = Image.linear_gradient("L").convert("RGB")


def test_the_zone_has_right_check_digits() -> None:
    zone = parse(FIELDS.zone)
    assert zone is not None
    assert zone.valid
    assert (zone.surname, zone.given_names, zone.raw("issuer")) == ("MUELLER", "ZOE", "UTO")


@pytest.mark.parametrize("layout", ["TD1", "TD2", "TD3", "MRVA", "MRVB"])
def test_the_same_person_has_a_zone_in_every_layout(layout: str) -> None:
    zone = parse(FIELDS.zone_of(layout))
    assert zone is not None
    assert zone.valid
    assert (zone.layout.name, zone.number, zone.raw("expiry_date")) == (layout, "UT1234567", "310630")


def test_the_page_shows_the_portrait_in_its_frame() -> None:
    page = draw(FIELDS, Image.new("RGB", (413, 531), (10, 20, 200)))
    assert page.size == (1750, 1232)
    assert page.getpixel((300, 500)) == (10, 20, 200)


def test_two_people_have_two_pages() -> None:
    other = draw(replace(FIELDS, surname="Smith"), PORTRAIT)
    assert ImageChops.difference(draw(FIELDS, PORTRAIT), other).getbbox() is not None


def test_a_document_is_issued_ten_years_before_it_expires() -> None:
    assert FIELDS.issued == date(2021, 6, 28)
    assert replace(FIELDS, issue_date=date(2024, 2, 29)).issued == date(2024, 2, 29)


def test_it_draws_without_any_installed_font(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paper, "OCR_B", ())
    monkeypatch.setattr(paper, "SANS", ("/no/such/font.ttf",))
    monkeypatch.setattr(paper, "MONO", ())
    plain = draw(FIELDS, PORTRAIT)
    assert (
        plain.crop((100, 1000, 1650, 1120)).convert("L").point(lambda value: 255 * (value < 60)).getbbox() is not None
    )

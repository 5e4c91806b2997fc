from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from PIL import Image, ImageChops

from kyc.adapters.images import create
from kyc.demo import specimen
from kyc.demo.specimen import SpecimenFields, draw, photograph
from kyc.domain.mrz import parse

FIELDS = SpecimenFields("Müller", "Zoë", "UT1234567", date(1990, 1, 15), date(2031, 6, 30), "F")
PORTRAIT = Image.linear_gradient("L").convert("RGB")


def test_the_zone_has_right_check_digits() -> None:
    zone = parse(FIELDS.zone)
    assert zone is not None
    assert zone.valid
    assert (zone.surname, zone.given_names, zone.raw("issuer")) == ("MUELLER", "ZOE", "UTO")


def test_the_page_shows_the_portrait_in_its_frame() -> None:
    page = draw(FIELDS, Image.new("RGB", (413, 531), (10, 20, 200)))
    assert page.size == (1750, 1232)
    assert page.getpixel((300, 500)) == (10, 20, 200)


def test_two_people_have_two_pages() -> None:
    other = draw(replace(FIELDS, surname="Smith"), PORTRAIT)
    assert ImageChops.difference(draw(FIELDS, PORTRAIT), other).getbbox() is not None


def test_the_same_seed_gives_the_same_photo_and_another_seed_another() -> None:
    page = draw(FIELDS, PORTRAIT)
    assert photograph(page, 1) == photograph(page, 1)
    assert photograph(page, 1) != photograph(page, 2)


def test_a_document_is_issued_ten_years_before_it_expires() -> None:
    assert FIELDS.issued == date(2021, 6, 28)
    assert replace(FIELDS, issue_date=date(2024, 2, 29)).issued == date(2024, 2, 29)


@pytest.mark.parametrize("level", [0, 2])
@pytest.mark.parametrize("seed", [0, 1])
def test_a_photo_of_a_page_is_accepted_as_evidence(seed: int, level: float) -> None:
    intake = create()
    picture = intake.accept(photograph(draw(FIELDS, PORTRAIT), seed, level=level), allow_pdf=False)
    assert intake.document_quality(picture).refused is None


def test_it_draws_without_any_installed_font(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(specimen, "_OCR_B", ())
    monkeypatch.setattr(specimen, "_SANS", ("/no/such/font.ttf",))
    monkeypatch.setattr(specimen, "_MONO", ())
    plain = draw(FIELDS, PORTRAIT)
    assert (
        plain.crop((100, 1000, 1650, 1120)).convert("L").point(lambda value: 255 * (value < 60)).getbbox() is not None
    )

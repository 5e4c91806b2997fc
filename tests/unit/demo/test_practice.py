"""The drawn cases for training: what is altered is altered, and what is genuine holds together."""

from __future__ import annotations

import hashlib
from collections import Counter

import pytest
from PIL import Image

from kyc.demo import practice, specimen
from kyc.domain import mrz
from kyc.domain.training import Truth
from kyc.services.training.drafts import Draft
from tests.faces import CACHE


def photograph(page: Image.Image, seed: int) -> bytes:
    """Other bytes for another page or another moment."""
    return hashlib.sha256(page.tobytes() + bytes([seed])).digest()


@pytest.fixture(scope="module")
def drawn() -> dict[str, Draft]:
    """Every case by its name; the pages are not photographed, which takes the most time."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(specimen, "photograph", photograph)
        return {one.name: one for one in practice.cases(CACHE / "people")}


def test_there_are_as_many_of_each_truth_and_each_has_its_reason(drawn: dict[str, Draft]) -> None:
    assert Counter(one.truth for one in drawn.values()) == dict.fromkeys(Truth, 3)
    assert all(len(one.explanation) > 60 for one in drawn.values())
    assert {one.declared.nationality for one in drawn.values()} == {"UTO"}


def test_no_two_photos_are_the_same(drawn: dict[str, Draft]) -> None:
    photos = [data for one in drawn.values() for _, data in one.pages]
    assert len(set(photos)) == len(photos)


def test_another_persons_selfie_is_not_the_holders(drawn: dict[str, Draft]) -> None:
    assert drawn["seed: ana and bea"].declared == drawn["seed: ana"].declared
    assert drawn["seed: ana and bea"].selfie != drawn["seed: ana"].selfie


def test_an_altered_page_keeps_the_zone_that_it_is_given() -> None:
    held = practice.HOLDERS["cleo"]
    rows = (held.zone[0], "UT8840215" + held.zone[1][9:])
    page = practice.Altered(**{name: getattr(held, name) for name in held.__slots__}, rows=rows)
    read = mrz.parse(page.zone)
    assert read
    assert (read.number, page.number) == ("UT8840215", held.number)
    assert not read.checks["number"]

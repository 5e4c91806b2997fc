"""Photographs for demo and tests: real, of different people, cut alike."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from kyc.adapters.weights import Standing, standing
from kyc.demo import people
from tests.faces import CACHE, heads

NAMES = ("astronaut", *people.SITTERS)


@pytest.mark.parametrize("name", NAMES)
def test_every_head_has_the_same_size_and_colour(name: str) -> None:
    head = heads()[name]
    assert (head.mode, head.size) == ("RGB", (720, 864))


def test_the_photographs_are_the_published_ones() -> None:
    heads()
    for sitter in people.SITTERS.values():
        assert standing(CACHE / "people", sitter.photo) is Standing.INSTALLED


def test_a_second_fetch_asks_no_registry(monkeypatch: pytest.MonkeyPatch) -> None:
    heads()
    monkeypatch.setenv("PATH", "")
    assert set(people.fetch_people(CACHE / "people")) == set(people.SITTERS)


@pytest.mark.parametrize("name", NAMES)
def test_a_portrait_has_the_shape_of_a_passport_photograph(name: str) -> None:
    cut = people.portrait(heads()[name])
    assert cut.size == (413, 531)
    assert cut.width / cut.height == pytest.approx(35 / 45, abs=0.001)


@pytest.mark.parametrize("name", NAMES)
def test_a_selfie_is_another_crop_and_not_the_same_pixels(name: str) -> None:
    head = heads()[name]
    cut = people.selfie(head)
    assert cut.size == (900, 1080)
    difference = np.abs(np.asarray(cut.resize(head.size), int) - np.asarray(head, int)).mean()
    assert difference > 5


@pytest.mark.parametrize("name", NAMES)
def test_turning_leaves_no_black_corner(name: str) -> None:
    """Where the head itself is not black."""
    head, cut = np.asarray(heads()[name]), np.asarray(people.selfie(heads()[name]))
    for row in (0, -1):
        for column in (0, -1):
            assert cut[row, column].any() or not head[row, column].any()


def test_no_photograph_lies_in_the_source() -> None:
    folder = Path(people.__file__).parent
    assert [path.name for path in folder.rglob("*") if path.suffix in {".jpg", ".png"}] == []


def test_an_eye_distance_decides_the_size_of_a_head() -> None:
    photo = Image.new("RGB", (1000, 1000))
    photo.putpixel((500, 400), (255, 255, 255))
    head = people._head(photo, ((450, 400), (550, 400)))
    brightest = np.unravel_index(np.asarray(head.convert("L")).argmax(), (864, 720))
    assert brightest == (pytest.approx(0.3 * 864, abs=2), pytest.approx(360, abs=2))

"""Portraits on worn pages: what counts as found, as false, as unclear and as failed."""

from __future__ import annotations

import random
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from bench import _portraits
from bench._portraits import Seeker, Tally, counted, measured, table
from bench._worn import FLAWS, Flaw, Page
from kyc.adapters.faces.detection import Face
from kyc.adapters.faces.pictures import Picture
from kyc.adapters.faces.portraits import Portrait
from kyc.demo import people
from tests.faces import array, heads, jpeg, models_dir, page

PAGE = Page(array(page("ana")), (60 + 413 / 2, 140 + 531 / 2), 413)

WALL = Image.new("RGB", (160, 120), (168, 172, 165))


class Alike:
    """An embedding that finds any two faces as similar as a test says."""

    def __init__(self, similarity: float) -> None:
        self.similarity = similarity

    def of(self, picture: Picture, face: Face) -> Picture:
        return picture

    def alike(self, first: object, second: object) -> float:
        return self.similarity


@pytest.fixture(scope="module")
def seeker() -> Seeker:
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("MODELS_DIR", str(models_dir()))
        return Seeker()


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two photographs of one person, and one of another."""
    monkeypatch.setenv("MODELS_DIR", str(models_dir()))
    for person, drawn in (("ana", people.portrait), ("ana", people.selfie), ("bea", people.portrait)):
        (tmp_path / person).mkdir(exist_ok=True)
        (tmp_path / person / f"{drawn.__name__}.jpg").write_bytes(jpeg(drawn(heads()[person])))
    return tmp_path


def tally(found: tuple[int, Portrait] | None, similarity: float) -> Tally:
    return counted(Tally(), PAGE, found, Alike(similarity), None)  # type: ignore[arg-type]


def test_the_figures_hold_every_flaw_and_what_is_false(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    few = {name: FLAWS[name] for name in ("as it is", "on its side", "with a ghost")}
    monkeypatch.setattr(_portraits, "FLAWS", few)
    monkeypatch.setattr(_portraits._nothing, "drawn", lambda number, seed: [("wall", jpeg(WALL))] * number)
    result = measured(folder, 2, 1)
    assert set(result["flaws"]) == set(few)
    for one in result["flaws"].values():
        assert (one["pages"], one["as_it_is"], one["elsewhere"], one["failed"]) == (1, 1, 0, 0)
        assert one["similarity"] > 0.8
    assert result["faceless"] == {"pages": 10, "as_it_is": 0, "cleaned": 0}
    lines = list(table(result))
    assert len(lines) == 2 + len(few)
    assert "without a face" in lines[-1]


def test_a_portrait_is_found_by_the_look_that_shows_it(seeker: Seeker) -> None:
    found = seeker.seek(PAGE.picture)
    assert found is not None
    assert found[0] == 0
    assert tally(found, 0.7).found == (1, 0)
    assert tally((1, found[1]), 0.7).found == (0, 1)


def test_a_good_portrait_that_resembles_nobody_is_a_failure(seeker: Seeker) -> None:
    found = seeker.seek(PAGE.picture)
    assert (tally(found, 0.2).failed, tally(found, 0.2).unclear) == (1, 0)
    assert tally(found, 0.3).failed == 0


def test_an_unclear_or_small_portrait_fails_nobody(seeker: Seeker) -> None:
    faint = seeker.seek(np.asarray(PAGE.picture * 0.1 + 180, np.uint8))
    assert (tally(faint, 0.2).failed, tally(faint, 0.2).unclear) == (0, 1)
    small = Page(np.ascontiguousarray(PAGE.picture[::2, ::2]), (PAGE.middle[0] / 2, PAGE.middle[1] / 2), 206)
    assert counted(Tally(), small, seeker.seek(small.picture), Alike(0.2), None).failed == 0  # type: ignore[arg-type]


def test_a_face_elsewhere_is_no_portrait_and_no_face_is_none(seeker: Seeker) -> None:
    shifted = seeker.seek(np.ascontiguousarray(np.roll(PAGE.picture, 500, axis=1)))
    assert (tally(shifted, 0.9).elsewhere, tally(shifted, 0.9).found) == (1, (0, 0))
    assert tally(None, 0.0) == Tally(pages=1)


def test_a_flaw_leaves_everything_as_it_is_where_nothing_is_said() -> None:
    dice = random.Random(1)
    assert Flaw().portrait(PAGE.picture, dice) is PAGE.picture
    assert Flaw().page(PAGE, dice) is PAGE

"""The portrait is found whichever way up, and a missing model is said once and refuses nobody."""

from __future__ import annotations

from pathlib import Path

import pytest

from kyc.adapters.images import portrait
from kyc.adapters.images.portrait import NONE, Portraits
from tests.faces import array, models_dir
from tests.said import said_by
from tests.unit.adapters.images.papers import card, passport, portraits


@pytest.mark.parametrize("quarters", [0, 1, 2, 3])
def test_the_portrait_is_found_whichever_way_up(quarters: int) -> None:
    page = passport().rotate(90 * quarters, expand=True)
    found = portraits().find(array(page))
    assert found is not None
    assert found.score > 0.8
    middle = ((found.box[0] + found.box[2]) / 2 / page.width, (found.box[1] + found.box[3]) / 2 / page.height)
    upright = (0.18, 0.36)
    x, y = upright
    expected = [(x, y), (y, 1 - x), (1 - x, 1 - y), (1 - y, x)][quarters]
    assert middle == pytest.approx(expected, abs=0.08)


def test_only_the_asked_quarters_are_looked_at() -> None:
    page = passport().rotate(90, expand=True)
    everywhere, asked = portraits().find(array(page)), portraits().find(array(page), (3,))
    assert everywhere is not None
    assert asked is not None
    assert everywhere.score >= asked.score > 0.8


def test_the_back_of_a_card_has_none() -> None:
    found = portraits().find(array(card()[1]))
    assert found is not None
    assert found.score < 0.4


def test_nobody_can_look_without_the_model_and_it_is_said_once(tmp_path: Path) -> None:
    blind = Portraits(tmp_path)
    with said_by(portrait) as said:
        assert blind.find(array(passport())) is None
        assert blind.find(array(passport())) is None
    assert [entry["event"] for entry in said] == ["portraits_not_looked_for"]
    assert said[0]["reason"] == "model_missing"


def test_every_face_of_a_picture_is_found_as_it_is_held() -> None:
    found = portraits().faces(array(passport()))
    assert found is not None
    assert found[0].score > 0.8
    assert [face.area for face in found] == sorted((face.area for face in found), reverse=True)
    assert Portraits(None).faces(array(passport())) is None


def test_without_a_folder_nobody_looks() -> None:
    assert Portraits(None).find(array(passport())) is None


def test_no_face_is_no_height() -> None:
    assert (NONE.score, NONE.height) == (0, 0)
    assert models_dir().is_dir()

"""Kept faces are found again by their numbers, and only from the template's own limit on."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from kyc.adapters.faces import limits
from kyc.adapters.faces.templates import create, packed
from kyc.domain.evidence import Engine, FaceTemplate
from kyc.domain.ports import FaceEngine
from tests.faces import jpeg, page, selfie

ENGINE = Engine("faces", "1")


def unit(*numbers: float) -> NDArray[np.float64]:
    vector = np.array(numbers, np.float64)
    return np.asarray(vector / np.linalg.norm(vector), np.float64)


def sought(vector: NDArray[np.float64], same_at: float = 0.65) -> FaceTemplate:
    return FaceTemplate(ENGINE, same_at, packed(vector))


def test_a_vector_is_kept_in_two_bytes_a_number_and_hardly_moves() -> None:
    rng = np.random.default_rng(7)
    one, other = unit(*rng.normal(size=512)), unit(*rng.normal(size=512))
    assert len(packed(one)) == 1024
    back = np.frombuffer(packed(one), "<f2").astype(np.float64)
    assert abs(float(back @ other) - float(one @ other)) < 0.001


def test_the_places_of_the_same_face_come_in_order() -> None:
    kept = [packed(unit(*numbers)) for numbers in [(1, 0, 0), (0, 1, 0), (1, 0.2, 0), (-1, 0, 0), (1, 0, 0.1)]]
    assert list(create().same(sought(unit(1, 0, 0)), kept)) == [0, 2, 4]


@pytest.mark.parametrize(("same_at", "found"), [(0.7, [0]), (0.72, [])])
def test_the_limit_is_the_templates_own(same_at: float, found: list[int]) -> None:
    assert list(create().same(sought(unit(1, 0), same_at), [packed(unit(1, 1))])) == found


@pytest.mark.parametrize("kept", [[], [b""], [packed(unit(1, 0, 0))]])
def test_nothing_is_found_among_nothing_or_among_vectors_of_another_length(kept: list[bytes]) -> None:
    assert list(create().same(sought(unit(1, 0)), kept)) == []


def test_an_odd_vector_among_good_ones_does_not_shift_their_places() -> None:
    assert list(create().same(sought(unit(1, 0)), [b"xx", packed(unit(1, 0))])) == [1]


def test_a_template_shows_its_numbers_to_no_log() -> None:
    template = sought(unit(1, 0))
    assert repr(template.vector) not in repr(template)
    assert "vector" not in repr(template)


def portrait(engine: FaceEngine, name: str, width: int = 413) -> FaceTemplate:
    found = engine.compare(jpeg(page(name, width)), selfie(name))
    assert "FaceTemplate" not in repr(found)
    assert found.portrait is not None
    return found.portrait


def test_the_same_portrait_is_found_again_on_another_page_and_no_other_persons(engine: FaceEngine) -> None:
    kept = [portrait(engine, name, width).vector for name, width in [("ana", 300), ("bea", 413), ("astronaut", 413)]]
    again = portrait(engine, "ana")
    assert again.engine == limits.MATCH_ENGINE
    assert list(create().same(again, kept)) == [0]


def test_of_a_very_small_portrait_no_template_is_made(engine: FaceEngine) -> None:
    found = engine.compare(jpeg(page("astronaut", 60)), selfie("astronaut"))
    assert found.portrait_eye_distance < limits.TEMPLATE_EYE_DISTANCE
    assert found.portrait is None

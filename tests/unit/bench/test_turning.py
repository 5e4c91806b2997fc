"""Recordings for the bench: people who turn, attacks that follow the moves as well as they can."""

from __future__ import annotations

from pathlib import Path
from random import Random

import numpy as np
import pytest
from PIL import Image

from bench._turning import (
    EYES,
    FRAMES,
    KINDS,
    Photo,
    holding,
    outcome,
    photographed,
    straight,
    swapped,
    tampered,
    turning,
)
from kyc.adapters.faces import create
from kyc.adapters.faces.detection import Detector
from kyc.adapters.weights import read
from kyc.adapters.weights.table import FACE_DETECTION
from kyc.domain.challenge import Move, Verdict
from kyc.domain.ports import ChallengeEngine
from tests.faces import heads, jpeg, models_dir


@pytest.fixture(scope="module")
def engine() -> ChallengeEngine:
    return create(models_dir())


@pytest.fixture(scope="module")
def photo(tmp_path_factory: pytest.TempPathFactory) -> Photo:
    path = tmp_path_factory.mktemp("people") / "astronaut_1.jpg"
    path.write_bytes(jpeg(heads()["astronaut"]))
    (found,) = straight([path], _detector())
    return found


def _detector() -> Detector:
    return Detector(read(models_dir(), FACE_DETECTION.file))


def test_who_looks_straight_is_cut_to_the_head(photo: Photo) -> None:
    assert photo.person.endswith(" astronaut")
    assert photo.face.eye_distance == pytest.approx(EYES, rel=0.1)
    assert max(photo.pixels.shape) < 10 * EYES


def test_who_looks_aside_two_people_and_nobody_are_left_out(tmp_path: Path) -> None:
    both = np.hstack([np.asarray(heads()[name]) for name in ("astronaut", "ana")])
    pictures = {"aside": heads()["bea"], "two": Image.fromarray(both), "nobody": Image.new("RGB", (300, 400), "white")}
    for name, picture in pictures.items():
        (tmp_path / f"{name}.jpg").write_bytes(jpeg(picture))
    assert list(straight(sorted(tmp_path.iterdir()), _detector())) == []


def test_a_drawn_turn_passes_and_tampering_with_it_is_refused_by_name(engine: ChallengeEngine, photo: Photo) -> None:
    recording = turning(photo, Random(1))
    assert len(recording.frames) == FRAMES
    assert {Move.LEFT, Move.RIGHT} < set(recording.moves)
    found, measured = outcome(engine, recording)
    assert found.verdict is Verdict.PASSED
    assert tampered(recording.moves, measured) == {
        "replayed": "frames_replayed",
        "duplicated": "frames_duplicated",
        "reordered": "frames_out_of_order",
        "late": "too_late",
    }


@pytest.mark.parametrize("kind", KINDS)
def test_a_photograph_held_up_does_not_pass(engine: ChallengeEngine, photo: Photo, kind: str) -> None:
    found, measured = outcome(engine, holding(photo, kind, Random(2)))
    assert found.reason == "moves_not_followed"
    assert min(frame.people for frame in measured.frames) == 1


def test_the_frames_of_an_attack_differ(photo: Photo) -> None:
    for kind in KINDS:
        assert len({frame.image for frame in holding(photo, kind, Random(3)).frames}) == FRAMES


def test_prints_are_taken_twelve_at_a_time(tmp_path: Path) -> None:
    for place in range(2 * FRAMES + 5):
        (tmp_path / f"{place:02}.jpg").write_bytes(bytes([place]))
    first, second = photographed(sorted(tmp_path.iterdir()), Random(1))
    assert first.still == first.frames[0].image == b"\0"
    assert second.frames[-1].image == bytes([2 * FRAMES - 1])


def test_a_swap_has_one_s_beginning_and_the_other_s_end(photo: Photo) -> None:
    one, other = holding(photo, "moved", Random(4)), holding(photo, "bent", Random(5))
    both = swapped(one, other)
    assert (both.kind, both.still) == ("swapped", one.still)
    assert (both.frames[0], both.frames[-1]) == (one.frames[0], other.frames[-1])

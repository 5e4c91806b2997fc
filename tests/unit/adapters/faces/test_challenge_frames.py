"""The frames of a challenge with real models: a person who turns, a photograph, a stranger, nobody."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image

from kyc.adapters.faces import create, limits
from kyc.demo.turning import Head, Pixels, steps
from kyc.domain.challenge import FaceLimits, Move, Outcome, Verdict, Window
from kyc.domain.challenge_rules import judge
from kyc.domain.errors import Refused, Unavailable
from kyc.domain.ports import ChallengeEngine, Frame, MeasuredFrames
from tests.faces import array, heads, jpeg, models_dir

pytestmark = pytest.mark.xdist_group("challenge_frames")  # one worker: what they share is slow to make

MOVES = (Move.RIGHT, Move.LEFT, Move.CLOSER)
OPENED = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.fixture(scope="module")
def engine() -> ChallengeEngine:
    return create(models_dir())


@cache
def photo(name: str = "astronaut") -> Pixels:
    return array(heads()[name].resize((480, 576)))


def encoded(picture: Pixels) -> bytes:
    return bytes(cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, 90])[1].tobytes())


@cache
def turning() -> tuple[Frame, ...]:
    """Twelve frames, each with its own noise, as a camera gives them."""
    head, dice = Head(photo(), ((200, 173), (280, 173))), np.random.default_rng(1)
    views = [head.view(yaw, closer) for yaw, closer in steps(MOVES, 12)]
    noisy = [np.clip(view + dice.normal(0, 2, view.shape), 0, 255).astype(np.uint8) for view in views]
    return tuple(Frame(400 * place, encoded(view)) for place, view in enumerate(noisy))


def moved(picture: Pixels) -> list[Frame]:
    """A photograph that is pushed about, turned in its plane and brought nearer."""
    size = picture.shape[1], picture.shape[0]
    ways = [cv2.getRotationMatrix2D((240, 200), 2.5 * place, 1 + 0.03 * place) for place in range(12)]
    for place, way in enumerate(ways):
        way[0, 2] += 4 * place
    return [Frame(400 * place, encoded(cv2.warpAffine(picture, way, size))) for place, way in enumerate(ways)]


def judged(measured: MeasuredFrames, moves: Sequence[Move] = MOVES) -> Outcome:
    return judge(moves, measured.frames, measured.limits, Window(OPENED, OPENED + timedelta(seconds=9)))


@pytest.fixture(scope="module")
def measured(engine: ChallengeEngine) -> MeasuredFrames:
    return engine.measure_frames(encoded(photo()), turning())


def test_a_person_who_turns_passes(measured: MeasuredFrames) -> None:
    found = judged(measured)
    assert found.verdict is Verdict.PASSED
    assert len(found.seen_ms) == 3
    assert found.similarity is not None
    assert found.similarity > limits.MATCH_PASS


def test_the_other_order_does_not(measured: MeasuredFrames) -> None:
    assert judged(measured, (Move.LEFT, Move.RIGHT, Move.CENTRE)).reason == "moves_not_followed"


def test_each_frame_is_measured_with_its_time_and_digest(measured: MeasuredFrames) -> None:
    assert [frame.t_ms for frame in measured.frames] == [frame.t_ms for frame in turning()]
    assert [frame.sha256 for frame in measured.frames] == [
        hashlib.sha256(frame.image).hexdigest() for frame in turning()
    ]


def test_a_photograph_that_is_moved_about_does_not_pass(engine: ChallengeEngine) -> None:
    found = engine.measure_frames(encoded(photo()), moved(photo()))
    assert judged(found).reason == "moves_not_followed"
    assert max(abs(frame.yaw) for frame in found.frames) < 15


def test_a_mirrored_recording_turns_the_other_way(engine: ChallengeEngine) -> None:
    mirrored = [Frame(one.t_ms, encoded(np.ascontiguousarray(pixels(one)[:, ::-1]))) for one in turning()]
    found = engine.measure_frames(encoded(np.ascontiguousarray(photo()[:, ::-1])), mirrored)
    assert judged(found, (Move.LEFT, Move.RIGHT, Move.CLOSER)).verdict is Verdict.PASSED
    assert judged(found).reason == "moves_not_followed"


def pixels(frame: Frame) -> Pixels:
    return np.asarray(cv2.imdecode(np.frombuffer(frame.image, np.uint8), cv2.IMREAD_COLOR), np.uint8)


def test_a_stranger_s_frames_are_a_changed_identity(engine: ChallengeEngine) -> None:
    frames = [*turning()[:11], Frame(4500, encoded(photo("bea")))]
    assert judged(engine.measure_frames(encoded(photo()), frames)).reason == "identity_changed"


def test_a_frame_without_anybody_is_measured_without_people(engine: ChallengeEngine) -> None:
    (frame,) = engine.measure_frames(encoded(photo()), [Frame(7, jpeg(Image.new("RGB", (480, 640), "white")))]).frames
    assert (frame.t_ms, frame.people, frame.live_score) == (7, 0, None)


def test_somebody_beside_is_counted(engine: ChallengeEngine) -> None:
    both = np.hstack([photo("astronaut"), photo("ana")])
    (frame,) = engine.measure_frames(encoded(photo()), [Frame(0, encoded(both))]).frames
    assert frame.people == 2


def test_somebody_far_behind_is_not(engine: ChallengeEngine) -> None:
    crowd = photo().copy()
    small = cv2.resize(photo("ana"), (120, 144), interpolation=cv2.INTER_AREA)
    crowd[20:164, 350:470] = small
    (frame,) = engine.measure_frames(encoded(photo()), [Frame(0, encoded(crowd))]).frames
    assert frame.people == 1


def test_only_frontal_frames_are_scored_for_a_picture_of_a_face(measured: MeasuredFrames) -> None:
    assert any(frame.live_score is None for frame in measured.frames)
    assert all((frame.live_score is None) == (abs(frame.yaw) >= 15) for frame in measured.frames)


def test_eye_distance_is_a_share_of_the_frame(engine: ChallengeEngine) -> None:
    small = np.asarray(cv2.resize(photo(), (240, 288), interpolation=cv2.INTER_AREA), np.uint8)
    large, little = engine.measure_frames(
        encoded(photo()), [Frame(0, encoded(photo())), Frame(1, encoded(small))]
    ).frames
    assert large.eye_distance == pytest.approx(80 / 576, abs=0.02)
    assert little.eye_distance == pytest.approx(large.eye_distance, abs=0.01)


def test_a_still_without_a_face_is_refused(engine: ChallengeEngine) -> None:
    with pytest.raises(Refused, match="face_not_found"):
        engine.measure_frames(jpeg(Image.new("RGB", (480, 640), "white")), turning())


def test_a_frame_that_is_no_picture_is_refused(engine: ChallengeEngine) -> None:
    with pytest.raises(Refused, match="file_damaged"):
        engine.measure_frames(encoded(photo()), [Frame(0, b"no picture")])


def test_a_missing_model_is_named_by_reason(tmp_path: Path) -> None:
    shutil.copytree(models_dir(), tmp_path / "models", ignore=shutil.ignore_patterns("fr_pose.onnx"))
    with pytest.raises(Unavailable, match="model_missing"):
        create(tmp_path / "models").measure_frames(encoded(photo()), turning())


def test_the_limits_are_those_of_the_match_and_the_engine_is_named(measured: MeasuredFrames) -> None:
    assert measured.limits == FaceLimits(limits.MATCH_PASS, limits.MATCH_REVIEW)
    assert measured.engine.name == "fr_pose+fr_feature+fr_liveness+yunet"

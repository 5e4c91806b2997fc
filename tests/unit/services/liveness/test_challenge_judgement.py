"""Judging a challenge: loaded once, looked at with any engine, written down once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from kyc.domain.challenge import FaceLimits, FrameMeasurement, Outcome
from kyc.domain.errors import DomainError, Refused, Unavailable
from kyc.domain.evidence import Engine
from kyc.domain.ports import Frame, MeasuredFrames
from kyc.models import LivenessChallenge, Verification, utcnow
from kyc.services.liveness import challenge_judgement, challenges
from kyc.services.liveness.challenge_judgement import Judged, Recording, conclude, examine, give_up, load, pending
from kyc.services.liveness.challenges import KeptFrame
from kyc.services.verification import requirements
from tests import make
from tests.unit.services.verification.test_uploads import Shelf

EYES = Engine("eyes", "1")
YAWS = (0, 0, 10, 20, 10, 0, 0, -10, -20, -10, 0, 0)


class Eyes:
    """A challenge engine that sees what it is told to see: a turn to the left, then one to the right."""

    def __init__(self, fault: Exception | None = None, **seen: Any) -> None:
        self.fault, self.seen = fault, seen

    def measure_frames(self, still: bytes, frames: Sequence[Frame]) -> MeasuredFrames:
        if self.fault:
            raise self.fault
        assert still == b"still"
        usual = {"people": 1, "eye_distance": 0.2, "similarity": 0.9, "live_score": 6.0, **self.seen}
        turns = zip(frames, YAWS, strict=True)
        measured = [
            replace(FrameMeasurement(one.t_ms, "engine's own", people=1, yaw=yaw), **usual) for one, yaw in turns
        ]
        return MeasuredFrames(measured, FaceLimits(0.42, 0.25), EYES)


@pytest.fixture
def active(committed: Session) -> Verification:
    return make.with_evidence(committed, liveness_type="active")


@pytest.fixture
def challenge(committed: Session, active: Verification) -> LivenessChallenge:
    """One whose frames are here."""
    made, _ = challenges.open_new(committed, active)
    made.moves = ["left", "right", "centre"]
    made.opened_at -= timedelta(seconds=10)
    selfie = requirements.images(committed, active.id)[1]
    assert selfie
    found = [KeptFrame(place * 400, f"s{place}", f"k{place}", f"frame/{place}") for place in range(12)]
    challenges.accept(committed, made, selfie, found, utcnow())
    return made


def shelf(session: Session, active: Verification) -> Shelf:
    kept = Shelf()
    selfie = requirements.images(session, active.id)[1]
    assert selfie
    kept.kept = {selfie.blob: b"still", **{f"frame/{place}": b"frame" for place in range(12)}}
    return kept


def loaded(session: Session, challenge: LivenessChallenge) -> Recording:
    found = load(session, challenge.id)
    assert found
    return found


def test_a_turn_that_was_seen_passes_with_limits_and_engine(
    committed: Session, active: Verification, challenge: LivenessChallenge
) -> None:
    found = examine(loaded(committed, challenge), Eyes, shelf(committed, active))
    assert (found.outcome.reason, found.limits, found.engine) == ("passed", FaceLimits(0.42, 0.25), EYES)
    conclude(committed, challenge.id, found)
    assert (challenge.reason, challenge.similarity, challenge.live_score) == ("passed", 0.9, 6.0)
    assert (challenge.pass_at, challenge.review_at, challenge.engine) == (0.42, 0.25, "eyes")
    assert challenge.seen_ms == [1200, 3200, 4000]
    assert challenge.judged_at


@pytest.mark.parametrize(
    ("seen", "reason"),
    [
        ({"people": 0}, "face_lost"),
        ({"similarity": 0.1}, "identity_changed"),
        ({"similarity": 0.3}, "identity_uncertain"),
        ({"yaw": 0.0}, "moves_not_followed"),
        ({"yaw": 0.0, "people": 2}, "several_people"),
        ({"similarity": float("nan")}, "check_crashed"),
        ({"live_score": float("inf")}, "check_crashed"),
    ],
)
def test_what_was_seen_is_judged_by_the_rules(
    committed: Session, active: Verification, challenge: LivenessChallenge, seen: dict[str, Any], reason: str
) -> None:
    found = examine(loaded(committed, challenge), lambda: Eyes(**seen), shelf(committed, active))
    assert found.outcome.reason == reason


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        (Unavailable("model_missing"), "model_missing"),
        (Unavailable("something of another house"), "check_crashed"),
        (Refused("face_not_found"), "face_not_found"),
        (Refused("file_damaged"), "file_damaged"),
        (DomainError("odd"), "check_crashed"),
        (ValueError("a person's name"), "check_crashed"),
    ],
)
def test_a_measurement_that_fails_has_a_reason_of_the_catalogue(
    committed: Session, active: Verification, challenge: LivenessChallenge, fault: Exception, reason: str
) -> None:
    found = examine(loaded(committed, challenge), lambda: Eyes(fault), shelf(committed, active))
    assert found == Judged(Outcome(reason))


def test_an_engine_that_measures_no_challenge_leaves_it_to_a_person(
    committed: Session, active: Verification, challenge: LivenessChallenge
) -> None:
    def none() -> Eyes:
        raise Unavailable("not_supported")

    found = examine(loaded(committed, challenge), none, shelf(committed, active))
    assert found.outcome.reason == "not_supported"


def test_where_the_images_cannot_be_had_now_the_job_waits(committed: Session, challenge: LivenessChallenge) -> None:
    class Away(Shelf):
        def get(self, name: str) -> bytes:
            raise Unavailable("the image store does not answer")

    with pytest.raises(Unavailable):
        examine(loaded(committed, challenge), Eyes, Away())


def test_the_kept_bytes_are_what_counts_as_a_replay(
    committed: Session, active: Verification, challenge: LivenessChallenge
) -> None:
    earlier = replace(loaded(committed, challenge), used=frozenset({"k5"}))
    found = examine(earlier, Eyes, shelf(committed, active))
    assert found.outcome.reason == "frames_replayed"


def test_what_was_judged_is_not_judged_again(committed: Session, challenge: LivenessChallenge) -> None:
    conclude(committed, challenge.id, Judged(Outcome("face_lost")))
    first = challenge.judged_at
    conclude(committed, challenge.id, Judged(Outcome("passed")))
    give_up(committed, challenge.id)
    assert (challenge.reason, challenge.judged_at) == ("face_lost", first)
    assert load(committed, challenge.id) is None


def test_one_without_frames_is_not_judged(committed: Session, active: Verification) -> None:
    made, _ = challenges.open_new(committed, active)
    conclude(committed, made.id, Judged(Outcome("passed")))
    assert (made.reason, load(committed, made.id)) == (None, None)


def test_one_that_is_no_longer_there_is_no_concern(committed: Session) -> None:
    conclude(committed, "chal_gone", Judged(Outcome("passed")))
    assert load(committed, "chal_gone") is None


def test_only_what_waits_for_a_judgement_is_pending(
    committed: Session, active: Verification, challenge: LivenessChallenge
) -> None:
    challenges.open_new(committed, active)
    committed.flush()
    assert pending(committed, active.id) == [challenge.id]
    give_up(committed, challenge.id)
    committed.flush()
    assert (challenge.reason, pending(committed, active.id)) == ("processing_error", [])


def test_the_service_names_no_engine_of_its_own() -> None:
    assert not hasattr(challenge_judgement, "OnnxFaces")

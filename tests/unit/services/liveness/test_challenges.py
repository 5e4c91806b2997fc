"""Challenges: opened in numbers, answered once, given more time, exchanged for a person."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from kyc.domain.errors import Closed, InvalidTransition, NotFound, Refused
from kyc.models import LivenessChallenge, Selfie, Verification, utcnow
from kyc.services.liveness import challenges
from kyc.services.liveness.challenges import KeptFrame, SentFrame
from kyc.services.verification import requirements, uploads, verifications
from tests import make


@pytest.fixture
def active(committed: Session) -> Verification:
    return make.with_evidence(committed, liveness_type="active")


def opened(session: Session, verification: Verification) -> tuple[LivenessChallenge, str]:
    return challenges.open_new(session, verification)


def test_numbers_rise_and_moves_hold_both_sides(committed: Session, active: Verification) -> None:
    made = [opened(committed, active)[0] for _ in range(3)]
    assert [one.number for one in made] == [1, 2, 3]
    assert all({"left", "right"} < set(one.moves) and len(one.moves) == 3 for one in made)
    assert [one.replaced_at is None for one in made] == [False, False, True]


def test_two_challenges_never_have_one_number(committed: Session, active: Verification) -> None:
    first = opened(committed, active)[0]
    twin = LivenessChallenge(
        id="chal_twin", verification_id=active.id, number=1, nonce_digest="x", moves=[], capture_s=1.0, seen_ms=[]
    )
    committed.flush()
    nested = committed.begin_nested()
    committed.add(twin)
    with pytest.raises(IntegrityError):
        committed.flush()
    nested.rollback()
    assert first.number == 1


def test_an_answered_one_is_not_replaced(committed: Session, active: Verification) -> None:
    first = opened(committed, active)[0]
    first.received_at = utcnow()
    opened(committed, active)
    assert first.replaced_at is None


def test_only_the_nonce_itself_answers(committed: Session, active: Verification) -> None:
    challenge, nonce = opened(committed, active)
    challenges.require_answerable(active, challenge, nonce)
    for wrong in ("", nonce[:-1], nonce + "a", nonce.upper()):
        with pytest.raises(Refused) as caught:
            challenges.require_answerable(active, challenge, wrong)
        assert caught.value.code == "nonce_wrong"


@pytest.mark.parametrize("mark", ["received_at", "replaced_at", "alternative_at"])
def test_what_was_answered_replaced_or_given_up_takes_no_answer(
    committed: Session, active: Verification, mark: str
) -> None:
    challenge, nonce = opened(committed, active)
    setattr(challenge, mark, utcnow())
    for ask in (
        lambda: challenges.require_answerable(active, challenge, nonce),
        lambda: challenges.extend(active, challenge),
    ):
        with pytest.raises(Refused) as caught:
            ask()
        assert caught.value.code == "challenge_used"


def test_after_submit_or_the_end_nothing_is_answered(committed: Session, active: Verification) -> None:
    challenge, nonce = opened(committed, active)
    challenges.ask_alternative(committed, active, challenge, "applicant")
    verifications.submit(committed, active, "applicant")
    with pytest.raises(InvalidTransition):
        challenges.require_answerable(active, challenge, nonce)
    other = make.with_evidence(committed, liveness_type="active")
    challenge, nonce = opened(committed, other)
    other.closed_reason = "cancelled"
    with pytest.raises(Closed):
        challenges.require_answerable(other, challenge, nonce)
    with pytest.raises(Closed):
        challenges.ask_alternative(committed, other, challenge, "applicant")


def test_a_challenge_belongs_to_its_verification(committed: Session, active: Verification) -> None:
    challenge, _ = opened(committed, active)
    other = make.with_evidence(committed, liveness_type="active")
    assert challenges.get(committed, active, challenge.id) is challenge
    for owner, name in ((other, challenge.id), (active, "chal_" + "z" * 31), (active, "' or 1=1"), (active, "\x00")):
        with pytest.raises(NotFound):
            challenges.get(committed, owner, name)


def frames(count: int = 12, pace: int = 400, first: str = "a") -> list[tuple[int, str]]:
    return [(place * pace, f"{first}{place}") for place in range(count)]


def aged(challenge: LivenessChallenge, seconds: float = 10) -> LivenessChallenge:
    challenge.opened_at -= timedelta(seconds=seconds)
    return challenge


@pytest.mark.parametrize(
    ("found", "seconds", "reason"),
    [
        (frames(), 10, None),
        (frames(8), 10, None),
        (frames(15), 10, None),
        (frames(), 36, "too_late"),
        ([], 10, "frames_missing"),
        (frames(7), 10, "frames_missing"),
        (frames(16), 10, "frames_too_many"),
        ([*frames(11), (100, "z")], 10, "frames_out_of_order"),
        (frames(pace=0), 10, "frames_out_of_order"),
        (frames(pace=1000), 10, "frames_out_of_order"),
        (frames(pace=2000), 30, "too_late"),
        ([*frames(11), (9000, "a3")], 10, "frames_duplicated"),
    ],
)
def test_what_needs_no_look_is_named_at_once(
    committed: Session, active: Verification, found: list[tuple[int, str]], seconds: float, reason: str | None
) -> None:
    challenge = aged(opened(committed, active)[0], seconds)
    assert challenges.fault(committed, challenge, found, utcnow()) == reason


def test_frames_of_any_other_challenge_of_the_verification_are_known(committed: Session, active: Verification) -> None:
    first = opened(committed, active)[0]
    first.frames = [{"t_ms": 0, "sha256": "sent", "kept": "clean", "blob": "frame/x"}]
    second = aged(opened(committed, active)[0])
    committed.flush()
    assert challenges.used_before(committed, second) == {"sent", "clean"}
    for known in ("sent", "clean"):
        assert challenges.fault(committed, second, [*frames(11), (5000, known)], utcnow()) == "frames_replayed"
    assert challenges.used_before(committed, first) == set()


def test_frames_of_another_go_of_the_same_record_are_known_and_those_of_others_are_not(
    committed: Session, active: Verification
) -> None:
    first = opened(committed, active)[0]
    first.frames = [{"t_ms": 0, "sha256": "sent", "kept": "clean", "blob": "frame/x"}]
    again, other = (make.with_evidence(committed, liveness_type="active") for _ in range(2))
    again.profile_id = active.profile_id
    committed.flush()
    assert challenges.used_before(committed, opened(committed, again)[0]) == {"sent", "clean"}
    assert challenges.used_before(committed, opened(committed, other)[0]) == set()


def test_what_is_refused_burns_the_nonce_and_keeps_digests_alone(committed: Session, active: Verification) -> None:
    challenge, nonce = opened(committed, active)
    challenges.refuse(challenge, "frames_missing", utcnow(), [SentFrame(5, b"one")])
    sha256 = uploads.digest(b"one")
    assert challenge.frames == [{"t_ms": 5, "sha256": sha256, "kept": sha256, "blob": None}]
    assert challenge.judged_at
    with pytest.raises(Refused) as caught:
        challenges.require_answerable(active, challenge, nonce)
    assert caught.value.code == "challenge_used"


def test_what_is_accepted_waits_for_a_judgement(committed: Session, active: Verification) -> None:
    challenge, nonce = opened(committed, active)
    selfie = requirements.images(committed, active.id)[1]
    assert isinstance(selfie, Selfie)
    challenges.accept(committed, challenge, selfie, [KeptFrame(1, "s", "k", "frame/x")], utcnow())
    assert (challenge.selfie_id, challenge.reason) == (selfie.id, None)
    assert challenge.frames == [{"t_ms": 1, "sha256": "s", "kept": "k", "blob": "frame/x"}]
    assert nonce


def test_without_any_challenge_a_person_can_be_asked_for(committed: Session, active: Verification) -> None:
    assert requirements.needs(committed, active) == ["liveness"]
    challenges.without_moves(committed, active, "applicant")
    assert requirements.needs(committed, active) == []
    challenges.without_moves(committed, active, "applicant")
    assert committed.query(LivenessChallenge).count() == 1


def test_passive_liveness_has_no_other_way_to_ask_for(committed: Session) -> None:
    passive = make.with_evidence(committed)
    for ask in (
        lambda: challenges.open_new(committed, passive),
        lambda: challenges.without_moves(committed, passive, "applicant"),
    ):
        with pytest.raises(Refused) as caught:
            ask()
        assert caught.value.code == "challenge_not_asked"

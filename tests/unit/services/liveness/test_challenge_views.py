"""A challenge in words: exact ones for programs, kind ones for the page, the nonce once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from kyc.domain.reasons import CATALOGUE
from kyc.models import LivenessChallenge, Verification, utcnow
from kyc.services.liveness import challenge_views, challenges
from kyc.services.liveness.challenge_views import Chances
from kyc.services.verification import requirements
from tests import make


@pytest.fixture
def active(committed: Session) -> Verification:
    return make.with_evidence(committed, liveness_type="active")


@pytest.fixture
def opened(committed: Session, active: Verification) -> tuple[LivenessChallenge, str]:
    return challenges.open_new(committed, active)


def test_the_nonce_stands_in_the_first_answer_alone(
    committed: Session, active: Verification, opened: tuple[LivenessChallenge, str]
) -> None:
    challenge, nonce = opened
    assert challenge_views.opened_view(committed, active, challenge, nonce)["nonce"] == nonce
    assert challenge_views.page_view(committed, active, challenge, nonce)["nonce"] == nonce
    assert nonce not in str(challenge_views.view(committed, active, challenge))
    assert nonce not in str(challenge_views.page_view(committed, active, challenge))


@pytest.mark.parametrize("code", ["passed", "frames_replayed", "identity_changed", "model_missing", "face_lost"])
def test_a_program_reads_the_reason_and_its_words(
    committed: Session, active: Verification, opened: tuple[LivenessChallenge, str], code: str
) -> None:
    challenge, _ = opened
    challenge.received_at, challenge.reason = utcnow(), code
    outcome = challenge_views.view(committed, active, challenge)["outcome"]
    assert (outcome["reason"], outcome["detail"]) == (code, CATALOGUE[code].partner)
    assert outcome["hint"] == CATALOGUE[code].applicant


def test_the_page_reads_kind_words_and_no_code(
    committed: Session, active: Verification, opened: tuple[LivenessChallenge, str]
) -> None:
    challenge, _ = opened
    challenge.received_at, challenge.reason = utcnow(), "identity_changed"
    found = challenge_views.page_view(committed, active, challenge)
    assert found["message"] == CATALOGUE["identity_changed"].applicant
    assert "identity_changed" not in str(found)


def test_seconds_left_are_counted_by_our_clock_and_never_negative(
    committed: Session, active: Verification, opened: tuple[LivenessChallenge, str]
) -> None:
    challenge, _ = opened
    challenge.opened_at = utcnow() - timedelta(seconds=10)
    assert 20 < challenge_views.page_view(committed, active, challenge)["seconds_left"] <= 25
    challenge.opened_at = utcnow() - timedelta(seconds=100)
    found = challenge_views.page_view(committed, active, challenge)
    assert (found["seconds_left"], found["late"]) == (0, True)


def test_moments_are_stamped_only_where_there_are_any(
    committed: Session, active: Verification, opened: tuple[LivenessChallenge, str]
) -> None:
    challenge, _ = opened
    found = challenge_views.view(committed, active, challenge)
    assert (found["received_at"], found["judged_at"]) == (None, None)
    challenge.received_at = challenge.judged_at = utcnow()
    found = challenge_views.view(committed, active, challenge)
    assert found["received_at"].endswith("Z")
    assert found["judged_at"].endswith("Z")


def test_the_page_is_told_why_nothing_more_is_asked(
    committed: Session, active: Verification, opened: tuple[LivenessChallenge, str]
) -> None:
    challenge, _ = opened
    assert challenge_views.page_view(committed, active, challenge)["standing"] == "open"
    selfie = requirements.images(committed, active.id)[1]
    assert selfie
    challenge.received_at, challenge.selfie_id = utcnow(), selfie.id
    for reason, stands in (("passed", "passed"), ("identity_uncertain", "person")):
        challenge.reason = reason
        found = challenge_views.page_view(committed, active, challenge)
        assert (found["standing"], found["next"]) == (stands, "continue")


def test_chances_count_what_is_left_of_how_many(committed: Session, active: Verification) -> None:
    assert challenge_views.chances(committed, active) == Chances("open", 3, 3, "selfie")
    for left in (2, 1, 0):
        challenge, _ = challenges.open_new(committed, active)
        challenge.received_at, challenge.reason = utcnow(), "face_lost"
        committed.flush()
        assert challenge_views.chances(committed, active).left == left
    assert challenge_views.chances(committed, active).standing == "used_up"

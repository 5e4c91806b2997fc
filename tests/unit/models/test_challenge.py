"""The table of challenges: what it holds together, and that it comes back as it was written."""

from __future__ import annotations

import pytest
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from kyc.models import LivenessChallenge, transaction, utcnow
from tests import make


def row(verification_id: str, number: int = 1, **more: object) -> LivenessChallenge:
    usual = {
        "nonce_digest": "0" * 64,
        "moves": ["left", "right", "closer"],
        "capture_s": 20.0,
        "frames": [],
        "seen_ms": [],
    }
    return LivenessChallenge(id=f"chal_{number}", verification_id=verification_id, number=number, **{**usual, **more})


def test_a_challenge_comes_back_as_it_was_written(session: Session) -> None:
    frames = [{"t_ms": 120, "sha256": "a" * 64, "kept": "b" * 64, "blob": "frame/img_x"}]
    with transaction(session):
        owner = make.verification(session)
        session.add(row(owner.id, frames=frames, received_at=utcnow(), seen_ms=[1, 2], similarity=0.5, reason="passed"))
    session.expire_all()
    found = session.get_one(LivenessChallenge, "chal_1")
    assert (found.frames, found.moves, found.seen_ms) == (frames, ["left", "right", "closer"], [1, 2])
    assert (found.similarity, found.live_score, found.alternative_at) == (0.5, None, None)
    assert found.received_at
    assert found.received_at.tzinfo


@pytest.mark.parametrize("changes", [{"verification_id": "sess_none"}, {"selfie_id": "self_none"}])
def test_it_points_at_what_there_is(session: Session, changes: dict[str, str]) -> None:
    with transaction(session):
        owner = make.verification(session).id
    found = row(changes.pop("verification_id", owner), **changes)
    with pytest.raises(IntegrityError), transaction(session):
        session.add(found)


def test_numbers_of_one_verification_are_unique(session: Session) -> None:
    with transaction(session):
        first, second = make.verification(session).id, make.verification(session).id
        session.add_all([row(first, 1), row(second, 2)])
    twin = row(first, 1)
    twin.id = "chal_twin"
    with pytest.raises(IntegrityError), transaction(session):
        session.add(twin)

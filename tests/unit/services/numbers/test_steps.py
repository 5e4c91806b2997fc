"""What is lost from step to step, and whose first head movements passed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sqlalchemy.orm import Session

from kyc.domain import ids
from kyc.models import LivenessChallenge, Verification, transaction
from kyc.services.numbers.cohort import Scope
from kyc.services.numbers.steps import movements, steps
from kyc.services.numbers.tally import Tally
from tests import make
from tests.unit.services.opened import at

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


def answered(session: Session, verification: Verification, number: int, reason: str | None) -> None:
    """A challenge of it with this outcome; None where nothing was sent."""
    made = LivenessChallenge(id=ids.token("chal"), verification_id=verification.id, number=number, nonce_digest="-")
    made.moves, made.capture_s, made.reason = ["left"], 20.0, reason
    made.received_at, made.opened_at = NOW if reason else None, verification.created_at
    session.add(made)
    session.flush()


def test_each_step_is_compared_with_the_one_before() -> None:
    total = Tally(opened=10, documents=8, selfies=6, submitted=6, approved=2, rejected=1, sent_documents=9)
    assert [(one.name, one.reached, one.lost) for one in steps(total)] == [
        ("opened", 10, 0.0),
        ("document", 8, 0.2),
        ("selfie", 6, 0.25),
        ("submitted", 6, 0.0),
        ("decided", 3, 0.5),
    ]


def test_only_steps_with_photos_have_tries() -> None:
    total = Tally(opened=4, documents=4, sent_documents=4, good_documents=3)
    opened, document, selfie, *_ = steps(total)
    assert (opened.tried, opened.first_tries) == (None, None)
    assert (document.tried, document.first_tries) == (4, 0.75)
    assert (selfie.tried, selfie.first_tries) == (0, None)


def test_the_first_answered_movements_count(session: Session) -> None:
    with transaction(session):
        one, two, three, test = (at(make.verification(session, mode), NOW) for mode in ("live",) * 3 + ("test",))
        answered(session, one, 1, None)
        answered(session, one, 2, "passed")
        answered(session, two, 1, "moves_not_followed")
        answered(session, two, 2, "passed")
        answered(session, three, 1, "model_missing")
        answered(session, test, 1, "passed")
    found = movements(session, Scope(NOW))
    assert (found.tried, found.good, found.first_tries) == (2, 1, 0.5)


def test_movements_of_another_time_do_not_count(session: Session) -> None:
    with transaction(session):
        answered(session, at(make.verification(session), NOW - timedelta(days=31)), 1, "passed")
    assert movements(session, Scope(NOW)).tried == 0

"""Somebody known who may continue is answered without a write; whatever needs a write is left to the transaction."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from kyc.domain.errors import Invalid
from kyc.domain.lifecycle import Step
from kyc.models import DEFAULT_PARTNER, Verification, transaction, utcnow
from kyc.services.verification import openings, standing, verifications
from kyc.services.verification.openings import Options
from kyc.services.verification.standing import Standing
from kyc.services.verification.transitions import advance
from tests import make


@pytest.fixture
def opened(session: Session) -> Verification:
    with transaction(session):
        return openings.open_new(session, make.profile(session), Options())[0]


def known(session: Session, **changes: str) -> Standing | None:
    return standing.known(session, DEFAULT_PARTNER, "live", make.declared(**changes))


def test_the_newest_verification_counts(session: Session, opened: Verification) -> None:
    assert known(session) == Standing(opened.profile_id, opened.id)
    assert known(session, nationality="Singapore", document_number="a-123 4567") == known(session)
    with transaction(session):
        later = openings.open_new(session, make.profile(session), Options())[0]
        later.created_at = opened.created_at + timedelta(seconds=1)
    assert known(session) == Standing(opened.profile_id, later.id)


def test_strangers_and_other_modes_and_partners_are_not_known(session: Session, opened: Verification) -> None:
    assert known(session, document_number="B7654321") is None
    assert standing.known(session, DEFAULT_PARTNER, "test", make.declared()) is None
    assert standing.known(session, "ptn_other", "live", make.declared()) is None
    with pytest.raises(Invalid):
        known(session, nationality="Atlantis")


def test_another_name_has_to_be_written_down_once(session: Session, opened: Verification) -> None:
    assert known(session, name="Somebody Else") is None
    with transaction(session):
        make.profile(session, name="Somebody Else")
    assert known(session, name="Somebody Else") == Standing(opened.profile_id, opened.id)


@pytest.mark.parametrize("end", ["expired", "cancelled", "rejected", "overdue"])
def test_what_has_ended_begins_anew_in_a_transaction(session: Session, opened: Verification, end: str) -> None:
    with transaction(session):
        if end == "rejected":
            _rejected(session, opened)
        elif end == "overdue":
            opened.expires_at = utcnow() - timedelta(seconds=1)
        else:
            opened.expires_at = utcnow() if end == "expired" else opened.expires_at
            verifications.cancel(session, opened, "partner") if end == "cancelled" else None
    assert known(session) is None


def test_a_rejection_for_good_is_not_begun_anew(session: Session, opened: Verification) -> None:
    with transaction(session):
        _rejected(session, opened)
        opened.rejection_type = "final"
    assert known(session) == Standing(opened.profile_id, opened.id)


def _rejected(session: Session, opened: Verification) -> None:
    make.photographed(session, opened)
    verifications.submit(session, opened, "partner")
    for step in (Step.BEGIN, Step.REJECT):
        advance(session, opened, step, "policy")

"""Opening, submitting and ending verifications."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from kyc.domain.check import Result
from kyc.domain.documents import DocumentType, Side
from kyc.domain.errors import Closed, InvalidTransition, MissingEvidence, NotFound
from kyc.domain.lifecycle import State
from kyc.models import DEFAULT_PARTNER, Partner, Profile, Verification, utcnow
from kyc.services import pipeline, uploads, verifications
from kyc.services.uploads import DocumentFacts
from kyc.services.verifications import Options
from tests import make


def test_a_new_verification_says_what_is_missing(committed: Session) -> None:
    found = make.verification(committed)
    assert verifications.missing(found, *verifications.images(committed, found.id)) == ["document.front", "selfie"]


def test_the_missing_sides_follow_the_chosen_document(committed: Session) -> None:
    found = make.verification(committed)
    front = DocumentFacts(DocumentType.ID_CARD, Side.FRONT, "SGP", "api")
    uploads.attach_document(committed, found, make.received("front"), front, "partner")
    assert verifications.missing(found, *verifications.images(committed, found.id)) == ["document.back", "selfie"]
    assert found.state is State.CREATED
    back = DocumentFacts(DocumentType.ID_CARD, Side.BACK, "SGP", "api")
    uploads.attach_document(committed, found, make.received("back"), back, "partner")
    assert found.state is State.DOCUMENTS_UPLOADED


def test_the_token_opens_its_own_verification_and_no_other(committed: Session) -> None:
    owner = make.profile(committed)
    found, token = verifications.open_new(committed, owner, Options())
    other = make.verification(committed)
    assert verifications.by_token(committed, found.id, token).id == found.id
    for wrong_id, wrong in ((found.id, token + "x"), (other.id, token), ("sess_none", token), (found.id, "")):
        with pytest.raises(NotFound):
            verifications.by_token(committed, wrong_id, wrong)
    assert token not in str(found.token_digest)


def test_another_partner_or_mode_finds_nothing(committed: Session) -> None:
    found = make.verification(committed)
    assert verifications.get(committed, found.id, DEFAULT_PARTNER, "live").id == found.id
    committed.add(Partner(id="ptn_other", name="Other", sealed_webhook_secret=b""))
    committed.flush()
    for partner, mode in (("ptn_other", "live"), (DEFAULT_PARTNER, "test")):
        with pytest.raises(NotFound):
            verifications.get(committed, found.id, partner, mode)


def test_submitting_needs_everything(committed: Session) -> None:
    found = make.verification(committed)
    with pytest.raises(MissingEvidence) as caught:
        verifications.submit(committed, found, "partner")
    assert caught.value.missing == ["document.front", "selfie"]
    assert found.state is State.CREATED


def test_submitting_again_changes_nothing(committed: Session) -> None:
    found = make.submitted(committed)
    at = found.submitted_at
    verifications.submit(committed, found, "partner")
    assert (found.state, found.submitted_at) == (State.SUBMITTED, at)


def test_a_verification_whose_time_is_over_expires(committed: Session) -> None:
    found = make.with_evidence(committed, ttl_s=1)
    found.expires_at = utcnow() - timedelta(seconds=1)
    committed.flush()
    assert [one.id for one in verifications.due_before(committed, utcnow())] == [found.id]
    with pytest.raises(Closed, match="expired"):
        verifications.submit(committed, found, "partner")
    assert (found.closed_reason, found.state) == ("expired", State.SELFIE_UPLOADED)
    assert verifications.is_final(found)


def test_what_was_submitted_never_expires(committed: Session) -> None:
    found = make.submitted(committed)
    found.expires_at = utcnow() - timedelta(days=1)
    committed.flush()
    verifications.expire_if_due(committed, found)
    assert found.closed_reason is None
    assert list(verifications.due_before(committed, utcnow())) == []


def test_cancelling_ends_it_and_again_changes_nothing(committed: Session) -> None:
    found = make.verification(committed)
    verifications.cancel(committed, found, "partner")
    at = found.closed_at
    verifications.cancel(committed, found, "partner")
    assert (found.closed_reason, found.closed_at) == ("cancelled", at)
    with pytest.raises(Closed):
        uploads.attach_selfie(committed, found, make.received(), "api", "partner")


def test_what_was_submitted_cannot_be_cancelled(committed: Session) -> None:
    with pytest.raises(InvalidTransition):
        verifications.cancel(committed, make.submitted(committed), "partner")


def owner_of(session: Session, verification: Verification) -> Profile:
    return session.get_one(Profile, verification.profile_id)


def decided(session: Session, result: Result) -> Verification:
    found = make.submitted(session)
    pipeline.begin(session, found.id)
    pipeline.conclude(session, found.id, make.examination(document_authenticity=result))
    return found


def test_asking_again_while_one_is_open_gives_the_same(committed: Session) -> None:
    found = make.verification(committed)
    assert verifications.ensure_open(committed, owner_of(committed, found), Options()).id == found.id


def test_after_a_rejection_there_is_another_go(committed: Session) -> None:
    found = decided(committed, Result.FAIL)
    assert found.state is State.REJECTED
    fresh = verifications.ensure_open(committed, owner_of(committed, found), Options())
    assert (fresh.id != found.id, fresh.previous_id, fresh.state) == (True, found.id, State.CREATED)


def test_a_final_rejection_and_an_approval_stay(committed: Session) -> None:
    rejected = decided(committed, Result.FAIL)
    rejected.rejection_type = "final"
    assert verifications.ensure_open(committed, owner_of(committed, rejected), Options()).id == rejected.id
    approved = decided(committed, Result.PASS)
    assert verifications.ensure_open(committed, owner_of(committed, approved), Options()).id == approved.id


@pytest.mark.parametrize("reason", ["expired", "cancelled"])
def test_after_a_closed_one_there_is_a_fresh_one(committed: Session, reason: str) -> None:
    found = make.verification(committed)
    found.closed_reason, found.closed_at = reason, utcnow()
    committed.flush()
    fresh = verifications.ensure_open(committed, owner_of(committed, found), Options())
    assert fresh.id != found.id

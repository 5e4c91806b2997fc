"""Finding, submitting and ending verifications."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from kyc.domain.documents import DocumentType
from kyc.domain.errors import Closed, InvalidTransition, MissingEvidence, NotFound, Refused
from kyc.domain.lifecycle import State
from kyc.models import DEFAULT_PARTNER, Partner, utcnow
from kyc.services.verification import openings, requirements, uploads, verifications
from kyc.services.verification.openings import Options
from tests import make


def test_the_token_opens_its_own_verification_and_no_other(committed: Session) -> None:
    owner = make.profile(committed)
    found, token = openings.open_new(committed, owner, Options())
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


def test_choosing_another_document_sets_aside_the_photos_of_the_first(committed: Session) -> None:
    found = make.with_evidence(committed)
    verifications.choose_document(committed, found, DocumentType.ID_CARD, "SGP")
    documents, selfie = requirements.images(committed, found.id)
    assert (list(documents), selfie is None) == ([], False)
    assert requirements.missing(found, documents, selfie) == ["document.front", "document.back"]
    with pytest.raises(MissingEvidence):
        verifications.submit(committed, found, "applicant")


def test_a_document_that_the_partner_does_not_take_cannot_be_chosen(committed: Session) -> None:
    found = make.verification(committed, accepted_documents=("passport",))
    with pytest.raises(Refused, match="document_type_not_accepted"):
        verifications.choose_document(committed, found, DocumentType.ID_CARD, None)
    assert found.document_type is None


@pytest.mark.parametrize(("seconds", "due"), [(-1, True), (0, True), (1, False)])
def test_the_last_moment_belongs_to_the_expiry(committed: Session, seconds: int, due: bool) -> None:
    found, now = make.verification(committed), utcnow()
    found.expires_at = now + timedelta(seconds=seconds)
    assert verifications.is_due(found, now) is due


def test_evidence_for_one_whose_time_is_over_is_refused_before_the_housekeeping_comes(committed: Session) -> None:
    found = make.verification(committed)
    found.expires_at = utcnow() - timedelta(seconds=1)
    with pytest.raises(Closed, match="expired"):
        verifications.require_open(found)
    with pytest.raises(Closed, match="expired"):
        verifications.cancel(committed, found, "partner")


def test_a_person_is_wanted_once_for_each_reason_of_the_catalogue(committed: Session) -> None:
    found = make.verification(committed)
    for code in ("person_requested", "consent_declined", "person_requested"):
        verifications.want_person(committed, found, code)
    with pytest.raises(KeyError):
        verifications.want_person(committed, found, "because")
    assert found.person_wanted == ["person_requested", "consent_declined"]

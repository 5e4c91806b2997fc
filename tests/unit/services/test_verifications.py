"""Opening, submitting and ending verifications."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from kyc.domain.check import Result
from kyc.domain.documents import DocumentType, Side
from kyc.domain.errors import Closed, InvalidTransition, MissingEvidence, NotFound, Refused
from kyc.domain.lifecycle import State
from kyc.models import DEFAULT_PARTNER, Partner, Profile, Verification, db, transaction, utcnow
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


def test_however_many_ask_at_once_after_a_rejection_there_is_one_more_go(session: Session) -> None:
    with transaction(session):
        ended = decided(session, Result.FAIL)
    start, engine = threading.Barrier(6, timeout=30), db.engine

    def ask(_: int) -> str:
        start.wait()
        with Session(engine) as mine, transaction(mine):
            return verifications.ensure_open(mine, mine.get_one(Profile, ended.profile_id), Options()).id

    with ThreadPoolExecutor(6) as pool:
        opened = set(pool.map(ask, range(6)))
    assert len(opened) == 1
    assert ended.id not in opened


def test_the_next_go_keeps_what_the_partner_asked_for(committed: Session) -> None:
    wish = Options(
        client_reference_id="cust_42",
        webhook_url="https://partner.example/hooks",
        return_url="https://partner.example/done",
        locale="fr",
        metadata={"tier": 2},
        accepted_documents=("passport",),
        liveness_type="active",
        max_retries=5,
        ttl_s=7200,
    )
    first = verifications.open_new(committed, make.profile(committed), wish)[0]
    assert verifications.options_of(first) == wish


def test_choosing_another_document_sets_aside_the_photos_of_the_first(committed: Session) -> None:
    found = make.with_evidence(committed)
    verifications.choose_document(committed, found, DocumentType.ID_CARD, "SGP")
    documents, selfie = verifications.images(committed, found.id)
    assert (list(documents), selfie is None) == ([], False)
    assert verifications.missing(found, documents, selfie) == ["document.front", "document.back"]
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

"""How many refused images an item may have, for which document, and when one may be sent as it is."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from kyc.domain.documents import DocumentType
from kyc.domain.errors import Refused
from kyc.models import Verification
from kyc.services.verification import attempts, uploads, verifications
from kyc.services.verification.attempts import MOST_DOCUMENTS
from tests import make
from tests.unit.services.verification.test_resubmission import asked

PAGE, SELFIE = "document.data_page", "selfie"


def choose(session: Session, found: Verification, kind: str, country: str) -> None:
    verifications.choose_document(session, found, DocumentType(kind), country)


def use_up(session: Session, found: Verification, item: str, start: int = 0) -> None:
    """Refusals until no attempt is left."""
    while attempts.left(session, found, item):
        start += 1
        attempts.note_refusal(session, found, item, f"{item}{start}{found.document_type}", "image_blurry")


def test_another_document_and_another_country_have_attempts_of_their_own(committed: Session) -> None:
    found = make.verification(committed, max_retries=2)
    choose(committed, found, "passport", "SGP")
    use_up(committed, found, PAGE)
    assert attempts.left(committed, found, PAGE) == 0
    choose(committed, found, "passport", "FRA")
    assert attempts.left(committed, found, PAGE) == 2
    choose(committed, found, "id_card", "SGP")
    assert attempts.left(committed, found, "document.front") == 2
    choose(committed, found, "passport", "SGP")
    assert attempts.left(committed, found, PAGE) == 0


def test_a_face_has_the_same_attempts_whatever_the_document(committed: Session) -> None:
    found = make.verification(committed, max_retries=1)
    choose(committed, found, "passport", "SGP")
    use_up(committed, found, SELFIE)
    choose(committed, found, "passport", "FRA")
    assert attempts.left(committed, found, SELFIE) == 0


def test_what_was_refused_before_a_document_was_chosen_counts_for_it(committed: Session) -> None:
    found = make.verification(committed, max_retries=2)
    attempts.note_refusal(committed, found, "document.front", "a", "image_blurry")
    choose(committed, found, "id_card", "SGP")
    assert attempts.left(committed, found, "document.front") == 1


def test_a_photo_may_be_sent_as_it_is_only_when_no_attempt_is_left(committed: Session) -> None:
    found = make.verification(committed, max_retries=1)
    assert not attempts.as_it_is(committed, found, SELFIE)
    with pytest.raises(Refused, match="too_many_attempts"):
        attempts.check(committed, found, SELFIE, "x", as_is=True)
    attempts.note_refusal(committed, found, SELFIE, "x", "image_blurry")
    with pytest.raises(Refused, match="too_many_attempts"):
        attempts.check(committed, found, SELFIE, "y")
    attempts.check(committed, found, SELFIE, "x", as_is=True)


def test_there_is_an_end_to_all_attempts_together(committed: Session) -> None:
    found = make.verification(committed, max_retries=1)
    for number in range(MOST_DOCUMENTS):
        attempts.note_refusal(committed, found, SELFIE, f"{number}", "file_damaged")
    assert not attempts.as_it_is(committed, found, SELFIE)


def test_what_was_asked_for_once_more_has_attempts_of_its_own_for_all_items_together(committed: Session) -> None:
    found = make.in_review(committed, max_retries=2)
    attempts.note_refusal(committed, found, SELFIE, "before", "image_blurry")
    asked(committed, found, PAGE, SELFIE)
    assert attempts.left(committed, found, PAGE) == 2
    assert attempts.note_refusal(committed, found, PAGE, "one", "image_blurry") == 1
    assert attempts.note_refusal(committed, found, SELFIE, "two", "image_blurry") == 0
    assert attempts.note_refusal(committed, found, SELFIE, "three", "file_damaged") == 0
    assert attempts.as_it_is(committed, found, SELFIE)


def test_the_photo_that_a_person_wants_anew_is_not_taken_again(committed: Session) -> None:
    found = make.in_review(committed)
    old = make.received(f"selfie-{found.id}").sha256
    assert uploads.find_selfie(committed, found.id, old) is not None
    asked(committed, found, SELFIE)
    assert uploads.find_selfie(committed, found.id, old) is None
    for as_is in (False, True):
        with pytest.raises(Refused) as caught:
            attempts.check(committed, found, SELFIE, old, as_is=as_is and attempts.as_it_is(committed, found, SELFIE))
        assert caught.value.code == "already_refused"

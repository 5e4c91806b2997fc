"""Consent, the browser that holds a verification, the choice of the document, and another go."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from kyc.domain.devices import Device
from kyc.domain.documents import DocumentType
from kyc.domain.errors import Closed, InvalidTransition, Refused
from kyc.models import Consent, Document, Holder
from kyc.services.applicant import consents, holders
from kyc.services.verification import attempts, challenge_state, openings, requirements, verifications
from tests import make


def test_consent_is_not_given_before_it_is(committed: Session) -> None:
    made = make.verification(committed)
    assert not consents.given(committed, made.id)
    consents.give(committed, made, consents.text_digest("words"), "en")
    assert consents.given(committed, made.id)


def test_consent_is_kept_once_and_as_it_was_first_given(committed: Session) -> None:
    made = make.verification(committed)
    consents.give(committed, made, "first", "en")
    consents.give(committed, made, "second", "fr")
    (kept,) = committed.scalars(select(Consent)).all()
    assert (kept.text_sha256, kept.locale) == ("first", "en")


def test_consent_of_one_is_none_of_another(committed: Session) -> None:
    one, other = make.verification(committed), make.verification(committed)
    consents.give(committed, one, "x", "en")
    assert not consents.given(committed, other.id)


def test_the_newest_answer_counts_and_every_change_of_mind_is_kept(committed: Session) -> None:
    made = make.verification(committed, liveness_type="active")
    for agreed in (False, False, True, False):
        consents.give(committed, made, "words", "en", agreed=agreed)
        assert made.faces_declined is not agreed
        assert challenge_state.is_active(made) is agreed
    assert [one.agreed for one in committed.scalars(select(Consent).order_by(Consent.id))] == [False, True, False]
    assert made.person_wanted == ["consent_declined"]


@pytest.mark.parametrize(("one", "other", "same"), [("a b", " a\n  b ", True), ("a b", "ab", False), ("a", "A", False)])
def test_the_digest_is_of_the_words(one: str, other: str, same: bool) -> None:
    assert (consents.text_digest(one) == consents.text_digest(other)) is same


def test_a_verification_nobody_holds_is_held_by_nobody_else(committed: Session) -> None:
    assert not holders.held_elsewhere(committed, make.verification(committed).id, "any")


def test_the_holder_is_known_by_its_token_alone(committed: Session) -> None:
    made = make.verification(committed)
    holders.hold(committed, made.id, "mine")
    assert not holders.held_elsewhere(committed, made.id, "mine")
    assert holders.held_elsewhere(committed, made.id, "other")
    assert holders.held_elsewhere(committed, made.id, "")


def test_the_next_holder_takes_over(committed: Session) -> None:
    made = make.verification(committed)
    holders.hold(committed, made.id, "first")
    holders.hold(committed, made.id, "second")
    assert holders.held_elsewhere(committed, made.id, "first")
    assert not holders.held_elsewhere(committed, made.id, "second")


def test_the_token_itself_is_not_stored(committed: Session) -> None:
    made = make.verification(committed)
    holders.hold(committed, made.id, "hold_secret")
    assert "secret" not in committed.get_one(Holder, made.id).token_digest


def test_holding_again_changes_nothing(committed: Session) -> None:
    made = make.verification(committed)
    holders.hold(committed, made.id, "mine")
    since = committed.get_one(Holder, made.id).at
    holders.hold(committed, made.id, "mine")
    assert committed.get_one(Holder, made.id).at == since


def test_the_kind_of_device_is_kept_until_another_kind_goes_on(committed: Session) -> None:
    made = make.verification(committed)
    seen = []
    for token, device in (("a", Device.UNKNOWN), ("a", Device.TABLET), ("b", Device.PHONE), ("c", Device.PHONE)):
        holders.hold(committed, made.id, token, device=device)
        seen.append(committed.get_one(Holder, made.id).device)
    holders.hold(committed, made.id, "d", device=Device.DESKTOP)
    assert [*seen, committed.get_one(Holder, made.id).device] == ["unknown", "unknown", "phone", "phone", "several"]


def test_choosing_a_document_decides_its_sides(committed: Session) -> None:
    made = make.verification(committed)
    verifications.choose_document(committed, made, DocumentType.ID_CARD, "FRA")
    assert (made.document_type, made.issuing_country) == ("id_card", "FRA")
    assert requirements.missing(made, [], None) == ["document.front", "document.back", "selfie"]


def test_another_kind_puts_the_photos_aside(committed: Session) -> None:
    made = make.with_evidence(committed)
    verifications.choose_document(committed, made, DocumentType.ID_CARD, None)
    assert requirements.images(committed, made.id)[0] == []
    (old,) = committed.scalars(select(Document)).all()
    assert old.replaced_at


def test_the_same_kind_keeps_them(committed: Session) -> None:
    made = make.with_evidence(committed)
    verifications.choose_document(committed, made, DocumentType.PASSPORT, "SGP")
    assert len(requirements.images(committed, made.id)[0]) == 1


def test_a_kind_the_partner_does_not_accept_is_refused(committed: Session) -> None:
    made = make.verification(committed, accepted_documents=("passport",))
    with pytest.raises(Refused, match="document_type_not_accepted"):
        verifications.choose_document(committed, made, DocumentType.ID_CARD, None)
    assert made.document_type is None


def test_nothing_is_chosen_after_submit(committed: Session) -> None:
    made = make.submitted(committed)
    with pytest.raises(InvalidTransition):
        verifications.choose_document(committed, made, DocumentType.PASSPORT, None)


def test_nothing_is_chosen_once_it_is_closed(committed: Session) -> None:
    made = make.verification(committed)
    verifications.cancel(committed, made, "partner")
    with pytest.raises(Closed):
        verifications.choose_document(committed, made, DocumentType.PASSPORT, None)


def test_tries_of_the_sides_are_counted_apart(committed: Session) -> None:
    made = make.verification(committed)
    attempts.note_refusal(committed, made, "document.front", "a", "image_blurry")
    assert attempts.left(committed, made, "document.front") == 2
    assert attempts.left(committed, made, "document.back") == 3


def test_another_go_has_the_same_options(committed: Session) -> None:
    options = openings.Options(
        client_reference_id="c1",
        webhook_url="https://shop.example/hook",
        return_url="https://shop.example/back",
        locale="fr",
        metadata={"a": [1]},
        accepted_documents=("id_card",),
        liveness_type="active",
        max_retries=7,
        ttl_s=1234,
    )
    owner = make.profile(committed)
    first = openings.open_new(committed, owner, options)[0]
    assert openings.options_of(first) == options
    second = openings.open_new(committed, owner, openings.options_of(first))[0]
    assert second.expires_at - second.created_at == timedelta(seconds=1234)

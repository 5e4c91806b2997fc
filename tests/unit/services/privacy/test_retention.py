"""What has lost its term goes: nothing that is open, held or too young, each class for itself, and once."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from kyc.domain.errors import NotFound
from kyc.domain.retention import Terms
from kyc.models import DEFAULT_PARTNER, DiscardedObject, Profile, Purge, utcnow
from kyc.services.privacy import erasure, holds, retention
from kyc.services.record import audit
from kyc.services.screening import monitored
from tests import make
from tests.unit.services.privacy.ended import (
    BIOMETRICS,
    EXTRACTED,
    IMAGES,
    RECORD,
    abandoned,
    blobs,
    decided,
    standard,
    terms,
)


def due(session: Session, of: dict[str, Terms]) -> dict[str, set[str]]:
    return {one: {str(kind) for kind in kinds} for one, kinds in retention.due(session, of, utcnow(), 100).items()}


def test_each_class_is_due_after_its_own_days(committed: Session) -> None:
    old, newer = decided(committed, 40), decided(committed, 20)
    decided(committed, 1)
    assert due(committed, terms(images=10, extracted=30)) == {old.id: {"images", "extracted"}, newer.id: {"images"}}
    assert due(committed, terms()) == {}


def test_what_is_open_is_never_due_and_what_was_given_up_is(committed: Session) -> None:
    make.in_review(committed)
    make.with_evidence(committed)
    left = abandoned(committed, 3)
    assert due(committed, terms(images=1)) == {left.id: {"images"}}


def test_images_go_from_the_rows_and_onto_the_list_of_what_is_to_be_deleted(committed: Session) -> None:
    made = decided(committed, 40)
    names = {*blobs(committed, made.id), f"frame/{made.id}"}
    assert retention.purge(committed, made.id, {IMAGES})
    assert blobs(committed, made.id) == ["", ""]
    assert set(retention.discarded(committed, 10)) == names
    assert made.extracted
    assert due(committed, terms(images=10, biometrics=10)) == {made.id: {"biometrics"}}


def test_what_was_declared_goes_with_the_last_verification_that_has_its_data(committed: Session) -> None:
    old = decided(committed, 40)
    newer = make.verification(committed)
    newer.profile_id = old.profile_id
    committed.flush()
    profile = committed.get_one(Profile, old.profile_id)
    retention.purge(committed, old.id, {EXTRACTED})
    assert old.extracted is None
    assert profile.name == "Jane Doe"
    newer.closed_reason, newer.closed_at = "expired", utcnow()
    retention.purge(committed, newer.id, {EXTRACTED})
    assert {profile.name, profile.document_number, profile.match_number} == {None}


def test_an_approved_person_of_whom_no_name_is_left_is_monitored_no_more(committed: Session) -> None:
    made = decided(committed, 40)
    assert [one.verification_id for one in monitored.approved_after(committed, "sanctions", "", 10)[0]] == [made.id]
    retention.purge(committed, made.id, {EXTRACTED})
    assert monitored.approved_after(committed, "sanctions", "", 10)[0] == []


def test_a_held_record_loses_nothing_even_if_the_hold_came_in_between(committed: Session) -> None:
    made = decided(committed, 40)
    assert made.id in due(committed, terms(images=1))
    hold = holds.put(committed, made.profile_id, "litigation", "", "operator")
    assert due(committed, terms(images=1)) == {}
    assert not retention.purge(committed, made.id, {IMAGES})
    assert all(blobs(committed, made.id))
    holds.lift(committed, hold.id, "operator")
    assert retention.purge(committed, made.id, {IMAGES})


def test_what_was_erased_is_not_purged_again(committed: Session) -> None:
    made = decided(committed, 40)
    erasure.redact(committed, made, erasure.Order("partner", "operator"))
    assert due(committed, terms(images=1, extracted=1)) == {}
    assert not retention.purge(committed, made.id, {IMAGES})
    assert committed.scalars(select(DiscardedObject)).all() == []


def test_a_purge_stands_on_the_chain_by_its_classes_alone(committed: Session, session: Session) -> None:
    made = decided(committed, 40)
    retention.purge(committed, made.id, {IMAGES, BIOMETRICS, EXTRACTED})
    committed.commit()
    told = next(one for one in audit.entries(session, made.id) if one.act == "data.purged")
    assert (told.actor, told.detail) == ("system", {"classes": ["biometrics", "extracted", "images"]})
    assert len(session.scalars(select(Purge)).all()) == 3


def test_a_partners_own_terms_come_before_the_settings(committed: Session) -> None:
    made = decided(committed, 40)
    own = standard(images=10)
    assert made.id in due(committed, retention.terms_of(committed, own))
    retention.set_term(committed, DEFAULT_PARTNER, IMAGES, 0, "operator")
    assert due(committed, retention.terms_of(committed, own)) == {}
    retention.set_term(committed, DEFAULT_PARTNER, IMAGES, None, "operator")
    retention.set_term(committed, DEFAULT_PARTNER, IMAGES, None, "operator")
    assert made.id in due(committed, retention.terms_of(committed, own))
    retention.set_term(committed, DEFAULT_PARTNER, RECORD, 20, "operator")
    assert due(committed, retention.terms_of(committed, standard())) == {made.id: {"images", "biometrics", "extracted"}}


def test_terms_are_those_of_a_partner_that_exists(committed: Session) -> None:
    with pytest.raises(NotFound):
        retention.set_term(committed, "ptn_nobody", IMAGES, 1, "operator")

"""A hold on a record is in force from the moment it is put until it is lifted, and several may be."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from kyc.domain.errors import Held, Invalid, LostRace, NotFound
from kyc.models import Profile
from kyc.services.privacy import holds
from kyc.services.record import audit
from kyc.services.record.audit import Act
from tests import make

OFFICER = "staff:7"


@pytest.fixture
def record(committed: Session) -> str:
    return make.profile(committed).id


def test_a_record_is_held_until_every_hold_is_lifted(committed: Session, record: str) -> None:
    first = holds.put(committed, record, "litigation", " 12/345 ", OFFICER)
    second = holds.put(committed, record, "authority", "", "operator")
    assert first.reference == "12/345"
    holds.lift(committed, first.id, OFFICER)
    assert holds.held(committed, record)
    holds.lift(committed, second.id, OFFICER)
    assert not holds.held(committed, record)
    assert {one.id for one in holds.of_profile(committed, record)} == {first.id, second.id}
    assert holds.standing(committed) == []


def test_a_hold_on_one_record_says_nothing_of_another(committed: Session, record: str) -> None:
    other = make.profile(committed, document_number="B7654321").id
    holds.put(committed, record, "supervisor", "", OFFICER)
    assert not holds.held(committed, other)
    held = committed.scalars(select(Profile.id).where(holds.in_force(Profile.id))).all()
    assert held == [record]


def test_who_would_destroy_something_of_a_held_record_is_refused(committed: Session, record: str) -> None:
    holds.refuse_held(committed, record)
    hold = holds.put(committed, record, "investigation", "", OFFICER)
    with pytest.raises(Held):
        holds.refuse_held(committed, record)
    holds.lift(committed, hold.id, OFFICER)
    holds.refuse_held(committed, record)


def test_a_hold_says_why_in_a_word_of_the_list_and_names_a_short_file(committed: Session, record: str) -> None:
    with pytest.raises(Invalid) as wrong:
        holds.put(committed, record, "because", "x" * 121, OFFICER)
    assert {one.pointer for one in wrong.value.errors} == {"/reason", "/reference"}
    assert not holds.held(committed, record)


@pytest.mark.parametrize("unknown", ["", "nobodyhasthisid", "a\0b"])
def test_what_is_not_there_is_not_found(committed: Session, unknown: str) -> None:
    with pytest.raises(NotFound):
        holds.put(committed, unknown, "other", "", OFFICER)
    with pytest.raises(NotFound):
        holds.lift(committed, unknown, OFFICER)
    with pytest.raises(NotFound):
        holds.refuse_held(committed, unknown)


def test_a_hold_is_lifted_once(committed: Session, record: str) -> None:
    hold = holds.put(committed, record, "other", "", OFFICER)
    holds.lift(committed, hold.id, OFFICER)
    with pytest.raises(LostRace):
        holds.lift(committed, hold.id, OFFICER)


def test_both_ends_stand_on_the_audit_chain_without_the_reference(session: Session, committed: Session) -> None:
    record = make.profile(committed).id
    hold = holds.put(committed, record, "authority", "Court of Somewhere 7", OFFICER)
    holds.lift(committed, hold.id, "operator")
    committed.commit()
    told = [one for one in audit.entries(session, record) if one.act.startswith("hold.")]
    assert [(one.act, one.actor) for one in told] == [(Act.HOLD_PUT, OFFICER), (Act.HOLD_LIFTED, "operator")]
    assert told[0].detail == {"hold": hold.id, "reason": "authority"}
    assert "Somewhere" not in str(told)

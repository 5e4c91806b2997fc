"""Who is monitored: everybody approved, by the newest approval, as the lists were asked for them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy.orm import Session

from kyc.domain.screening import Person
from kyc.models import Profile, utcnow
from kyc.services.screening import monitored
from tests import make
from tests.screenings import JOHN, MATCH, breakdown, concluded, decided


def everybody(session: Session) -> list[str]:
    return sorted(one.verification_id for one in monitored.approved_after(session, "sanctions", "", 100)[0])


def test_only_approved_people_are_monitored(committed: Session) -> None:
    approved = concluded(committed, breakdown())
    concluded(committed, breakdown(MATCH), approved=False)
    make.verification(committed)
    assert everybody(committed) == [approved.id]


def test_who_was_rejected_since_is_monitored_no_more(committed: Session) -> None:
    approved = concluded(committed, breakdown())
    committed.get_one(Profile, approved.profile_id).verification_status = "rejected"
    committed.flush()
    assert everybody(committed) == []


def test_they_come_with_the_question_the_lists_and_what_was_seen_to(committed: Session) -> None:
    approved = concluded(committed, breakdown(MATCH), mode="test")
    (one,), position = monitored.approved_after(committed, "sanctions", "", 10)
    assert (one.profile_id, one.mode, one.person) == (approved.profile_id, "test", JOHN)
    assert (one.lists, one.seen) == (frozenset({("List", "v1")}), frozenset({MATCH.fingerprint}))
    assert position == approved.profile_id


def test_another_index_has_lists_of_its_own(committed: Session) -> None:
    concluded(committed, breakdown(MATCH))
    (one,), _ = monitored.approved_after(committed, "pep", "", 10)
    assert (one.lists, one.seen) == (frozenset(), frozenset())


def test_the_next_ones_follow_behind_the_position_until_there_are_no_more(committed: Session) -> None:
    made = sorted(concluded(committed, breakdown()).profile_id for _ in range(5))
    seen, position = list[str](), ""
    while True:
        people, after = monitored.approved_after(committed, "sanctions", position, 2)
        if after is None:
            break
        seen, position = seen + [one.profile_id for one in people], after
    assert seen == made


def test_approvals_follow_in_the_order_of_their_moments(committed: Session) -> None:
    made = [concluded(committed, breakdown()) for _ in range(3)]
    moments = [decided(committed, one, timedelta(hours=3 - place)) for place, one in enumerate(made)]
    beginning = (utcnow() - timedelta(days=1), "")
    people, cursor = monitored.approved_since(committed, "sanctions", beginning, utcnow(), 2)
    assert {one.verification_id for one in people} == {made[0].id, made[1].id}
    assert cursor == (moments[1], made[1].id)
    people, cursor = monitored.approved_since(committed, "sanctions", cursor, utcnow(), 2)
    assert [one.verification_id for one in people] == [made[2].id]
    assert cursor
    assert monitored.approved_since(committed, "sanctions", cursor, utcnow(), 2) == ([], None)


@pytest.mark.parametrize("kept", [None, {"lists": [], "matches": []}])
def test_whom_no_question_is_kept_of_is_asked_for_by_what_was_read(
    committed: Session, kept: dict[str, object] | None
) -> None:
    concluded(committed, kept)
    (one,), _ = monitored.approved_after(committed, "sanctions", "", 10)
    assert one.person == Person("JOHN DOE", date(1990, 1, 15), ("GBR",), "AB1234567")


def test_what_was_declared_stands_in_for_what_was_not_read(committed: Session) -> None:
    made = concluded(committed, None, date_of_birth=date(1991, 2, 3))
    made.extracted = None
    owner = committed.get_one(Profile, made.profile_id)
    person = monitored.person_of(made, owner, None)
    assert person == Person("Jane Doe", date(1991, 2, 3), ("SGP",), owner.document_number)


@pytest.mark.parametrize("born", ["", "1990-02-31", None])
def test_a_birth_date_that_is_none_is_left_out(committed: Session, born: str | None) -> None:
    made = concluded(committed, None)
    made.extracted = {"full_name": "JOHN DOE", "date_of_birth": born}
    person = monitored.person_of(made, committed.get_one(Profile, made.profile_id), None)
    assert person is not None
    assert person.birth_date is None


def test_somebody_without_a_name_cannot_be_compared(committed: Session) -> None:
    made = concluded(committed, None)
    made.extracted = None
    committed.get_one(Profile, made.profile_id).name = None
    committed.flush()
    assert monitored.approved_after(committed, "sanctions", "", 10) == ([], made.profile_id)

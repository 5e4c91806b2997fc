"""One answer to each case, an order of one's own, and the truth only afterwards."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from kyc.domain.errors import Invalid, NotFound
from kyc.domain.training import Outcome
from kyc.models import AuditEntry, StaffUser, TrainingAnswer, transaction
from kyc.services.training import answers, cases
from tests import practice
from tests.unit.services.verification.test_uploads import Shelf

ONE, TWO = 7, 8


@pytest.fixture
def shelf(session: Session) -> Shelf:
    """Empty, and two people of the staff are there."""
    with transaction(session):
        session.add_all(StaffUser(id=who, email=f"{who}@example.org", fs_uniquifier=str(who)) for who in (ONE, TWO))
    return Shelf()


def test_an_answer_stands_and_tells_its_outcome(session: Session, shelf: Shelf) -> None:
    case = practice.added(session, shelf, truth="forged")
    assert answers.practice(session, case.id, ONE).outcome is None
    with transaction(session):
        assert answers.give(session, case.id, ONE, "genuine").outcome is Outcome.FALSE_ACCEPT
    with transaction(session):
        again = answers.give(session, case.id, ONE, "forged")
    assert again.outcome is Outcome.FALSE_ACCEPT
    assert session.scalar(select(func.count()).select_from(TrainingAnswer)) == 1
    assert answers.practice(session, case.id, TWO).answer is None


def test_what_is_answered_does_not_wait(session: Session, shelf: Shelf) -> None:
    made = {practice.added(session, shelf, name).id for name in "abc"}
    first = answers.waiting(session, ONE)
    assert set(first) == made
    with transaction(session):
        answers.give(session, first[0], ONE, "genuine")
    assert answers.waiting(session, ONE) == first[1:]
    assert len(answers.waiting(session, TWO)) == 3


def test_neighbours_have_orders_of_their_own(session: Session, shelf: Shelf) -> None:
    for name in "abcdefgh":
        practice.added(session, shelf, name)
    assert answers.waiting(session, ONE) != answers.waiting(session, TWO)


def test_a_removed_case_is_not_found(session: Session, shelf: Shelf) -> None:
    case = practice.added(session, shelf)
    with transaction(session):
        cases.remove(session, "one")
    assert answers.waiting(session, ONE) == []
    with pytest.raises(NotFound), transaction(session):
        answers.give(session, case.id, ONE, "genuine")


def test_anything_else_is_no_answer(session: Session, shelf: Shelf) -> None:
    case = practice.added(session, shelf)
    for said in ("", "approved", "GENUINE"):
        with pytest.raises(Invalid), transaction(session):
            answers.give(session, case.id, ONE, said)
    assert answers.practice(session, case.id, ONE).answer is None


def test_a_case_that_is_none_is_not_found(session: Session, shelf: Shelf) -> None:
    for case_id in ("train_none", "", "a\0b"):
        with pytest.raises(NotFound):
            answers.practice(session, case_id, ONE)
        with pytest.raises(NotFound), transaction(session):
            answers.give(session, case_id, ONE, "genuine")


def test_an_opened_image_is_on_the_record(session: Session, shelf: Shelf) -> None:
    one, other = practice.added(session, shelf), practice.added(session, shelf, "other")
    image = cases.images_of(session, one.id)[0]
    with transaction(session):
        assert answers.open_image(session, one.id, image.id, "staff:7") == image.blob
    entry = session.scalars(select(AuditEntry).where(AuditEntry.act == "image.opened")).one()
    assert (entry.actor, entry.subject) == ("staff:7", one.id)
    assert entry.detail == {"image": image.id, "purpose": "training"}
    for case_id, image_id in ((other.id, image.id), (one.id, "timg_none"), (one.id, "\0")):
        with pytest.raises(NotFound):
            answers.open_image(session, case_id, image_id, "staff:7")

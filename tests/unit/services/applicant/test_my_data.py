"""Whose data a browser may see: what came through its own hands, and nothing that others sent before."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from kyc.models import Document, DocumentTrace, Handoff, Holder, Profile, Selfie, Verification, transaction, utcnow
from kyc.services.applicant import handoffs, holders, my_data
from kyc.services.verification import openings, uploads
from tests import make

MINE, OTHER = "hold_mine", "hold_other"


def sent(books: Session, verification: Verification) -> None:
    """A photo of the passport."""
    received = make.received(f"page-{verification.id}")
    uploads.attach_document(books, verification, received, make.passport_facts(), "applicant")


def fresh(books: Session, verification: Verification) -> Verification:
    """The next check on the same record."""
    with transaction(books):
        profile = books.get_one(Profile, verification.profile_id)
        made, _ = openings.open_new(books, profile, openings.Options())
        made.created_at = verification.created_at + timedelta(seconds=1)
    return made


def begun(books: Session, token: str = MINE) -> Verification:
    """A check that a browser holds from the start, with a photo."""
    with transaction(books):
        made = make.verification(books)
        holders.hold(books, made.id, token)
        sent(books, made)
    return made


def holds(books: Session, verification: Verification, token: str) -> str | None:
    found = my_data.holding(books, verification.profile_id, token)
    return found.id if found else None


def own(books: Session, verification: Verification, token: str = MINE) -> list[str]:
    return [one.id for one in my_data.share(books, verification.profile_id, token).own]


def whole(books: Session, verification: Verification, token: str = MINE) -> bool:
    return my_data.share(books, verification.profile_id, token).declared


def since(books: Session, verification: Verification, moment: datetime) -> None:
    with transaction(books):
        books.get_one(Holder, verification.id).at = moment


def taken_over(books: Session, verification: Verification, token: str) -> None:
    """By the link alone, after the photo."""
    with transaction(books):
        holders.hold(books, verification.id, token)
    since(books, verification, utcnow() + timedelta(seconds=1))


def test_nobody_holds_what_nobody_began(books: Session) -> None:
    with transaction(books):
        made = make.verification(books)
    assert holds(books, made, MINE) is None
    assert holds(books, made, "") is None


def test_only_the_browser_that_holds_it_counts(books: Session) -> None:
    made = begun(books)
    assert holds(books, made, MINE) == made.id
    assert holds(books, made, OTHER) is None


def test_another_check_that_nobody_holds_yet_takes_nothing_away(books: Session) -> None:
    made = begun(books)
    later = fresh(books, made)
    assert holds(books, made, MINE) == made.id
    with transaction(books):
        holders.hold(books, later.id, OTHER)
    assert holds(books, made, MINE) is None
    assert holds(books, made, OTHER) == later.id


def test_who_was_there_from_the_start_has_all_of_it(books: Session) -> None:
    made = begun(books)
    assert own(books, made) == [made.id]
    assert whole(books, made)


def test_who_took_over_by_the_link_gets_nothing_that_was_sent_before(books: Session) -> None:
    made = begun(books)
    taken_over(books, made, OTHER)
    assert own(books, made, OTHER) == []
    assert not whole(books, made, OTHER)
    assert own(books, made) == []


def test_who_took_over_before_the_first_photo_has_all_of_it(books: Session) -> None:
    with transaction(books):
        made = make.verification(books)
        holders.hold(books, made.id, OTHER)
        holders.hold(books, made.id, MINE)
        sent(books, made)
    assert own(books, made) == [made.id]


def test_a_check_that_was_handed_on_keeps_what_came_before(books: Session) -> None:
    made = begun(books)
    began = books.get_one(Holder, made.id).at
    with transaction(books):
        handoffs.begin(books, made.id, MINE)
        nonce = books.get_one(Handoff, made.id).nonce
        assert handoffs.join(books, made.id, nonce, OTHER)
    assert books.get_one(Holder, made.id).at == began
    assert own(books, made, OTHER) == [made.id]
    with transaction(books):
        assert handoffs.take_back(books, made.id, MINE)
    assert own(books, made) == [made.id]


def test_an_earlier_check_of_another_browser_is_withheld(books: Session) -> None:
    made = begun(books)
    later = fresh(books, made)
    with transaction(books):
        holders.hold(books, later.id, OTHER)
    share = my_data.share(books, made.profile_id, OTHER)
    assert ([one.id for one in share.own], [one.id for one in share.others]) == ([later.id], [made.id])
    assert not share.declared


def test_photos_that_the_partner_sent_are_not_given_to_whoever_opens_the_link(books: Session) -> None:
    with transaction(books):
        made = make.with_evidence(books)
    with transaction(books):
        holders.hold(books, made.id, MINE)
    since(books, made, utcnow() + timedelta(seconds=1))
    assert own(books, made) == []


@pytest.mark.parametrize("table", [Document, Selfie])
def test_one_older_photo_is_enough_to_withhold(books: Session, table: type[Document | Selfie]) -> None:
    with transaction(books):
        made = make.with_evidence(books)
        holders.hold(books, made.id, MINE)
    since(books, made, made.created_at)
    assert own(books, made) == [made.id]
    with transaction(books):
        early = made.created_at - timedelta(seconds=1)
        books.execute(update(table).where(table.verification_id == made.id).values(created_at=early))
    assert own(books, made) == []


def test_what_is_stored_is_counted_class_by_class(books: Session) -> None:
    with transaction(books):
        made = make.in_review(books)
    found = my_data.stored(books, made.profile_id, 365)
    assert (found.declared, found.photos, found.read, found.results, found.screened) == (True, 2, True, 5, True)
    assert found.history == 5


def test_a_face_description_has_its_last_day(books: Session) -> None:
    made = begun(books)
    with transaction(books):
        books.add(_trace(made, b"sealed"))
    assert my_data.stored(books, made.profile_id, 30).face_until == made.created_at + timedelta(days=30)
    with transaction(books):
        books.get_one(DocumentTrace, made.id).sealed_portrait = None
    assert my_data.stored(books, made.profile_id, 30).face_until is None


def test_a_record_without_anything_has_nothing(books: Session, verification: Verification) -> None:
    with transaction(books):
        books.get_one(Profile, verification.profile_id).name = None
    found = my_data.stored(books, verification.profile_id, 0)
    assert not any((found.declared, found.photos, found.read, found.results, found.screened, found.history))


def _trace(made: Verification, portrait: bytes) -> DocumentTrace:
    return DocumentTrace(
        verification_id=made.id,
        profile_id=made.profile_id,
        partner_id=made.partner_id,
        mode=made.mode,
        sealed_portrait=portrait,
        created_at=made.created_at,
    )

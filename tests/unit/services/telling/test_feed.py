"""The feed: every event once, in an order that never changes, whoever commits last."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from kyc.domain.errors import NotFound
from kyc.models import DEFAULT_PARTNER, Event, Partner, Verification, transaction
from kyc.services.telling import feed
from kyc.services.telling.events import announce
from tests import make

NAMES = ("session.created", "session.submitted", "verification.manual_review")


@pytest.fixture
def waiting(books: Session, verification: Verification) -> Verification:
    """A verification of which three things were told, none of them numbered."""
    for name in NAMES:
        with transaction(books):
            announce(books, verification, name)
    with transaction(books):
        for event in books.scalars(select(Event).where(Event.type.not_in(NAMES))):
            books.delete(event)
    return verification


def read(books: Session, after: str | None = None, limit: int = 10, mode: str = "live") -> tuple[list[str], bool]:
    with transaction(books):
        feed.take_in(books, DEFAULT_PARTNER)
    found, more = feed.page(books, DEFAULT_PARTNER, mode, after, [], limit)  # type: ignore[arg-type]
    return [one.id for one in found], more


def test_pages_follow_one_another_without_a_gap(books: Session, waiting: Verification) -> None:
    whole, _ = read(books)
    first, more = read(books, limit=2)
    rest, none = read(books, after=first[-1])
    assert (first + rest, more, none) == (whole, True, False)
    assert read(books, after=whole[-1]) == ([], False)


def test_what_commits_late_comes_after_what_was_read_whenever_it_began(books: Session, waiting: Verification) -> None:
    seen, _ = read(books)
    early = min(books.scalars(select(Event.at)))
    with transaction(books):
        late = Event(id="evt_" + "0" * 26, type="session.created", body=b"{}", at=early, mode="live")
        late.partner_id, late.profile_id, late.verification_id = DEFAULT_PARTNER, waiting.profile_id, waiting.id
        books.add(late)
    assert read(books, after=seen[-1])[0] == [late.id]
    assert read(books)[0] == [*seen, late.id]


def test_reading_twice_numbers_once(books: Session, waiting: Verification) -> None:
    before = read(books)
    assert not feed.unnumbered(books, DEFAULT_PARTNER)
    assert read(books) == before


def test_a_chosen_type_is_all_that_comes(books: Session, waiting: Verification) -> None:
    read(books)
    found, _ = feed.page(books, DEFAULT_PARTNER, "live", None, ["session.submitted"], 10)
    assert [one.type for one in found] == ["session.submitted"]


def test_test_events_stand_in_the_test_feed(books: Session, waiting: Verification) -> None:
    with transaction(books):
        made = make.verification(books, "test")
    tested, _ = read(books, mode="test")
    assert {books.get_one(Event, one).verification_id for one in tested} == {made.id}
    assert not set(tested) & set(read(books)[0])


def test_the_event_of_another_partner_is_no_place_to_go_on_from(books: Session, waiting: Verification) -> None:
    with transaction(books):
        books.add(Partner(id="ptn_other", name="Other", sealed_webhook_secret=b""))
    first = read(books)[0][0]
    with pytest.raises(NotFound):
        feed.page(books, "ptn_other", "live", first, [], 10)


def test_what_was_told_of_one_session_comes_in_its_order(books: Session, waiting: Verification) -> None:
    assert [one.type for one in feed.of_session(books, waiting.id)] == list(NAMES)

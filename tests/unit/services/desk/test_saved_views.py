"""Saved views: one's own and those that are shared, each a name for filters."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from kyc.domain.errors import Denied, Invalid, NotFound
from kyc.models import SavedView, transaction
from kyc.services.desk import saved_views
from kyc.services.record import audit
from tests.unit.services.ruled import staff

MINE = {"assignee": "me"}


@pytest.fixture
def people(books: Session) -> tuple[int, int]:
    """A reviewer and a lead."""
    anna, lea = staff(books, "anna", "lea")
    return anna, lea


def kept(books: Session, who: int, name: str, *, shared: bool = False) -> SavedView:
    with transaction(books):
        return saved_views.save(books, who, name, MINE, shared=shared)


def seen(books: Session, who: int) -> list[str]:
    return [view.name for view in saved_views.seen_by(books, who)]


def removed(books: Session, view: SavedView, who: int, *, shares: bool = False) -> None:
    with transaction(books):
        saved_views.remove(books, view.id, who, shares=shares)


def test_ones_own_views_and_shared_ones_are_seen(books: Session, people: tuple[int, int]) -> None:
    anna, lea = people
    kept(books, anna, "  Mine   today ")
    kept(books, lea, "Old ones", shared=True)
    kept(books, lea, "A lead’s own")
    assert seen(books, anna) == ["Mine today", "Old ones"]
    assert seen(books, lea) == ["A lead’s own", "Old ones"]
    assert [view.filters for view in saved_views.seen_by(books, anna)] == [MINE, MINE]


def test_what_is_shared_and_taken_from_all_is_on_the_chain(books: Session, people: tuple[int, int]) -> None:
    anna, lea = people
    own, shared = kept(books, anna, "Mine"), kept(books, lea, "Old ones", shared=True)
    removed(books, own, anna)
    removed(books, shared, lea)
    told = [(entry.act, entry.subject) for entry in audit.entries(books)]
    assert told == [("view.shared", f"view:{shared.id}"), ("view.removed", f"view:{shared.id}")]


def test_nobody_removes_a_colleagues_view_but_a_lead_a_shared_one(books: Session, people: tuple[int, int]) -> None:
    anna, lea = people
    own, shared = kept(books, anna, "Mine"), kept(books, lea, "Old ones", shared=True)
    with pytest.raises(NotFound):
        removed(books, own, lea, shares=True)
    with pytest.raises(Denied):
        removed(books, shared, anna)
    removed(books, shared, anna, shares=True)
    with pytest.raises(NotFound):
        removed(books, shared, anna)
    assert seen(books, anna) == ["Mine"]


def test_a_view_has_a_name_of_its_own(books: Session, people: tuple[int, int]) -> None:
    kept(books, people[0], "Mine")
    for name in ("", " ", "x" * 61, "a\x00b", "Mine"):
        with pytest.raises(Invalid):
            kept(books, people[0], name)
    kept(books, people[1], "Mine")


def test_a_person_has_a_few_and_no_more(
    books: Session, people: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(saved_views, "MOST", 1)
    kept(books, people[0], "Mine")
    with pytest.raises(Invalid, match="1 views"):
        kept(books, people[0], "Another")

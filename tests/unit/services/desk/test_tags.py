"""Tags: made and retired by leads, put on cases and taken off."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from kyc.domain.errors import Invalid, NotFound
from kyc.models import CaseTag, Verification, transaction
from kyc.services.desk import tags
from kyc.services.record import audit
from tests.unit.services.ruled import staff


@pytest.fixture
def lea(books: Session) -> int:
    """A lead's number."""
    return staff(books, "lea")[0]


def made(books: Session, by: int, name: str = "VIP", colour: str = "blue") -> CaseTag:
    with transaction(books):
        return tags.make(books, name, colour, by)


def worn(books: Session, case: Verification) -> list[str]:
    return [tag.name for tag in tags.on(books, [case.id]).get(case.id, [])]


def test_a_tag_is_put_on_and_taken_off_once(books: Session, verification: Verification, lea: int) -> None:
    tag = made(books, lea)
    for act, left in ((tags.put, ["VIP"]), (tags.put, ["VIP"]), (tags.take_off, []), (tags.take_off, [])):
        with transaction(books):
            act(books, verification.id, tag.id, lea)
        assert worn(books, verification) == left
    told = [(entry.act, entry.detail) for entry in audit.entries(books, verification.id)]
    assert told == [("case.tagged", {"tag": tag.id}), ("case.untagged", {"tag": tag.id})]


def test_a_case_wears_several_by_name(books: Session, verification: Verification, lea: int) -> None:
    for name in ("Second look", "Name order"):
        tag = made(books, lea, name)
        with transaction(books):
            tags.put(books, verification.id, tag.id, lea)
    assert worn(books, verification) == ["Name order", "Second look"]
    assert tags.on(books, []) == {}


def test_a_retired_tag_stays_where_it_is_and_is_put_on_nothing_more(
    books: Session, verification: Verification, lea: int
) -> None:
    tag, other = made(books, lea), made(books, lea, "Audit")
    with transaction(books):
        tags.put(books, verification.id, tag.id, lea)
        tags.change(books, tag.id, "VIP", "blue", lea, retired=True)
        tags.change(books, other.id, "Audit", "red", lea, retired=True)
    assert worn(books, verification) == ["VIP"]
    with pytest.raises(NotFound), transaction(books):
        tags.put(books, verification.id, other.id, lea)
    with transaction(books):
        tags.change(books, other.id, "Audit 2", "red", lea)
    assert [(one.name, one.retired_at is None) for one in tags.every(books)] == [("Audit 2", True), ("VIP", False)]


def test_a_tag_has_a_name_of_its_own_and_one_of_the_colours(books: Session, lea: int) -> None:
    made(books, lea)
    names = [(name, "blue", "/name") for name in (" ", "x" * 31, "a\x00b", "vip")]
    for name, colour, field in [*names, ("New", "#ff0000", "/colour"), ("New", "", "/colour")]:
        with pytest.raises(Invalid) as caught:
            made(books, lea, name, colour)
        assert [error.pointer for error in caught.value.errors] == [field]


def test_a_tag_keeps_its_own_name_when_it_changes(books: Session, lea: int) -> None:
    tag = made(books, lea)
    with transaction(books):
        assert tags.change(books, tag.id, " vip ", "red", lea).name == "vip"
    told = [(entry.act, entry.subject) for entry in audit.entries(books)]
    assert told == [("tag.set", f"tag:{tag.id}")] * 2


def test_there_are_a_few_and_no_more(books: Session, lea: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tags, "MOST", 1)
    made(books, lea)
    with pytest.raises(Invalid, match="1 tags already"):
        made(books, lea, "Another")


def test_what_is_not_there_cannot_be_changed_or_put_on(books: Session, verification: Verification, lea: int) -> None:
    tag = made(books, lea)
    with pytest.raises(NotFound), transaction(books):
        tags.change(books, 999, "New", "blue", lea)
    for case, number in ((verification.id, 999), ("sess_none", tag.id), ("sess\x00", tag.id)):
        with pytest.raises(NotFound), transaction(books):
            tags.put(books, case, number, lea)

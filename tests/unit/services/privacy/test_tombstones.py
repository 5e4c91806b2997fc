"""Tombstones: kept apart, and carried out again on what a backup brings back."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from kyc.domain.erasing import Tombstone
from kyc.models import Erasure, Profile, Verification, transaction
from kyc.services.privacy import erasure, tombstones
from tests import make

STONE = Tombstone(
    "rcpt_1", "2026-01-02T03:04:05.678Z", "ptn_default", "live", "0" * 15, True, ("sess_1",), "unlawful", "k"
)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "apart" / tombstones.FILE


def of(made: Verification, **changes: object) -> Tombstone:
    return replace(STONE, record_id=made.profile_id, sessions=(made.id,), **changes)  # type: ignore[arg-type]  # by name


def test_what_is_added_is_read_again(file: Path) -> None:
    second = replace(STONE, id="rcpt_2", whole=False)
    tombstones.append(file, STONE)
    tombstones.append(file, second)
    assert tombstones.kept(file) == [STONE, second]


def test_twice_it_stands_once_and_only_its_owner_reads_it(file: Path) -> None:
    tombstones.append(file, STONE)
    tombstones.append(file, STONE)
    assert tombstones.kept(file) == [STONE]
    assert file.stat().st_mode & 0o777 == 0o600


def test_a_line_that_a_crash_cut_off_is_written_again(file: Path) -> None:
    tombstones.append(file, STONE)
    whole = file.read_text()
    second = replace(STONE, id="rcpt_2")
    file.write_text(whole + whole.replace("rcpt_1", "rcpt_2")[:40])
    assert tombstones.kept(file) == [STONE]
    tombstones.append(file, second)
    assert tombstones.kept(file) == [STONE, second]


def test_no_file_is_no_tombstones(file: Path) -> None:
    assert tombstones.kept(file) == []


def test_what_a_backup_brought_back_is_erased_again_under_the_same_receipt(books: Session) -> None:
    with transaction(books):
        made = make.in_review(books)
    with transaction(books):
        assert tombstones.replay(books, [of(made)]) == 1
    found = books.get_one(Erasure, STONE.id)
    assert erasure.tombstone_of(found) == of(made)
    assert books.get_one(Profile, made.profile_id).name is None
    assert books.get_one(Verification, made.id).extracted is None


def test_again_nothing_is_left_to_do(books: Session) -> None:
    with transaction(books):
        made = make.in_review(books)
    with transaction(books):
        tombstones.replay(books, [of(made)])
    with transaction(books):
        assert tombstones.replay(books, [of(made), of(made)]) == 0


def test_what_the_backup_does_not_know_is_no_concern(books: Session) -> None:
    with transaction(books):
        assert tombstones.replay(books, [STONE]) == 0
    assert books.scalars(select(Erasure)).all() == []


def test_one_session_alone_is_erased_alone(books: Session) -> None:
    with transaction(books):
        made = make.in_review(books)
    with transaction(books):
        assert tombstones.replay(books, [of(made, whole=False)]) == 1
    assert books.get_one(Profile, made.profile_id).name == "Jane Doe"
    assert books.get_one(Verification, made.id).extracted is None


def test_the_database_tells_its_own(books: Session) -> None:
    with transaction(books):
        made = make.in_review(books)
        done = erasure.redact(books, made, erasure.Order("unlawful", "operator"))
    assert [stone.id for stone in tombstones.of_database(books)] == [done.id]

"""Sessions of the staff on both databases: limits count from their moment, an end happens once and is on the record."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from kyc.models import StaffSession, StaffUser, db, transaction, utcnow
from kyc.services.accounts import sign_in_failures, staff_sessions
from kyc.services.accounts.staff_sessions import KEPT, WORKDAY, Ending
from kyc.services.record import audit

IDLE = timedelta(hours=1)
SECOND = timedelta(seconds=1)


@pytest.fixture
def books(session: Session) -> Session:
    """Two people, numbers 1 and 2."""
    with transaction(session):
        session.add_all(StaffUser(id=who, email=f"{who}@example.org", fs_uniquifier=str(who)) for who in (1, 2))
    return session


def begun(session: Session, staff_id: int = 1, **ages: timedelta) -> str:
    """A session of a person whose moments lie that far back; returns its id."""
    with transaction(session):
        row = staff_sessions.known(session, staff_sessions.begin(session, staff_id, "Firefox"))
        assert row is not None
        for name, age in ages.items():
            setattr(row, name, utcnow() - age)
        return row.id


def recorded(session: Session, act: str = "sign_in.ended") -> list[tuple[str, str, object]]:
    found = [one for one in audit.entries(session) if one.act == act]
    return [(one.actor, one.subject, one.detail.get("reason")) for one in found]


def test_a_token_is_random_and_kept_as_a_digest(books: Session) -> None:
    with transaction(books):
        tokens = {staff_sessions.begin(books, 1, "") for _ in range(3)}
    rows = books.query(StaffSession).all()
    assert len(tokens) == len(rows) == 3
    assert not tokens & {row.id for row in rows}
    assert all(len(token) >= 43 for token in tokens)
    assert recorded(books, "sign_in.done") == [("staff:1", "staff:1", None)] * 3


@pytest.mark.parametrize(
    ("ages", "why"),
    [
        ({}, None),
        ({"started_at": WORKDAY - SECOND}, None),
        ({"started_at": WORKDAY + SECOND}, Ending.WORKDAY),
        ({"seen_at": IDLE - SECOND}, None),
        ({"seen_at": IDLE + SECOND}, Ending.IDLE),
        ({"started_at": WORKDAY + SECOND, "seen_at": IDLE + SECOND}, Ending.WORKDAY),
    ],
)
def test_limits_count_before_anybody_writes_the_end_down(ages: dict[str, timedelta], why: Ending | None) -> None:
    row = StaffSession(started_at=utcnow(), seen_at=utcnow())
    for name, age in ages.items():
        setattr(row, name, utcnow() - age)
    assert staff_sessions.over(row, IDLE) == why


def test_the_list_has_what_goes_on_the_last_seen_first(books: Session) -> None:
    old, new = begun(books, seen_at=IDLE / 2), begun(books)
    begun(books, seen_at=2 * IDLE)
    begun(books, started_at=2 * WORKDAY)
    other = begun(books, staff_id=2, seen_at=IDLE / 3)
    assert [row.id for row in staff_sessions.going_on(books, IDLE, 1)] == [new, old]
    assert [row.id for row in staff_sessions.going_on(books, IDLE)] == [new, other, old]


def test_the_sweep_writes_ends_down_once_and_forgets_what_is_long_over(books: Session) -> None:
    idle, late, open_still = begun(books, seen_at=2 * IDLE), begun(books, started_at=WORKDAY), begun(books)
    for ended in (2, 0):
        with transaction(books):
            assert staff_sessions.sweep(books, IDLE) == ended
    books.expire_all()
    endings = {row.id: row.ending for row in books.query(StaffSession)}
    assert endings == {idle: "idle", late: "workday", open_still: None}
    assert sorted(recorded(books)) == [("system", "staff:1", "idle"), ("system", "staff:1", "workday")]
    with transaction(books):
        books.get_one(StaffSession, idle).ended_at = utcnow() - KEPT - SECOND
    with transaction(books):
        staff_sessions.sweep(books, IDLE)
    assert {row.id for row in books.query(StaffSession)} == {late, open_still}


def test_nobody_ends_what_is_not_theirs_and_nothing_ends_twice(books: Session) -> None:
    row_id = begun(books)
    with transaction(books):
        assert staff_sessions.end(books, 2, row_id, Ending.REVOKED, "staff:2") == 0
        assert staff_sessions.end(books, 1, row_id, Ending.REVOKED, "staff:1") == 1
        assert staff_sessions.end(books, 1, row_id, Ending.SIGNED_OUT, "staff:1") == 0
    assert recorded(books) == [("staff:1", "staff:1", "revoked")]


def test_all_but_one_are_ended(books: Session) -> None:
    here, there, others = begun(books), begun(books), begun(books, staff_id=2)
    with transaction(books):
        assert staff_sessions.end_all(books, 1, Ending.REVOKED, "staff:1", besides=here) == 1
    books.expire_all()
    assert {row.id for row in staff_sessions.going_on(books, IDLE)} == {here, others}
    assert books.get_one(StaffSession, there).ending == "revoked"


def test_whoever_is_seen_too_late_stays_out(books: Session) -> None:
    row_id = begun(books, seen_at=2 * IDLE)
    with transaction(books):
        staff_sessions.sweep(books, IDLE)
        staff_sessions.see(books, row_id)
    books.expire_all()
    row = books.get_one(StaffSession, row_id)
    assert (staff_sessions.over(row, IDLE), utcnow() - row.seen_at > IDLE) == (Ending.IDLE, True)


def test_ends_at_the_same_moment_are_one_end(app: Flask, books: Session) -> None:
    row_id, ready = begun(books), threading.Barrier(4)

    def end(number: int) -> int:
        with app.app_context():
            ready.wait()
            with transaction(db.session()) as session:
                ended = staff_sessions.end(session, 1, row_id, Ending.REVOKED, f"staff:{number}")
            db.session.remove()
            return ended

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(end, range(4))) == [0, 0, 0, 1]
    books.rollback()
    assert len(recorded(books)) == 1


def test_failures_are_counted_for_thirty_days_at_the_account_they_were_aimed_at(books: Session) -> None:
    with transaction(books):
        for address in ("1@example.org", "1@example.org", "2@example.org"):
            assert sign_in_failures.note(books, address, "password") is not None
        assert sign_in_failures.note(books, "nobody@example.org", "password") is None
    assert [sign_in_failures.recent(books, who).count for who in (1, 2, 3)] == [2, 1, 0]
    assert sign_in_failures.counts(books, [1, 2, 3]) == {"staff:1": 2, "staff:2": 1}
    last = sign_in_failures.recent(books, 1).last
    assert last is not None
    assert last.tzinfo is not None
    assert utcnow() - last < timedelta(minutes=5)

"""Facts join the audit chain with the transaction that they are part of, on both databases, however many write."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import pytest
from flask import Flask
from sqlalchemy import delete, insert, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from kyc.domain.audit import Entry, first_fault
from kyc.models import AuditEntry, AuditHead, Partner, db, transaction
from kyc.services.record import audit
from kyc.services.record.audit import OPERATOR, Act


def noted(session: Session) -> list[Entry]:
    return list(audit.entries(session))


def write(session: Session, subject: str = "sess_1") -> None:
    with transaction(session):
        audit.note(session, Act.IMAGE_OPENED, "staff:7", subject, image="doc_1")


def test_a_fact_is_kept_with_its_moment_actor_and_subject(session: Session) -> None:
    write(session)
    (entry,) = noted(session)
    assert (entry.position, entry.act, entry.actor, entry.subject) == (1, "image.opened", "staff:7", "sess_1")
    assert entry.detail == {"image": "doc_1"}
    assert entry.at.endswith("Z")
    assert len(entry.at) == len("2026-11-22T08:00:00.000Z")


def test_entries_follow_one_another(session: Session) -> None:
    for number in range(4):
        write(session, f"sess_{number}")
    assert [entry.position for entry in noted(session)] == [1, 2, 3, 4]
    assert first_fault(noted(session), audit.head(session) or "") is None


def test_several_facts_of_one_transaction_keep_their_order(session: Session) -> None:
    with transaction(session):
        for subject in ("a", "b", "c"):
            audit.note(session, Act.KEY_ISSUED, OPERATOR, subject)
    assert [entry.subject for entry in noted(session)] == ["a", "b", "c"]


def test_what_is_rolled_back_is_not_noted(session: Session) -> None:
    with suppress(RuntimeError), transaction(session):
        audit.note(session, Act.KEY_ISSUED, OPERATOR, "lost")
        raise RuntimeError
    write(session)
    assert [entry.subject for entry in noted(session)] == ["sess_1"]


def test_a_savepoint_that_fails_takes_no_fact_with_it(session: Session) -> None:
    with transaction(session):
        audit.note(session, Act.KEY_ISSUED, OPERATOR, "kept")
        for _ in range(2):
            with suppress(IntegrityError), session.begin_nested():
                session.execute(insert(Partner).values(id="twice", name="", sealed_webhook_secret=b""))
    assert [entry.subject for entry in noted(session)] == ["kept"]


def test_the_head_is_none_before_the_first_and_then_the_newest(session: Session) -> None:
    assert audit.head(session) is None
    write(session)
    (entry,) = noted(session)
    assert audit.head(session) == f"1:{entry.digest}"


def test_what_was_done_to_one_subject_is_found(session: Session) -> None:
    for subject in ("a", "b", "a"):
        write(session, subject)
    assert [entry.position for entry in audit.entries(session, "a")] == [1, 3]


def test_a_row_that_somebody_changed_is_found(session: Session) -> None:
    for _ in range(3):
        write(session)
    with transaction(session):
        session.execute(update(AuditEntry).where(AuditEntry.position == 2).values(actor="staff:8"))
    session.expire_all()
    fault = first_fault(noted(session))
    assert fault is not None
    assert (fault.position, fault.what) == (2, "it was changed")


def test_a_row_that_somebody_removed_at_the_end_is_found_by_the_head(session: Session) -> None:
    for _ in range(3):
        write(session)
    with transaction(session):
        session.execute(delete(AuditEntry).where(AuditEntry.position == 3))
    fault = first_fault(noted(session), audit.head(session) or "")
    assert fault is not None
    assert fault.position == 3


@pytest.fixture
def writers() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(8) as pool:
        yield pool


def test_many_writers_make_one_chain(app: Flask, session: Session, writers: ThreadPoolExecutor) -> None:
    def work(number: int) -> None:
        with app.app_context():
            write(db.session(), f"sess_{number}")
            db.session.remove()

    list(writers.map(work, range(40)))
    found = noted(session)
    assert [entry.position for entry in found] == list(range(1, 41))
    assert {entry.subject for entry in found} == {f"sess_{number}" for number in range(40)}
    assert first_fault(found, audit.head(session) or "") is None


def test_the_head_is_one_row(session: Session) -> None:
    write(session)
    assert session.query(AuditHead).count() == 1


def test_the_newest_entries_come_first_and_can_be_narrowed(session: Session) -> None:
    for number in range(6):
        write(session, f"sess_{number % 2}")
    assert [entry.position for entry in audit.newest(session, limit=4)] == [6, 5, 4, 3]
    assert [entry.position for entry in audit.newest(session, before=3)] == [2, 1]
    assert [entry.position for entry in audit.newest(session, "sess_1", before=6)] == [4, 2]
    assert len(audit.newest(session, "staff:7")) == 6, "or what somebody did"
    assert audit.newest(session, "staff:8") == []

"""The record goes last: every row that hangs on it, and the chain's entries as far as nothing older has to stay."""

from __future__ import annotations

from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from kyc.domain.audit import first_fault
from kyc.models import AuditEntry, Base, Profile, Verification, transaction, utcnow
from kyc.services.privacy import forgetting, holds, retention
from kyc.services.record import audit
from kyc.services.record.audit import Act
from tests import make
from tests.unit.services.privacy.ended import EXTRACTED, blobs, decided, terms


def rows(session: Session) -> dict[str, int]:
    """How many rows each table has that holds something of a verification."""
    tables = [one for one in Base.metadata.sorted_tables if one.name not in ("audit_entry", "discarded_object")]
    counts = {one.name: session.scalar(sa.select(sa.func.count()).select_from(one)) or 0 for one in tables}
    return {name: number for name, number in counts.items() if number}


def test_nothing_but_what_was_there_before_is_left(committed: Session) -> None:
    before = rows(committed)
    made = decided(committed, 400)
    made_id, names = made.id, {*blobs(committed, made.id), f"frame/{made.id}"}
    retention.purge(committed, made.id, {EXTRACTED})
    assert forgetting.due(committed, terms(record=365), utcnow(), 10) == [made_id]
    assert forgetting.forget(committed, made_id)
    assert rows(committed) == before
    assert set(retention.discarded(committed, 10)) == names
    assert not forgetting.forget(committed, made_id)


def test_the_record_stays_as_long_as_another_verification_does(committed: Session) -> None:
    old, newer = decided(committed, 400), make.verification(committed)
    newer.profile_id, newer.previous_id = old.profile_id, old.id
    committed.flush()
    profile_id, newer_id = old.profile_id, newer.id
    assert forgetting.forget(committed, old.id)
    assert committed.get(Profile, profile_id) is not None
    assert committed.get_one(Verification, newer_id).previous_id is None


def test_a_held_record_stays(committed: Session) -> None:
    made = decided(committed, 400)
    holds.put(committed, made.profile_id, "authority", "", "operator")
    assert forgetting.due(committed, terms(record=365), utcnow(), 10) == []
    assert not forgetting.forget(committed, made.id)
    assert committed.get(Verification, made.id) is not None


def noted(session: Session, subject: str, days: float) -> None:
    """An entry of the audit chain, this many days old."""
    with transaction(session):
        audit.note(session, Act.CASE_OPENED, "staff:1", subject)
    moment = utcnow() - timedelta(days=days)
    newest = sa.select(sa.func.max(AuditEntry.position)).scalar_subquery()
    with transaction(session):
        session.execute(sa.update(AuditEntry).where(AuditEntry.position == newest).values(at=moment))


def cut(session: Session, days: float) -> int:
    with transaction(session):
        return forgetting.cut_chain(session, utcnow() - timedelta(days=days))


def test_the_chain_is_cut_where_the_first_entry_stays_and_says_so(session: Session) -> None:
    for days in (500, 400, 300):
        noted(session, "ver_gone", days)
    assert cut(session, 365) == 2
    kept = list(audit.entries(session))
    assert [one.position for one in kept] == [3, 4]
    assert kept[1].act == "chain.cut"
    assert kept[1].detail["head"] == f"2:{kept[0].previous}"
    assert cut(session, 365) == 0


def test_an_entry_about_what_is_still_there_keeps_all_that_follow(session: Session) -> None:
    with transaction(session):
        profile_id = make.profile(session).id
    noted(session, "ver_gone", 500)
    noted(session, profile_id, 450)
    noted(session, "ver_gone", 400)
    assert cut(session, 365) == 1
    assert [one.position for one in audit.entries(session)][:2] == [2, 3]


def test_a_chain_with_nothing_old_stays_whole(session: Session) -> None:
    noted(session, "ver_gone", 1)
    assert cut(session, 365) == 0
    assert len(list(audit.entries(session))) == 1


def test_a_chain_whose_beginning_was_cut_is_whole_to_whoever_checks_it(session: Session) -> None:
    for _ in range(3):
        with transaction(session):
            audit.note(session, Act.CASE_OPENED, "staff:1", "ver_gone")
    assert cut(session, -1) == 3
    assert [one.act for one in audit.entries(session)] == ["chain.cut"]
    assert first_fault(audit.entries(session), audit.head(session) or "") is None

"""Approvals that have grown old: what is due, told once for each reason, and for the newest approval alone."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from kyc.models import Correction, Event, Profile, StaffUser, Verification
from kyc.services.examining import pipeline
from kyc.services.verification import openings, reverification, verifications
from kyc.services.verification.corrected import pages
from kyc.services.verification.openings import Options
from kyc.services.verification.reverification import EVENT, Reason, Terms
from tests import make

NOW = datetime(2026, 11, 22, 9, 41, tzinfo=UTC)
TODAY = NOW.date()
MONTH = Terms(notice_days=30, term_days=0)
YEARLY = Terms(notice_days=0, term_days=365)


def approved(session: Session, made: Verification | None = None, last_day: date | None = None) -> Verification:
    """An approval of this morning, of a document with this last day."""
    found = make.photographed(session, made) if made else make.with_evidence(session)
    verifications.submit(session, found, "partner")
    pipeline.begin(session, found.id)
    pipeline.conclude(session, found.id, make.examination())
    found.decided_at = NOW
    found.reading = {"fields": {"expiry_date": {"value": last_day.isoformat()}}} if last_day else None
    session.flush()
    return found


def expiring(session: Session, days: int) -> Verification:
    return approved(session, last_day=TODAY + timedelta(days=days))


def told(session: Session, verification: Verification) -> list[dict[str, str]]:
    mine = select(Event.body).where(Event.verification_id == verification.id, Event.type == EVENT)
    return [json.loads(body)["reverification"] for body in session.scalars(mine.order_by(Event.at, Event.id))]


def tell_all(session: Session, terms: Terms = MONTH, now: datetime = NOW) -> list[bool]:
    found = reverification.due(session, terms, now, 10)
    return [reverification.tell(session, one, reason, terms, now) for one, reason in found]


@pytest.mark.parametrize(
    ("days", "reason"),
    [(31, None), (30, Reason.EXPIRING), (0, Reason.EXPIRING), (-1, Reason.EXPIRED), (-400, Reason.EXPIRED)],
)
def test_a_document_is_due_a_month_before_its_last_day_and_again_after_it(
    committed: Session, days: int, reason: Reason | None
) -> None:
    made = expiring(committed, days)
    assert reverification.due(committed, MONTH, NOW, 10) == ([(made.id, reason)] if reason else [])


def test_the_event_says_why_and_since_when_and_nothing_of_the_person(committed: Session) -> None:
    made = expiring(committed, 10)
    assert tell_all(committed) == [True]
    body = json.loads(committed.scalars(select(Event.body).where(Event.type == EVENT)).one())
    assert body == {
        "event": EVENT,
        "session_id": made.id,
        "status": "approved",
        "created_at": body["created_at"],
        "record_id": made.profile_id,
        "mode": "live",
        "closed": None,
        "reverification": {"reason": "document_expiring", "due_on": "2026-11-02"},
    }


def test_each_due_date_is_told_once(committed: Session) -> None:
    made = expiring(committed, 10)
    reason = Reason.EXPIRING
    assert [reverification.tell(committed, made.id, reason, MONTH, NOW) for _ in range(2)] == [True, False]
    assert tell_all(committed) == []
    assert tell_all(committed, now=NOW + timedelta(days=11)) == [True]
    assert [one["due_on"] for one in told(committed, made)] == ["2026-11-02", "2026-12-03"]


def test_an_approval_is_old_after_the_term(committed: Session) -> None:
    made = approved(committed)
    assert tell_all(committed, YEARLY, NOW + timedelta(days=364)) == []
    assert tell_all(committed, YEARLY, NOW + timedelta(days=366)) == [True]
    assert told(committed, made) == [{"reason": "term_over", "due_on": "2027-11-22"}]


def test_without_terms_only_what_has_expired_is_told(committed: Session) -> None:
    expiring(committed, 10)
    expired = expiring(committed, -1)
    assert reverification.due(committed, Terms(0, 0), NOW + timedelta(days=3), 10) == [(expired.id, Reason.EXPIRED)]


def test_who_was_approved_anew_is_not_due_by_the_old_document(committed: Session) -> None:
    old = expiring(committed, -5)
    old.decided_at = NOW - timedelta(days=900)
    again = openings.open_new(committed, committed.get_one(Profile, old.profile_id), Options())[0]
    assert reverification.due(committed, MONTH, NOW, 10) == [(old.id, Reason.EXPIRED)]
    approved(committed, again, TODAY + timedelta(days=2000))
    assert reverification.due(committed, MONTH, NOW, 10) == []


def test_a_day_that_a_reviewer_corrected_holds(committed: Session) -> None:
    made = expiring(committed, -5)
    committed.add(StaffUser(id=7, email="a@example.org", fs_uniquifier="a"))
    committed.flush()
    row = Correction(verification_id=made.id, staff_id=7, field="expiry_date", value="2031-01-01", reason="other")
    row.pages = pages(committed, made.id)
    committed.add(row)
    committed.flush()
    assert tell_all(committed) == []
    row.value = TODAY.isoformat()
    committed.flush()
    assert tell_all(committed) == [True]
    assert told(committed, made)[0]["reason"] == "document_expiring"


@pytest.mark.parametrize("kept", [None, {}, {"fields": {"expiry_date": {"value": "soon"}}}])
def test_a_document_without_a_day_is_never_due(committed: Session, kept: dict[str, object] | None) -> None:
    made = approved(committed)
    made.reading = kept
    committed.flush()
    assert tell_all(committed) == []
    assert not reverification.tell(committed, made.id, Reason.EXPIRED, MONTH, NOW)


def test_who_is_not_approved_or_gone_is_not_due(committed: Session) -> None:
    waiting = make.in_review(committed)
    waiting.reading = {"fields": {"expiry_date": {"value": "2020-01-01"}}}
    committed.flush()
    assert reverification.due(committed, MONTH, NOW, 10) == []
    assert not reverification.tell(committed, "sess_gone", Reason.EXPIRED, MONTH, NOW)

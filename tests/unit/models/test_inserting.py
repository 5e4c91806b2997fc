"""Rows inserted at once: known to the session, with every default, and never in the way of another."""

from __future__ import annotations

from sqlalchemy import event, select
from sqlalchemy.orm import Session

from kyc.models import DEFAULT_PARTNER, Profile, Verification, db, transaction
from kyc.models.inserting import insert_now
from tests import make


def profile(record_id: str, number: str = "N1") -> Profile:
    return Profile(
        id=record_id,
        partner_id=DEFAULT_PARTNER,
        mode="live",
        match_type="passport",
        match_number=number,
        match_country="SGP",
    )


def test_the_row_stands_as_if_it_had_been_flushed(session: Session) -> None:
    with transaction(session):
        made = profile("a" * 15)
        assert insert_now(session, made)
        asked: list[str] = []
        event.listen(db.engine, "before_cursor_execute", lambda *said: asked.append(said[2]))
        assert session.get(Profile, "a" * 15) is made
        assert (made.verification_status, made.name_mismatch, made.name) == ("unverified", False, None)
        assert made.created_at.tzinfo is not None
        assert asked == []
        made.name = "Jane Doe"
    session.expunge_all()
    stored = session.scalars(select(Profile)).one()
    assert (stored.name, stored.created_at) == ("Jane Doe", made.created_at)


def test_a_version_counts_on_from_there(session: Session) -> None:
    with transaction(session):
        made = make.verification(session)
        fresh = Verification(id="sess_x", profile_id=made.profile_id, partner_id=DEFAULT_PARTNER, mode="live")
        fresh.expires_at, fresh.accepted_documents = made.expires_at, ["passport"]
        assert insert_now(session, fresh)
        assert fresh.version == 1
        fresh.locale = "fr"
    assert fresh.version == 2


def test_what_stands_already_stays(session: Session) -> None:
    with transaction(session):
        assert insert_now(session, profile("a" * 15))
        other = profile("b" * 15)
        assert not insert_now(session, other)
        assert other not in session
    assert session.scalars(select(Profile.id)).all() == ["a" * 15]

"""Who is monitored: the approved applicants, each by the newest approval, as they were screened then."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, select, tuple_
from sqlalchemy.orm import Session, load_only

from kyc.domain.countries import country
from kyc.domain.dates import iso_date
from kyc.domain.lifecycle import State
from kyc.domain.monitoring import Approved
from kyc.domain.screening import Person
from kyc.models import CheckRecord, Profile, Verification
from kyc.services.screening.match_verdicts import asked

Cursor = tuple[datetime, str]
VERIFIED = "verified"


def approved_after(session: Session, kind: str, position: str, size: int) -> tuple[list[Approved], str | None]:
    """The approved applicants of the next profiles in the order of their ids, and the last of these ids.

    None for an id means that there are no more. Whoever was approved and later rejected is not monitored.
    """
    wanted = select(Profile.id).where(Profile.verification_status == VERIFIED, Profile.id > position)
    found = session.scalars(wanted.order_by(Profile.id).limit(size)).all()
    if not found:
        return [], None
    within = and_(Profile.id > position, Profile.id <= found[-1])
    return _approved(session, kind, within), found[-1]


def approved_since(
    session: Session, kind: str, cursor: Cursor, until: datetime, size: int
) -> tuple[list[Approved], Cursor | None]:
    """The approvals after a position, in their order, up to a moment; and the new position, None for no more."""
    wanted = select(Verification.decided_at, Verification.id, Verification.profile_id).where(since(cursor, until))
    found = session.execute(wanted.order_by(Verification.decided_at, Verification.id).limit(size)).all()
    if not found:
        return [], None
    moment, verification_id, _ = found[-1]
    return _approved(session, kind, Profile.id.in_([row.profile_id for row in found])), (
        moment or until,
        verification_id,
    )


def since(cursor: Cursor, until: datetime) -> ColumnElement[bool]:
    """Approvals after a position in their order, up to a moment."""
    place = tuple_(Verification.decided_at, Verification.id)
    return and_(Verification.state == State.APPROVED, place > cursor, Verification.decided_at <= until)


def person_of(verification: Verification, profile: Profile, record: CheckRecord | None) -> Person | None:
    """The person that was screened; where that is not known, what is known of the person now."""
    if record is not None and (person := asked(record)):
        return person
    read = verification.extracted or {}
    name = read.get("full_name") or profile.name
    if not name:
        return None
    nationality = read.get("nationality") or (country(profile.nationality) if profile.nationality else None)
    number = read.get("document_number") or profile.document_number
    return Person(name, _born(verification, read), (nationality,) if nationality else (), number)


def _approved(session: Session, kind: str, within: Any) -> list[Approved]:
    """The newest approval of each profile; without any name it cannot be compared."""
    mine = (CheckRecord.verification_id == Verification.id) & (CheckRecord.name == f"{kind}_screening")
    rows = (
        select(Verification, Profile, CheckRecord)
        .options(load_only(Verification.extracted, Verification.date_of_birth), load_only(CheckRecord.breakdown))
        .join(Profile, Profile.id == Verification.profile_id)
        .outerjoin(CheckRecord, mine)
        .where(Verification.state == State.APPROVED, Profile.verification_status == VERIFIED, within)
        .order_by(Profile.id, Verification.decided_at, Verification.id)
    )
    newest = {
        profile.id: _one(verification, profile, record) for verification, profile, record in session.execute(rows)
    }
    return [one for one in newest.values() if one]


def _one(verification: Verification, profile: Profile, record: CheckRecord | None) -> Approved | None:
    person = person_of(verification, profile, record)
    if person is None:
        return None
    kept: dict[str, Any] = record.breakdown if record else {}
    return Approved(
        profile.id,
        verification.id,
        "test" if profile.mode == "test" else "live",
        person,
        frozenset((one["name"], one["version"]) for one in _entries(kept, "lists")),
        frozenset(one["fingerprint"] for one in _entries(kept, "matches") if one.get("fingerprint")),
    )


def _entries(breakdown: dict[str, Any], name: str) -> Sequence[dict[str, Any]]:
    return breakdown.get(name) or ()


def _born(verification: Verification, read: dict[str, Any]) -> date | None:
    return iso_date(read["date_of_birth"]) if read.get("date_of_birth") else verification.date_of_birth

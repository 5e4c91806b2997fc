"""Flags on approved profiles: raised once for each content of a listed entity, told to the partner, resolved by staff.

An approval is never changed: what follows from a flag is for the partner and the reviewer to decide.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from kyc.checks.screening import match_json
from kyc.domain import ids
from kyc.domain.errors import LostRace, NotFound
from kyc.domain.monitoring import Resemblance
from kyc.domain.screening import Person
from kyc.models import CheckRecord, Profile, ProfileFlag, Verification, utcnow
from kyc.services.record import audit
from kyc.services.record.audit import Act, actor
from kyc.services.screening import match_verdicts
from kyc.services.screening.match_verdicts import Opinion
from kyc.services.screening.monitored import person_of
from kyc.services.telling import events
from kyc.services.verification import erased

PAGE = 50
RAISED, RESOLVED = "profile.flagged", "profile.flag_resolved"


@dataclass(frozen=True, slots=True)
class FlagFile:
    """A flag with everything a reviewer needs to judge it; `person` is the person that was screened."""

    flag: ProfileFlag
    profile: Profile
    verification: Verification
    person: Person | None


def raise_flag(session: Session, check_name: str, found: Resemblance) -> bool:
    """Flag a profile and queue the event, in the caller's transaction.

    Returns False where the same flag was raised before, or the person was erased meanwhile.
    """
    approved, match = found.approved, found.match
    if erased.is_erased(session, [approved.verification_id]):
        return False
    same = (ProfileFlag.profile_id == approved.profile_id) & (ProfileFlag.check_name == check_name)
    if session.scalar(select(ProfileFlag.id).where(same, ProfileFlag.fingerprint == match.fingerprint)):
        return False
    flag = ProfileFlag(id=ids.token("flag"), profile_id=approved.profile_id, verification_id=approved.verification_id)
    flag.mode, flag.check_name, flag.fingerprint = approved.mode, check_name, match.fingerprint
    flag.score, flag.match = match.score, match_json(match)
    flag.lists, flag.raised_at = [asdict(one) for one in found.lists], utcnow()
    session.add(flag)
    session.flush()
    _announce(session, flag, RAISED)
    return True


def resolve(session: Session, pepper: bytes, flag_id: str, said: Opinion, reviewer_id: int) -> ProfileFlag:
    """A reviewer's verdict on a flag, remembered for the person like one on a case, and told to the partner.

    Raises `NotFound`, and `LostRace` where somebody was quicker.
    """
    flag = session.get(ProfileFlag, flag_id, with_for_update=True) if flag_id.isprintable() else None
    if flag is None:
        raise NotFound
    if flag.resolved_at is not None:
        raise LostRace
    flag.verdict, flag.reason = said.verdict.value, said.reason
    flag.actor, flag.resolved_at = actor(reviewer_id), utcnow()
    audit.note(session, Act.FLAG_RESOLVED, flag.actor, flag.id, verdict=flag.verdict)
    file = _file(session, flag)
    if file.person and flag.fingerprint:
        where = (file.profile, flag.verification_id, flag.check_name, file.person)
        match_verdicts.remember(session, pepper, *where, flag.match, said, flag.actor)
    session.flush()
    _announce(session, flag, RESOLVED)
    return flag


def open_flags(session: Session) -> Sequence[FlagFile]:
    """The open flags, the oldest first, as many as fit a page."""
    waiting = select(ProfileFlag).where(ProfileFlag.resolved_at.is_(None))
    order = (ProfileFlag.raised_at, ProfileFlag.id)
    return [_file(session, flag) for flag in session.scalars(waiting.order_by(*order).limit(PAGE))]


def closed_flags(session: Session) -> Sequence[FlagFile]:
    """The resolved flags, the newest first, as many as fit a page."""
    done = select(ProfileFlag).where(ProfileFlag.verdict.is_not(None), ProfileFlag.resolved_at.is_not(None))
    done = done.join(Verification, Verification.id == ProfileFlag.verification_id)
    done = done.where(Verification.erasure_id.is_(None))
    order = (ProfileFlag.resolved_at.desc(), ProfileFlag.id)
    return [_file(session, flag) for flag in session.scalars(done.order_by(*order).limit(PAGE))]


def open_count(session: Session) -> int:
    """How many flags are open."""
    return session.scalar(select(func.count()).where(ProfileFlag.resolved_at.is_(None))) or 0


def flag_file(session: Session, flag_id: str) -> FlagFile:
    """One flag with its person; raises `NotFound`."""
    flag = session.get(ProfileFlag, flag_id) if flag_id.isprintable() else None
    if flag is None:
        raise NotFound
    return _file(session, flag)


def of_profile(session: Session, profile_id: str) -> Sequence[ProfileFlag]:
    """Every flag of a profile, the newest first."""
    mine = select(ProfileFlag).where(ProfileFlag.profile_id == profile_id)
    return session.scalars(mine.order_by(ProfileFlag.raised_at.desc(), ProfileFlag.id)).all()


def view(flag: ProfileFlag) -> dict[str, Any]:
    """A flag as a partner reads it: which entry of which list, and the reviewer's verdict."""
    return {
        "id": flag.id,
        "check": flag.check_name,
        "status": flag.verdict or "open",
        "list": flag.match.get("list_name"),
        "entity_id": flag.match.get("entity_id"),
        "score": flag.score,
    }


def _announce(session: Session, flag: ProfileFlag, event_type: str) -> None:
    verification = session.get_one(Verification, flag.verification_id)
    events.announce(session, verification, event_type, more={"flag": view(flag)})


def _file(session: Session, flag: ProfileFlag) -> FlagFile:
    verification = session.get_one(Verification, flag.verification_id)
    profile = session.get_one(Profile, flag.profile_id)
    mine = (CheckRecord.verification_id == flag.verification_id) & (CheckRecord.name == flag.check_name)
    record = session.scalar(select(CheckRecord).where(mine))
    return FlagFile(flag, profile, verification, person_of(verification, profile, record))

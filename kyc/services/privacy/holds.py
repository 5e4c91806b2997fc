"""Legal holds: a held record is neither erased nor purged, whoever asks and however old it is."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import exists, select
from sqlalchemy.orm import Session
from sqlalchemy.sql.elements import ColumnElement, SQLColumnExpression

from kyc.domain import ids
from kyc.domain.errors import Held, LostRace, NotFound, require_valid
from kyc.domain.holding import REASONS
from kyc.models import LegalHold, Profile, Verification, utcnow
from kyc.services.record import audit
from kyc.services.record.audit import Act

REFERENCE_LIMIT = 120
_NEWEST = (LegalHold.at.desc(), LegalHold.id)


def put(session: Session, profile_id: str, reason: str, reference: str, actor: str) -> LegalHold:
    """Put a record under a hold, in the caller's transaction; raises `NotFound` and `Invalid`."""
    said = reference.strip()
    require_valid(
        {
            ("/reason", "Choose the reason."): reason not in REASONS,
            ("/reference", f"It may have {REFERENCE_LIMIT} characters at most."): len(said) > REFERENCE_LIMIT,
        }
    )
    _lock(session, profile_id)
    hold = LegalHold(id=ids.token("hold"), profile_id=profile_id, reason=reason, reference=said, put_by=actor)
    session.add(hold)
    audit.note(session, Act.HOLD_PUT, actor, profile_id, hold=hold.id, reason=reason)
    session.flush()
    return hold


def lift(session: Session, hold_id: str, actor: str) -> LegalHold:
    """Lift a hold; raises `NotFound`, and `LostRace` for one that is lifted already."""
    hold = session.get(LegalHold, hold_id, with_for_update=True) if hold_id.isprintable() else None
    if hold is None:
        raise NotFound
    if hold.lifted_at is not None:
        raise LostRace
    hold.lifted_at, hold.lifted_by = utcnow(), actor
    audit.note(session, Act.HOLD_LIFTED, actor, hold.profile_id, hold=hold.id)
    session.flush()
    return hold


def held(session: Session, profile_id: str) -> bool:
    """Whether any hold on this record is in force."""
    return session.scalar(select(in_force(profile_id))) or False


def refuse_held(session: Session, profile_id: str) -> None:
    """Call before anything of a record is destroyed: raises `Held` (and `NotFound`).

    It locks the record's row until the commit, as `put` does, so that no hold can slip in between.
    """
    _lock(session, profile_id)
    if held(session, profile_id):
        raise Held


def in_force(profile_id: str | SQLColumnExpression[str]) -> ColumnElement[bool]:
    """The same as a SQL condition, for a record's id or a column that holds one."""
    return exists().where(LegalHold.profile_id == profile_id, LegalHold.lifted_at.is_(None))


def of_profile(session: Session, profile_id: str) -> Sequence[LegalHold]:
    """Every hold that a record ever had, the newest first."""
    return session.scalars(select(LegalHold).where(LegalHold.profile_id == profile_id).order_by(*_NEWEST)).all()


def standing(session: Session) -> Sequence[LegalHold]:
    """Every hold in force, the newest first."""
    return session.scalars(select(LegalHold).where(LegalHold.lifted_at.is_(None)).order_by(*_NEWEST)).all()


def on_case(session: Session, verification_id: str, hold_id: str) -> str:
    """The id of a hold on the record of this very case; raises `NotFound`."""
    known = verification_id.isprintable() and hold_id.isprintable()
    hold = session.get(LegalHold, hold_id) if known else None
    case = session.get(Verification, verification_id) if hold else None
    if hold is None or case is None or case.profile_id != hold.profile_id:
        raise NotFound
    return hold.id


def _lock(session: Session, profile_id: str) -> None:
    known = profile_id.isprintable()
    row = select(Profile.id).where(Profile.id == profile_id).with_for_update()
    if not known or session.scalar(row) is None:
        raise NotFound

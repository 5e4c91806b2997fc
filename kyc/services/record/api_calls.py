"""Calls of the APIs that were about a verification: counted by kind, so that polling makes no case longer."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, cast

from sqlalchemy import CursorResult, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from kyc.models import ApiCall, ApiKey, Verification, utcnow

APPLICANT, ANYBODY = "applicant", "anybody"
"""Callers without a key: whoever holds the session's token, and whoever knows a record's id."""


@dataclass(frozen=True, slots=True)
class Call:
    """What was called by whom (a key's id, `APPLICANT` or `ANYBODY`); `route` is a pattern without any value."""

    caller: str
    method: str
    route: str
    status: int


def note(session: Session, verification_id: str, call: Call, times: int = 1) -> None:
    """Count calls of one kind, in the caller's transaction."""
    now = utcnow()
    kind = {"caller": call.caller, "method": call.method, "route": call.route, "status": call.status}
    same = update(ApiCall).filter_by(verification_id=verification_id, **kind)
    more = same.values(times=ApiCall.times + times, at=now).execution_options(synchronize_session=False)
    if cast(CursorResult[Any], session.execute(more)).rowcount:
        return
    try:
        with session.begin_nested():
            session.add(ApiCall(verification_id=verification_id, **kind, times=times, first_at=now, at=now))
    except IntegrityError:  # PostgreSQL: the first two of a kind in the same moment
        session.execute(more)


def note_lookup(session: Session, profile_id: str, call: Call, times: int) -> None:
    """Count calls about a record with its newest verification; one that has none counts nothing."""
    mine = select(Verification.id).where(Verification.profile_id == profile_id)
    newest = session.scalar(mine.order_by(Verification.created_at.desc()).limit(1))
    if newest:
        note(session, newest, call, times)


def of_case(session: Session, verification_id: str) -> Sequence[ApiCall]:
    """Every kind of call, by its first one."""
    mine = select(ApiCall).where(ApiCall.verification_id == verification_id)
    return session.scalars(mine.order_by(ApiCall.first_at, ApiCall.id)).all()


def key_names(session: Session, callers: Iterable[str]) -> dict[str, str]:
    """The names that partners gave their keys, by id; keys of the settings have none."""
    found = select(ApiKey.id, ApiKey.name).where(ApiKey.id.in_(list(callers)))
    return {row.id: row.name for row in session.execute(found)}

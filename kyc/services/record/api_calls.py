"""Calls of the APIs about a verification, counted by kind, so that polling does not make a case longer."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from functools import cache
from typing import Any, cast

from sqlalchemy import Executable, Table, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from kyc.models import ApiCall, ApiKey, Verification, utcnow

APPLICANT, ANYBODY = "applicant", "anybody"
"""Callers without a key: whoever holds the session's token, and whoever knows a record's id."""
_TABLE = cast(Table, ApiCall.__table__)
_INSERT: dict[str, Any] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}


@dataclass(frozen=True, slots=True)
class Call:
    """What was called, and by whom (a key's id, `APPLICANT` or `ANYBODY`); `route` is the pattern without values."""

    caller: str
    method: str
    route: str
    status: int


def note(session: Session, verification_id: str, call: Call, times: int = 1) -> None:
    """Count calls of one kind, in the caller's transaction; one statement, because every create does this."""
    session.flush()
    now, connection = utcnow(), session.connection()
    row = {"verification_id": verification_id, **asdict(call), "times": times, "first_at": now, "at": now}
    connection.execute(_counting(connection.dialect.name), row)


@cache
def _counting(dialect: str) -> Executable:
    """Insert the first row of its kind, or raise its count; cached, because building it costs more than running it."""
    insert = _INSERT[dialect](_TABLE)
    more = {"times": _TABLE.c.times + insert.excluded.times, "at": insert.excluded.at}
    kind = ("verification_id", "caller", "method", "route", "status")
    return cast(Executable, insert.on_conflict_do_update(index_elements=kind, set_=more))


def note_lookup(session: Session, profile_id: str, call: Call, times: int) -> None:
    """Count calls about a record under its newest verification; without one nothing is counted."""
    mine = select(Verification.id).where(Verification.profile_id == profile_id)
    newest = session.scalar(mine.order_by(Verification.created_at.desc()).limit(1))
    if newest:
        note(session, newest, call, times)


def of_case(session: Session, verification_id: str) -> Sequence[ApiCall]:
    """Every kind of call about a verification, ordered by its first call."""
    mine = select(ApiCall).where(ApiCall.verification_id == verification_id)
    return session.scalars(mine.order_by(ApiCall.first_at, ApiCall.id)).all()


def key_names(session: Session, callers: Iterable[str]) -> dict[str, str]:
    """The names that partners gave their keys, by key id; keys from the settings have none."""
    found = select(ApiKey.id, ApiKey.name).where(ApiKey.id.in_(list(callers)))
    return {row.id: row.name for row in session.execute(found)}

"""Scrubbing: removes personal data from rows, and keeps what proves that something was done."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import JSON, Column, ColumnElement, LargeBinary, Table, delete, null, or_, select, update
from sqlalchemy.orm import Session

from kyc.domain.data_classes import DataClass
from kyc.models import Base, Delivery, Document, Event, LivenessChallenge, ProfileFlag, Selfie, Verification
from kyc.services.privacy import scrubbed_messages
from kyc.services.privacy.personal_columns import PERSONAL, TAKEN_WHOLE

PERSON = frozenset({DataClass.IMAGES, DataClass.BIOMETRICS, DataClass.EXTRACTED})
"""What an erasure removes; the fourth class stays."""
_BY_HAND = {("liveness_challenge", "frames"), ("event", "body"), ("delivery", "body"), ("delivery", "url")}
_OF_A_RECORD = ("profile", "legal_hold")


@dataclass(slots=True)
class Scrubbed:
    """What was removed: the `objects` to delete after the commit, and the counts of rows or objects by class."""

    objects: list[str] = field(default_factory=list)
    counts: Counter[DataClass] = field(default_factory=Counter)


def scrub(session: Session, verification_ids: Sequence[str], classes: Collection[DataClass]) -> Scrubbed:
    """Scrub these classes from everything that belongs to some verifications, in the caller's transaction.

    Safe to repeat: it then changes nothing and names no object. Objects in the session are expired by it.
    """
    taken = Scrubbed()
    session.flush()
    if DataClass.IMAGES in classes:
        taken.objects = objects_of(session, verification_ids)
        taken.counts[DataClass.IMAGES] = len(taken.objects)
    _rows(session, verification_ids, classes, taken)
    _frames(session, verification_ids, classes)
    if DataClass.EXTRACTED in classes:
        taken.counts[DataClass.EXTRACTED] += scrubbed_messages.thin(session, verification_ids)
    session.expire_all()
    return taken


def scrub_profiles(session: Session, profile_ids: Sequence[str]) -> int:
    """Scrub what was declared of some records; only for records of which no verification keeps its data."""
    session.flush()
    count = 0
    for name in _OF_A_RECORD:
        table = Base.metadata.tables[name]
        key = table.c.id if name == "profile" else table.c.profile_id
        if columns := list(PERSONAL[name]):
            count += _emptied(session, table, columns, key.in_(profile_ids))
    session.expire_all()
    return count


def _rows(session: Session, ids: Sequence[str], classes: Collection[DataClass], taken: Scrubbed) -> None:
    for name, columns in PERSONAL.items():
        for kind in classes:
            chosen = [one for one, of in columns.items() if of is kind and (name, one) not in _BY_HAND]
            if chosen and name not in _OF_A_RECORD:
                table = Base.metadata.tables[name]
                count = _emptied(session, table, chosen, _of(table, ids))
                taken.counts[kind] += 0 if kind is DataClass.IMAGES else count  # images are counted by their objects
    for name, kind in TAKEN_WHOLE.items():
        if kind in classes:
            table = Base.metadata.tables[name]
            taken.counts[kind] += _done(session, delete(table).where(_of(table, ids)))


def _emptied(session: Session, table: Table, columns: Collection[str], where: ColumnElement[bool]) -> int:
    values = {name: _nothing(table.c[name]) for name in columns}
    if table.name == "verification":
        values["version"] = table.c.version + 1  # whoever read it before learns that it changed
    return _done(session, update(table).where(where).values(values))


def _done(session: Session, statement: Any) -> int:
    return int(session.connection().execute(statement).rowcount)


def _nothing(column: Column[Any]) -> Any:
    """The replacement of a value. Flags of one person must differ, so each gets its own id in place of an entry's."""
    if column is ProfileFlag.__table__.c.fingerprint:
        return ProfileFlag.__table__.c.id
    if column.nullable:
        return null()
    if isinstance(column.type, JSON):
        return {}
    return b"" if isinstance(column.type, LargeBinary) else ""


def _of(table: Table, ids: Sequence[str]) -> ColumnElement[bool]:
    """Rows that belong to these verifications, directly or through a message about them."""
    if table.name == "verification":
        return table.c.id.in_(ids)
    if table.name == "delivery_attempt":
        mine = select(Delivery.id).join(Event, Event.id == Delivery.event_id)
        return table.c.delivery_id.in_(mine.where(Event.verification_id.in_(ids)))
    if table.name == "portrait_match":
        return or_(table.c.verification_id.in_(ids), table.c.earlier_id.in_(ids))
    return table.c.verification_id.in_(ids)


def objects_of(session: Session, ids: Sequence[str]) -> list[str]:
    """The names of all sealed images, including those that were replaced or refused later."""
    found: list[str] = []
    for image in (Document, Selfie):
        found += session.scalars(select(image.blob).where(image.verification_id.in_(ids)))
    found += [frame["blob"] for one in _challenges(session, ids) for frame in one.frames]
    return sorted({name for name in found if name})


def _frames(session: Session, ids: Sequence[str], classes: Collection[DataClass]) -> None:
    """A list in one column: only the time of each frame is kept."""
    gone: dict[str, str | None] = {}
    gone |= {"blob": None} if DataClass.IMAGES in classes else {}
    gone |= {"sha256": "", "kept": ""} if DataClass.EXTRACTED in classes else {}
    for one in _challenges(session, ids) if gone else ():
        one.frames = [{**frame, **gone} for frame in one.frames]
    session.flush()


def _challenges(session: Session, ids: Sequence[str]) -> Sequence[LivenessChallenge]:
    return session.scalars(select(LivenessChallenge).where(LivenessChallenge.verification_id.in_(ids))).all()


def of_profile(session: Session, profile_id: str) -> Sequence[str]:
    """The ids of a record's verifications, the oldest first."""
    mine = select(Verification.id).where(Verification.profile_id == profile_id)
    return session.scalars(mine.order_by(Verification.created_at, Verification.id)).all()

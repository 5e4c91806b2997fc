"""The feed of events: what a partner missed, complete and in an order that never changes.

An event is written in the transaction of what happened, and transactions do not commit in the order in which they
began. So only committed events are numbered for the feed, under the lock of the partner's row.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from kyc.domain.errors import NotFound
from kyc.domain.evidence import Mode
from kyc.models import Event, Partner

AT_ONCE = 1000
"""Events numbered in one transaction."""


def unnumbered(session: Session, partner_id: str) -> bool:
    """Whether events were committed since the feed was last read."""
    waiting = select(Event.id).where(Event.partner_id == partner_id, Event.number.is_(None))
    return session.scalar(waiting.limit(1)) is not None


def take_in(session: Session, partner_id: str) -> None:
    """Number the events committed since, the oldest first; one caller at a time."""
    session.get_one(Partner, partner_id, with_for_update=True)
    mine = Event.partner_id == partner_id
    last = session.scalar(select(func.max(Event.number)).where(mine)) or 0
    waiting = select(Event).where(mine, Event.number.is_(None)).order_by(Event.at, Event.id).limit(AT_ONCE)
    for place, event in enumerate(session.scalars(waiting), start=last + 1):
        event.number = place
    session.flush()


def page(
    session: Session, partner_id: str, mode: Mode, after: str | None, types: Sequence[str], limit: int
) -> tuple[Sequence[Event], bool]:
    """The events after the one named, the oldest first, and whether there are more.

    Raises `NotFound` if `after` is no event of this partner in this mode.
    """
    mine = (Event.partner_id == partner_id) & (Event.mode == mode)
    wanted = select(Event).where(mine, Event.number > _place(session, mine, after))
    if types:
        wanted = wanted.where(Event.type.in_(types))
    found = session.scalars(wanted.order_by(Event.number).limit(limit + 1)).all()
    return found[:limit], len(found) > limit


def of_session(session: Session, verification_id: str) -> Sequence[Event]:
    """All events of one verification, the oldest first."""
    mine = select(Event).where(Event.verification_id == verification_id)
    return session.scalars(mine.order_by(Event.at, Event.id)).all()


def _place(session: Session, mine: ColumnElement[bool], after: str | None) -> int:
    if after is None:
        return 0
    place = session.scalar(select(Event.number).where(mine, Event.id == after))
    if place is None:
        raise NotFound
    return place

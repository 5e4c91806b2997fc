"""Saved views: a name for a set of filters of the queue, private or shared with the desk."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from kyc.domain.errors import Denied, NotFound, require_valid
from kyc.models import SavedView
from kyc.services.record import audit
from kyc.services.record.audit import Act, actor

NAME_LIMIT, MOST = 60, 20


def save(session: Session, staff_id: int, name: str, filters: Mapping[str, str], *, shared: bool = False) -> SavedView:
    """Store filters under a name; the caller has checked that each exists.

    Raises `Invalid` for a name that is empty, too long or in use by the same person, and for too many views.
    """
    said = " ".join(name.split())
    mine = select(SavedView).where(SavedView.staff_id == staff_id)
    number = session.scalar(select(func.count()).select_from(mine.subquery())) or 0
    fits = 0 < len(said) <= NAME_LIMIT and said.isprintable()
    taken = session.scalar(mine.where(SavedView.name == said)) if fits else None
    faults = {
        ("/name", f"A name has 1 to {NAME_LIMIT} characters that can be seen."): not fits,
        ("/name", "You have a view of this name already."): taken is not None,
        ("/name", f"You have {MOST} views, which is the most; remove one first."): number >= MOST,
    }
    require_valid(faults)
    row = SavedView(staff_id=staff_id, name=said, filters=dict(filters), shared=shared)
    session.add(row)
    session.flush()
    if shared:
        audit.note(session, Act.VIEW_SHARED, actor(staff_id), f"view:{row.id}")
    return row


def remove(session: Session, view_id: int, staff_id: int, *, shares: bool = False) -> None:
    """Remove one's own view, or with `shares` any shared one; raises `NotFound`, `Denied` for a colleague's."""
    row = session.get(SavedView, view_id)
    if row is None or (row.staff_id != staff_id and not row.shared):
        raise NotFound
    if row.staff_id != staff_id and not shares:
        raise Denied
    session.delete(row)
    if row.shared:
        audit.note(session, Act.VIEW_REMOVED, actor(staff_id), f"view:{row.id}")
    session.flush()


def seen_by(session: Session, staff_id: int) -> Sequence[SavedView]:
    """One's own views and the shared ones, by name."""
    seen = or_(SavedView.staff_id == staff_id, SavedView.shared)
    return session.scalars(select(SavedView).where(seen).order_by(SavedView.name, SavedView.id)).all()

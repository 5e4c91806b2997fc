"""Tags: short labels that leads create and reviewers put on cases."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from kyc.domain.errors import FieldError, Invalid, NotFound, require_valid
from kyc.models import CaseTag, CaseTagging, Verification, utcnow
from kyc.services.desk import cases
from kyc.services.record import audit
from kyc.services.record.audit import Act, actor

COLOURS = ("grey", "blue", "green", "amber", "red")
"""Each is a pair of CSS tokens whose contrast is checked in both themes."""
NAME_LIMIT, MOST = 30, 40


def make(session: Session, name: str, colour: str, by: int) -> CaseTag:
    """Create a tag; raises `Invalid` for an empty, too long or taken name, an unknown colour, or too many tags."""
    row = CaseTag(name=_checked(session, name, colour), colour=colour)
    if (session.scalar(select(func.count()).select_from(CaseTag)) or 0) >= MOST:
        raise Invalid([FieldError("/name", "too_many", f"There are {MOST} tags already; change one that is retired.")])
    session.add(row)
    return _set(session, row, by)


def change(session: Session, tag_id: int, name: str, colour: str, by: int, *, retired: bool = False) -> CaseTag:
    """Change name or colour, retire a tag or bring it back; raises `NotFound`, and `Invalid` as `make`."""
    row = _tag(session, tag_id)
    row.name, row.colour = _checked(session, name, colour, row), colour
    row.retired_at = (row.retired_at or utcnow()) if retired else None
    return _set(session, row, by)


def put(session: Session, verification_id: str, tag_id: int, by: int) -> None:
    """Tag a case in any state; safe to repeat. Raises `NotFound`, also for a retired tag."""
    cases.get(session, verification_id, lock=True)
    if _tag(session, tag_id).retired_at:
        raise NotFound
    if session.get(CaseTagging, (verification_id, tag_id)) is None:
        session.add(CaseTagging(verification_id=verification_id, tag_id=tag_id, staff_id=by))
        audit.note(session, Act.CASE_TAGGED, actor(by), verification_id, tag=tag_id)
        session.flush()


def take_off(session: Session, verification_id: str, tag_id: int, by: int) -> None:
    """Remove a tag from a case; safe to repeat."""
    found = session.get(CaseTagging, (verification_id, tag_id)) if verification_id.isprintable() else None
    if found:
        session.delete(found)
        audit.note(session, Act.CASE_UNTAGGED, actor(by), verification_id, tag=tag_id)
        session.flush()


def every(session: Session) -> Sequence[CaseTag]:
    """Every tag by name, those in use first."""
    return session.scalars(select(CaseTag).order_by(CaseTag.retired_at.is_not(None), CaseTag.name)).all()


def on(session: Session, verification_ids: Iterable[str]) -> dict[str, list[CaseTag]]:
    """The tags of each case, by name."""
    worn = select(CaseTagging.verification_id, CaseTag).join(CaseTag, CaseTag.id == CaseTagging.tag_id)
    wanted = worn.where(CaseTagging.verification_id.in_(list(verification_ids))).order_by(CaseTag.name)
    found = defaultdict[str, list[CaseTag]](list)
    for verification_id, tag in session.execute(wanted):
        found[verification_id].append(tag)
    return dict(found)


def wears(tag_id: int) -> ColumnElement[bool]:
    """A condition on verifications: with this tag."""
    return Verification.id.in_(select(CaseTagging.verification_id).where(CaseTagging.tag_id == tag_id))


def _tag(session: Session, tag_id: int) -> CaseTag:
    found = session.get(CaseTag, tag_id)
    if found is None:
        raise NotFound
    return found


def _set(session: Session, row: CaseTag, by: int) -> CaseTag:
    session.flush()
    audit.note(session, Act.TAG_SET, actor(by), f"tag:{row.id}", state="retired" if row.retired_at else "in_use")
    return row


def _checked(session: Session, name: str, colour: str, row: CaseTag | None = None) -> str:
    """The name with single spaces; raises `Invalid` for a bad name or colour."""
    said = " ".join(name.split())
    fits = 0 < len(said) <= NAME_LIMIT and said.isprintable()
    same = func.lower(CaseTag.name) == said.lower()
    other = session.scalar(select(CaseTag.id).where(same)) if fits else None
    faults = {
        ("/name", f"A name has 1 to {NAME_LIMIT} characters that can be seen."): not fits,
        ("/name", "There is a tag of this name already."): other is not None and (row is None or row.id != other),
        ("/colour", "Choose one of the colours."): colour not in COLOURS,
    }
    require_valid(faults)
    return said

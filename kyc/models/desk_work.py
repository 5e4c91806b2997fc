"""How work is shared at the desk: assignments, escalations to leads, notes, tags and saved views."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from kyc.models.base import Base, Json, utcnow


class CaseAssignment(Base):
    """A case belongs to `staff_id` from `at` until `ended_at`; `by_id` assigned it. At most one is open at a time."""

    __tablename__ = "case_assignment"
    __table_args__ = (sa.Index("ix_case_assignment_open", "ended_at", "staff_id", "verification_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    verification_id: Mapped[str] = mapped_column(sa.ForeignKey("verification.id"), index=True)
    staff_id: Mapped[int] = mapped_column(sa.ForeignKey("staff_user.id"))
    by_id: Mapped[int] = mapped_column(sa.ForeignKey("staff_user.id"))
    at: Mapped[datetime] = mapped_column(default=utcnow)
    ended_at: Mapped[datetime | None]


class CaseEscalation(Base):
    """A case with the leads from `at` until `ended_at`; `reason` is a code of `domain/escalating.py`.

    `ended_how` says whether it was taken back, returned by a lead, or decided. At most one is open at a time.
    """

    __tablename__ = "case_escalation"
    __table_args__ = (
        sa.Index("ix_case_escalation_open", "ended_at", "verification_id"),
        sa.CheckConstraint("ended_how in ('taken_back', 'returned', 'decided')", name="ended_how"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    verification_id: Mapped[str] = mapped_column(sa.ForeignKey("verification.id"), index=True)
    staff_id: Mapped[int] = mapped_column(sa.ForeignKey("staff_user.id"))
    reason: Mapped[str] = mapped_column(sa.String(40))
    note: Mapped[str] = mapped_column(sa.String(2000), default="")
    at: Mapped[datetime] = mapped_column(default=utcnow)
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[int | None] = mapped_column(sa.ForeignKey("staff_user.id"))
    ended_how: Mapped[str | None] = mapped_column(sa.String(12))


class CaseNote(Base):
    """A staff member's note on a case, for colleagues; notes are only added, and removed by an erasure alone."""

    __tablename__ = "case_note"

    id: Mapped[int] = mapped_column(primary_key=True)
    verification_id: Mapped[str] = mapped_column(sa.ForeignKey("verification.id"), index=True)
    staff_id: Mapped[int] = mapped_column(sa.ForeignKey("staff_user.id"))
    text: Mapped[str] = mapped_column(sa.String(2000))
    at: Mapped[datetime] = mapped_column(default=utcnow)


class CaseTag(Base):
    """A label for cases; a retired one stays on its cases and is put on no others."""

    __tablename__ = "case_tag"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(sa.String(30), unique=True)
    colour: Mapped[str] = mapped_column(sa.String(10))
    at: Mapped[datetime] = mapped_column(default=utcnow)
    retired_at: Mapped[datetime | None]


class CaseTagging(Base):
    """A tag on a case, and who put it there."""

    __tablename__ = "case_tagging"

    verification_id: Mapped[str] = mapped_column(sa.ForeignKey("verification.id"), primary_key=True)
    tag_id: Mapped[int] = mapped_column(sa.ForeignKey("case_tag.id"), primary_key=True, index=True)
    staff_id: Mapped[int] = mapped_column(sa.ForeignKey("staff_user.id"))
    at: Mapped[datetime] = mapped_column(default=utcnow)


class SavedView(Base):
    """A name for a set of the queue's filters, by the names and values of its URL query."""

    __tablename__ = "saved_view"
    __table_args__ = (sa.UniqueConstraint("staff_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    staff_id: Mapped[int] = mapped_column(sa.ForeignKey("staff_user.id"))
    name: Mapped[str] = mapped_column(sa.String(60))
    shared: Mapped[bool] = mapped_column(default=False, index=True)
    filters: Mapped[Json]
    at: Mapped[datetime] = mapped_column(default=utcnow)

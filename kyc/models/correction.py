"""Reviewers' corrections of what was read: the value before, the value in force, by whom and why."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from kyc.models.base import Base, Words, utcnow


class Correction(Base):
    """A corrected value of one field; rows are only added, and a field's newest holds. The reading itself stays.

    `pages` are the document's images at the time: a correction does not apply to others. `was` is null where nothing
    had been read.
    """

    __tablename__ = "correction"

    id: Mapped[int] = mapped_column(primary_key=True)
    verification_id: Mapped[str] = mapped_column(sa.ForeignKey("verification.id"), index=True)
    staff_id: Mapped[int] = mapped_column(sa.ForeignKey("staff_user.id"))
    field: Mapped[str] = mapped_column(sa.String(40))
    was: Mapped[str | None] = mapped_column(sa.String(400))
    value: Mapped[str] = mapped_column(sa.String(400))
    reason: Mapped[str] = mapped_column(sa.String(40))
    note: Mapped[str] = mapped_column(sa.String(2000), default="")
    pages: Mapped[Words] = mapped_column(default=list)
    at: Mapped[datetime] = mapped_column(default=utcnow)

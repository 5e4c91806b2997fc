"""Reviewers' rulings on cases: confirmed, undoable for a moment, then carried out or counted as a vote."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from kyc.models.base import Base, utcnow


class CaseRuling(Base):
    """A reviewer's ruling. At most one of the last three times is set: undone by them, carried out, or lapsed.

    `version` is the verification's when it was given; one carried out while the case stays open is a vote, which counts
    as long as that version stands. `four_eyes` says that the policy asks for a second person.
    """

    __tablename__ = "case_ruling"
    # whether somebody has ruled on a case: needs both columns, for one person rules on thousands
    __table_args__ = (sa.Index("ix_case_ruling_voter", "verification_id", "staff_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    verification_id: Mapped[str] = mapped_column(sa.ForeignKey("verification.id"), index=True)
    staff_id: Mapped[int] = mapped_column(sa.ForeignKey("staff_user.id"), index=True)
    outcome: Mapped[str] = mapped_column(sa.String(20))
    reason: Mapped[str] = mapped_column(sa.String(60))
    note: Mapped[str] = mapped_column(sa.String(2000), default="")
    rejection_type: Mapped[str | None] = mapped_column(sa.String(10))
    four_eyes: Mapped[bool]
    version: Mapped[int]
    at: Mapped[datetime] = mapped_column(default=utcnow)
    due_at: Mapped[datetime] = mapped_column(index=True)
    undone_at: Mapped[datetime | None]
    made_at: Mapped[datetime | None]
    lapsed_at: Mapped[datetime | None]

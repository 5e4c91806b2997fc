"""What applicants ask staff for: a review of their check, or the erasure of their data."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from kyc.models.base import Base, utcnow


class ApplicantRequest(Base):
    """A request from the applicant's page; open until staff answer it.

    A profile has at most one open request of each kind. `note` is the staff's answer in words, as the applicant reads
    it; `verification_id` is the check they were at when they asked.
    """

    __tablename__ = "applicant_request"
    __table_args__ = (
        sa.CheckConstraint("kind in ('person', 'erasure')", name="kind"),
        sa.CheckConstraint("answer in ('done', 'declined')", name="answer"),
        sa.Index("ix_applicant_request_answered", "answered_at", "at", "id"),
        sa.Index(
            "uq_applicant_request_open",
            "profile_id",
            "kind",
            unique=True,
            sqlite_where=sa.text("answered_at is null"),
            postgresql_where=sa.text("answered_at is null"),
        ),
    )

    id: Mapped[str] = mapped_column(sa.String(40), primary_key=True)
    profile_id: Mapped[str] = mapped_column(sa.ForeignKey("profile.id"), index=True)
    verification_id: Mapped[str] = mapped_column(sa.ForeignKey("verification.id"))
    kind: Mapped[str] = mapped_column(sa.String(10))
    at: Mapped[datetime] = mapped_column(default=utcnow)
    answered_at: Mapped[datetime | None]
    answered_by: Mapped[str | None] = mapped_column(sa.String(60))
    answer: Mapped[str | None] = mapped_column(sa.String(10))
    note: Mapped[str] = mapped_column(sa.String(2000), default="")

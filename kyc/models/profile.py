"""A person's record and its append-only status history."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from kyc.models.base import Base, utcnow


class Profile(Base):
    """One person of one partner; the reuse key is type + number + country, normalised, per partner and mode."""

    __tablename__ = "profile"
    __table_args__ = (
        sa.UniqueConstraint("partner_id", "mode", "match_type", "match_number", "match_country"),
        sa.CheckConstraint("mode in ('live', 'test')", name="mode"),
        sa.CheckConstraint("verification_status in ('unverified', 'verified', 'rejected')", name="verification_status"),
    )

    id: Mapped[str] = mapped_column(sa.String(15), primary_key=True)
    partner_id: Mapped[str] = mapped_column(sa.ForeignKey("partner.id"), index=True)
    mode: Mapped[str] = mapped_column(sa.String(4))
    # as first stored, echoed back unchanged
    name: Mapped[str | None] = mapped_column(sa.String(400))
    document_type: Mapped[str | None] = mapped_column(sa.String(100))
    document_number: Mapped[str | None] = mapped_column(sa.String(100))
    nationality: Mapped[str | None] = mapped_column(sa.String(100))
    # as used for matching
    match_type: Mapped[str | None] = mapped_column(sa.String(40))
    match_number: Mapped[str | None] = mapped_column(sa.String(100))
    match_country: Mapped[str | None] = mapped_column(sa.String(3))
    verification_status: Mapped[str] = mapped_column(sa.String(12), default="unverified")
    name_mismatch: Mapped[bool] = mapped_column(default=False)
    # the system it was imported from, with the same id; None for a record created here
    origin: Mapped[str | None] = mapped_column(sa.String(20))
    created_at: Mapped[datetime] = mapped_column(default=utcnow, index=True)
    # when the record was erased: from then on nobody finds it
    erasure_id: Mapped[str | None] = mapped_column(sa.String(40))


class StatusHistory(Base):
    """What happened to a profile, in order; rows are added and never changed.

    `key` is set where a step may be reported twice (a job that runs again after a crash) but must be recorded once.
    """

    __tablename__ = "status_history"

    id: Mapped[int] = mapped_column(primary_key=True)
    profile_id: Mapped[str] = mapped_column(sa.ForeignKey("profile.id"), index=True)
    verification_id: Mapped[str | None] = mapped_column(sa.ForeignKey("verification.id"), index=True)
    status: Mapped[str] = mapped_column(sa.String(40))
    step: Mapped[str] = mapped_column(sa.String(60))
    note: Mapped[str] = mapped_column(sa.String(60), default="")
    actor: Mapped[str] = mapped_column(sa.String(60))
    key: Mapped[str | None] = mapped_column(sa.String(120), unique=True)
    at: Mapped[datetime] = mapped_column(default=utcnow)

"""What the checks found and what was decided."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from kyc.models.base import Base, Json, Words, utcnow


class CheckRecord(Base):
    """The result of one check of one verification, with everything needed to explain it later."""

    __tablename__ = "check_record"
    __table_args__ = (sa.UniqueConstraint("verification_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    verification_id: Mapped[str] = mapped_column(sa.ForeignKey("verification.id"))
    name: Mapped[str] = mapped_column(sa.String(60))
    result: Mapped[str] = mapped_column(sa.String(20))
    method: Mapped[str] = mapped_column(sa.String(20))
    score: Mapped[float | None]
    threshold: Mapped[float | None]
    confidence: Mapped[float | None]
    model: Mapped[str | None] = mapped_column(sa.String(100))
    model_version: Mapped[str | None] = mapped_column(sa.String(100))
    reasons: Mapped[Words] = mapped_column(default=list)
    breakdown: Mapped[Json] = mapped_column(default=dict)
    at: Mapped[datetime] = mapped_column(default=utcnow)


class Decision(Base):
    """A decision by the policy or by a person; the newest of a verification holds.

    `approvals` are the people behind it, the last to decide at the end; empty for the policy's.
    """

    __tablename__ = "decision"
    # the id is included: for the newest decision alone, PostgreSQL would scan all of them from the end
    __table_args__ = (sa.Index("ix_decision_newest", "verification_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    verification_id: Mapped[str] = mapped_column(sa.ForeignKey("verification.id"))
    outcome: Mapped[str] = mapped_column(sa.String(20))
    rule: Mapped[str] = mapped_column(sa.String(100))
    policy: Mapped[str] = mapped_column(sa.String(100))
    reasons: Mapped[Words] = mapped_column(default=list)
    actor: Mapped[str] = mapped_column(sa.String(60))
    approvals: Mapped[Words] = mapped_column(default=list, server_default="[]")
    note: Mapped[str] = mapped_column(sa.String(2000), default="")
    at: Mapped[datetime] = mapped_column(default=utcnow)

"""Which reviewer is working on a case."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from kyc.models.base import Base, utcnow


class CaseClaim(Base):
    """A lease on a case: before `until` nobody else can decide it; everybody can still look at it."""

    __tablename__ = "case_claim"

    verification_id: Mapped[str] = mapped_column(sa.ForeignKey("verification.id"), primary_key=True)
    staff_id: Mapped[int] = mapped_column(sa.ForeignKey("staff_user.id"), index=True)
    at: Mapped[datetime] = mapped_column(default=utcnow)
    until: Mapped[datetime]

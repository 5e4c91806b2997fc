"""Notices to partners that an approval has aged and is due for renewal."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from kyc.models.base import Base, utcnow


class Reverification(Base):
    """One due date of one approval, announced; `reason` is a word of `services/verification/reverification.py`."""

    __tablename__ = "reverification"

    verification_id: Mapped[str] = mapped_column(sa.ForeignKey("verification.id"), primary_key=True)
    reason: Mapped[str] = mapped_column(sa.String(20), primary_key=True)
    at: Mapped[datetime] = mapped_column(default=utcnow)

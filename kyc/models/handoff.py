"""A verification handed from the browser that began it to a phone that scans a code."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from kyc.models.base import Base, utcnow


class Handoff(Base):
    """The newest handoff of a verification; no token is stored, nor its digest (`services/applicant/handoffs.py`).

    `nonce` (160 random bits) is fresh each time a code is asked for, `code` what both screens show, `watcher_digest`
    of the cookie of the browser that shows it, `joined_at` the moment at which a phone went on.
    """

    __tablename__ = "handoff"

    verification_id: Mapped[str] = mapped_column(sa.ForeignKey("verification.id"), primary_key=True)
    nonce: Mapped[str] = mapped_column(sa.String(40))
    code: Mapped[str] = mapped_column(sa.String(4))
    watcher_digest: Mapped[str] = mapped_column(sa.String(64))
    created_at: Mapped[datetime] = mapped_column(default=utcnow)
    joined_at: Mapped[datetime | None]

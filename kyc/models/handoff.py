"""A verification handed over from one browser to a phone by a scanned code."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from kyc.models.base import Base, utcnow


class Handoff(Base):
    """The newest handoff of a verification; neither token nor digest is stored (`services/applicant/handoffs.py`).

    `nonce` (160 random bits) is fresh each time a code is requested, `code` is shown on both screens, `watcher_digest`
    is of the cookie of the browser that shows it, `joined_at` the time at which a phone took over.
    """

    __tablename__ = "handoff"

    verification_id: Mapped[str] = mapped_column(sa.ForeignKey("verification.id"), primary_key=True)
    nonce: Mapped[str] = mapped_column(sa.String(40))
    code: Mapped[str] = mapped_column(sa.String(4))
    watcher_digest: Mapped[str] = mapped_column(sa.String(64))
    created_at: Mapped[datetime] = mapped_column(default=utcnow)
    joined_at: Mapped[datetime | None]

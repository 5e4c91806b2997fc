"""The browsers in which staff are signed in."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from kyc.models.base import Base, utcnow


class StaffSession(Base):
    """One sign-in with both factors, until it ends; `id` is the digest of the token in the cookie.

    `seen_at` is at most a minute behind. `device` names a browser and an operating system; no IP address is kept.
    """

    __tablename__ = "staff_session"

    id: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    staff_id: Mapped[int] = mapped_column(sa.ForeignKey("staff_user.id"), index=True)
    device: Mapped[str] = mapped_column(sa.String(40))
    started_at: Mapped[datetime] = mapped_column(default=utcnow)
    seen_at: Mapped[datetime] = mapped_column(default=utcnow)
    ended_at: Mapped[datetime | None]
    ending: Mapped[str | None] = mapped_column(sa.String(20))

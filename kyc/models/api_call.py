"""The API calls about a verification: who called what, with which status, and how often; no values."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from kyc.models.base import Base, utcnow


class ApiCall(Base):
    """Calls of one kind, counted: five hundred polls are one row. `route` is the URL pattern, never a path.

    `caller` is a key's id, or `applicant` for whoever holds the session's token.
    """

    __tablename__ = "api_call"
    __table_args__ = (sa.UniqueConstraint("verification_id", "caller", "method", "route", "status"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    verification_id: Mapped[str] = mapped_column(sa.ForeignKey("verification.id"))
    caller: Mapped[str] = mapped_column(sa.String(60))
    method: Mapped[str] = mapped_column(sa.String(7))
    route: Mapped[str] = mapped_column(sa.String(120))
    status: Mapped[int]
    times: Mapped[int] = mapped_column(default=1)
    first_at: Mapped[datetime] = mapped_column(default=utcnow)
    at: Mapped[datetime] = mapped_column(default=utcnow)

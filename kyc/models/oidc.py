"""Which staff accounts are linked to which people of the identity provider."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from kyc.models.base import Base, utcnow


class StaffLink(Base):
    """An account and the person whom a provider (`issuer`) calls `subject`: one to one for each provider."""

    __tablename__ = "staff_link"
    __table_args__ = (sa.UniqueConstraint("user_id", "issuer"), sa.UniqueConstraint("issuer", "subject"))

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("staff_user.id"))
    issuer: Mapped[str] = mapped_column(sa.String(255))
    subject: Mapped[str] = mapped_column(sa.String(255))
    at: Mapped[datetime] = mapped_column(default=utcnow)

"""The browser in which an applicant continues."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from kyc.models.base import Base, utcnow


class Holder(Base):
    """The one browser that holds a verification: the digest of the token in its cookie.

    `at` is when somebody last came by the link alone; whoever the holder hands over to keeps it. `device` is the kind
    of device (`domain/devices.py`), `several` after two different kinds, None where unknown.
    """

    __tablename__ = "holder"

    verification_id: Mapped[str] = mapped_column(sa.ForeignKey("verification.id"), primary_key=True)
    token_digest: Mapped[str] = mapped_column(sa.String(64))
    device: Mapped[str | None] = mapped_column(sa.String(10))
    at: Mapped[datetime] = mapped_column(default=utcnow)

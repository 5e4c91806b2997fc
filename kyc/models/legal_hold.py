"""Legal holds: records that must be neither erased nor purged, since when and on whose authority."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from kyc.models.base import Base, utcnow


class LegalHold(Base):
    """One hold on one person's record, in force until lifted; a record may have several at once.

    `reason` is a code of `kyc.domain.holding`, `reference` the operator's own file, never a name. `put_by` and
    `lifted_by` are actors as on the audit chain.
    """

    __tablename__ = "legal_hold"
    __table_args__ = (sa.Index("ix_legal_hold_in_force", "profile_id", "lifted_at"),)

    id: Mapped[str] = mapped_column(sa.String(40), primary_key=True)
    profile_id: Mapped[str] = mapped_column(sa.ForeignKey("profile.id"))
    reason: Mapped[str] = mapped_column(sa.String(40))
    reference: Mapped[str] = mapped_column(sa.String(120), default="")
    put_by: Mapped[str] = mapped_column(sa.String(60))
    at: Mapped[datetime] = mapped_column(default=utcnow)
    lifted_by: Mapped[str | None] = mapped_column(sa.String(60))
    lifted_at: Mapped[datetime | None]

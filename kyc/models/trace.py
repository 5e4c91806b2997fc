"""Traces that find the same document under another person: never a readable number, never an open face."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from kyc.models.base import Base, utcnow


class DocumentTrace(Base):
    """One examined document: a keyed digest of its number and its sealed portrait, each only where found.

    The digest's key is that of one partner and mode, so digests are never equal across them. A portrait is compared
    only with those of the same `portrait_engine`; it goes after PORTRAIT_REUSE_DAYS, the digest with the verification.
    """

    __tablename__ = "document_trace"
    __table_args__ = (
        sa.Index("ix_document_trace_number", "partner_id", "mode", "number_digest"),
        sa.Index("ix_document_trace_newest", "partner_id", "mode", "created_at"),
        sa.CheckConstraint("mode in ('live', 'test')", name="mode"),
    )

    verification_id: Mapped[str] = mapped_column(sa.ForeignKey("verification.id"), primary_key=True)
    profile_id: Mapped[str] = mapped_column(sa.ForeignKey("profile.id"), index=True)
    partner_id: Mapped[str] = mapped_column(sa.ForeignKey("partner.id"))
    mode: Mapped[str] = mapped_column(sa.String(4))
    number_digest: Mapped[str | None] = mapped_column(sa.String(64))
    portrait_engine: Mapped[str | None] = mapped_column(sa.String(200))
    sealed_portrait: Mapped[bytes | None]
    created_at: Mapped[datetime] = mapped_column(default=utcnow, index=True)


class PortraitMatch(Base):
    """Two verifications whose documents show the same face; the later one found the earlier."""

    __tablename__ = "portrait_match"

    verification_id: Mapped[str] = mapped_column(sa.ForeignKey("verification.id"), primary_key=True)
    earlier_id: Mapped[str] = mapped_column(sa.ForeignKey("verification.id"), primary_key=True, index=True)

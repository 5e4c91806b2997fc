"""Uploaded images: where the sealed bytes lie and what was said of them; never the bytes themselves."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from kyc.models.base import Base, Words, utcnow


class _Image:
    """What a document side and a selfie have in common; `sha256` is of the bytes as they were uploaded."""

    id: Mapped[str] = mapped_column(sa.String(40), primary_key=True)
    verification_id: Mapped[str] = mapped_column(sa.ForeignKey("verification.id"), index=True)
    sha256: Mapped[str] = mapped_column(sa.String(64))
    blob: Mapped[str] = mapped_column(sa.String(120))
    width: Mapped[int]
    height: Mapped[int]
    capture_method: Mapped[str] = mapped_column(sa.String(10))
    warnings: Mapped[Words] = mapped_column(default=list)
    created_at: Mapped[datetime] = mapped_column(default=utcnow)
    replaced_at: Mapped[datetime | None]


class Document(_Image, Base):
    """One side of a document; a newer upload of the same side sets `replaced_at` on the older.

    `warnings` are told to whoever uploads, `notes` (what the file said of itself) only to those who judge.
    """

    __tablename__ = "document"

    type: Mapped[str] = mapped_column(sa.String(40))
    side: Mapped[str] = mapped_column(sa.String(10))
    issuing_country: Mapped[str | None] = mapped_column(sa.String(3))
    notes: Mapped[Words | None] = mapped_column(sa.JSON)


class Selfie(_Image, Base):
    """The applicant's face."""

    __tablename__ = "selfie"


class RefusedUpload(Base):
    """An image that could not serve: counted against the attempts, and not accepted a second time.

    `document` is the type and country chosen at that time, because another document has attempts of its own.
    """

    __tablename__ = "refused_upload"
    __table_args__ = (sa.Index("ix_refused_upload_item", "verification_id", "item"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    verification_id: Mapped[str] = mapped_column(sa.ForeignKey("verification.id"))
    item: Mapped[str] = mapped_column(sa.String(30))
    document: Mapped[str | None] = mapped_column(sa.String(50))
    sha256: Mapped[str] = mapped_column(sa.String(64))
    reason: Mapped[str] = mapped_column(sa.String(60))
    at: Mapped[datetime] = mapped_column(default=utcnow)

"""Uploaded images: where the sealed bytes are stored and what was found in them; never the bytes themselves."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from kyc.models.base import Base, Words, utcnow


class _Image:
    """What a document side and a selfie share; `sha256` is of the bytes as uploaded."""

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

    `warnings` are shown to the uploader, `notes` (what the file says about itself) only to reviewers.
    """

    __tablename__ = "document"

    type: Mapped[str] = mapped_column(sa.String(40))
    side: Mapped[str] = mapped_column(sa.String(10))
    issuing_country: Mapped[str | None] = mapped_column(sa.String(3))
    notes: Mapped[Words | None] = mapped_column(sa.JSON)


class Selfie(_Image, Base):
    """A photo of the applicant's face."""

    __tablename__ = "selfie"


class RefusedUpload(Base):
    """An unusable image: it counts as an attempt and is not accepted a second time.

    `document` is the type and country chosen at that time, for each document has its own attempts.
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

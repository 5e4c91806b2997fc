"""A partner's branding of the applicant's pages."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from kyc.models.base import Base, utcnow


class PartnerLook(Base):
    """What a partner chose; NULL means the default. Colours are `#rrggbb`, checked when set."""

    __tablename__ = "partner_look"
    __table_args__ = (sa.CheckConstraint("shape in ('square', 'soft', 'round')", name="shape"),)

    partner_id: Mapped[str] = mapped_column(sa.ForeignKey("partner.id"), primary_key=True)
    name: Mapped[str | None] = mapped_column(sa.String(80))
    accent: Mapped[str | None] = mapped_column(sa.String(7))
    accent_dark: Mapped[str | None] = mapped_column(sa.String(7))
    shape: Mapped[str] = mapped_column(sa.String(6), default="soft")
    updated_at: Mapped[datetime] = mapped_column(default=utcnow)
    updated_by: Mapped[str] = mapped_column(sa.String(60))


class PartnerLogo(Base):
    """A logo for light or dark pages: a small PNG that we encoded, known outside by its digest alone."""

    __tablename__ = "partner_logo"
    __table_args__ = (sa.CheckConstraint("theme in ('light', 'dark')", name="theme"),)

    partner_id: Mapped[str] = mapped_column(sa.ForeignKey("partner.id"), primary_key=True)
    theme: Mapped[str] = mapped_column(sa.String(5), primary_key=True)
    digest: Mapped[str] = mapped_column(sa.String(32), index=True)
    width: Mapped[int]
    height: Mapped[int]
    data: Mapped[bytes]

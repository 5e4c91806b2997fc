"""Partners and their API keys."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from kyc.models.base import Base, Words, utcnow

DEFAULT_PARTNER = "ptn_default"


class Partner(Base):
    """A company whose customers are verified here; nothing is ever matched across partners."""

    __tablename__ = "partner"

    id: Mapped[str] = mapped_column(sa.String(40), primary_key=True)
    name: Mapped[str] = mapped_column(sa.String(200))
    sealed_webhook_secret: Mapped[bytes]
    created_at: Mapped[datetime] = mapped_column(default=utcnow)


class ApiKey(Base):
    """An API key, known by its public id; only a keyed digest of it is stored."""

    __tablename__ = "api_key"
    __table_args__ = (sa.CheckConstraint("mode in ('live', 'test')", name="mode"),)

    id: Mapped[str] = mapped_column(sa.String(20), primary_key=True)
    partner_id: Mapped[str] = mapped_column(sa.ForeignKey("partner.id"), index=True)
    mode: Mapped[str] = mapped_column(sa.String(4))
    digest: Mapped[str] = mapped_column(sa.String(64))
    name: Mapped[str] = mapped_column(sa.String(200), default="")
    scopes: Mapped[Words] = mapped_column(default=list)
    created_at: Mapped[datetime] = mapped_column(default=utcnow)
    expires_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
    last_used_at: Mapped[datetime | None]


class IdempotencyKey(Base):
    """Makes a partner's repeated request take effect once: its sealed answer, kept for 24 hours.

    `verification_id` is what the answer is about, so that an erasure finds it.
    """

    __tablename__ = "idempotency_key"
    __table_args__ = (sa.UniqueConstraint("owner", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    owner: Mapped[str] = mapped_column(sa.String(80))
    key: Mapped[str] = mapped_column(sa.String(255))
    request_digest: Mapped[str] = mapped_column(sa.String(64))
    status: Mapped[int | None]
    verification_id: Mapped[str | None] = mapped_column(sa.String(40), index=True)
    sealed_answer: Mapped[bytes | None]
    running_until: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)

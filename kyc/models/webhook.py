"""Events and their way to a partner: the exact bytes, each delivery, and every attempt."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from kyc.models.base import Base, Words, utcnow


class WebhookEndpoint(Base):
    """Where a partner listens; an empty `events` means verification.completed alone."""

    __tablename__ = "webhook_endpoint"

    id: Mapped[str] = mapped_column(sa.String(40), primary_key=True)
    partner_id: Mapped[str] = mapped_column(sa.ForeignKey("partner.id"), index=True)
    url: Mapped[str] = mapped_column(sa.String(2000))
    events: Mapped[Words] = mapped_column(default=list)
    payload: Mapped[str] = mapped_column(sa.String(10), default="seed")
    disabled_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(default=utcnow)


class Event(Base):
    """Something a partner may want to know; written in the transaction in which it happened, the result only once."""

    __tablename__ = "event"
    __table_args__ = (
        sa.Index(
            "uq_event_completed",
            "verification_id",
            unique=True,
            sqlite_where=sa.text("type = 'verification.completed'"),
            postgresql_where=sa.text("type = 'verification.completed'"),
        ),
    )

    id: Mapped[str] = mapped_column(sa.String(40), primary_key=True)
    partner_id: Mapped[str] = mapped_column(sa.ForeignKey("partner.id"), index=True)
    profile_id: Mapped[str] = mapped_column(sa.ForeignKey("profile.id"))
    verification_id: Mapped[str] = mapped_column(sa.ForeignKey("verification.id"), index=True)
    type: Mapped[str] = mapped_column(sa.String(60))
    body: Mapped[bytes]
    at: Mapped[datetime] = mapped_column(default=utcnow)


class Delivery(Base):
    """One event on its way to one address."""

    __tablename__ = "delivery"
    __table_args__ = (
        sa.UniqueConstraint("event_id", "url"),
        sa.CheckConstraint("state in ('pending', 'delivered', 'dead')", name="state"),
    )

    id: Mapped[str] = mapped_column(sa.String(40), primary_key=True)
    event_id: Mapped[str] = mapped_column(sa.ForeignKey("event.id"), index=True)
    endpoint_id: Mapped[str | None] = mapped_column(sa.ForeignKey("webhook_endpoint.id"))
    url: Mapped[str] = mapped_column(sa.String(2000))
    body: Mapped[bytes]
    state: Mapped[str] = mapped_column(sa.String(10), default="pending")
    attempts: Mapped[int] = mapped_column(default=0)
    next_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(default=utcnow)


class DeliveryAttempt(Base):
    """What came of one POST: status 0 means that no answer came, then `error` says why."""

    __tablename__ = "delivery_attempt"
    __table_args__ = (sa.UniqueConstraint("delivery_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    delivery_id: Mapped[str] = mapped_column(sa.ForeignKey("delivery.id"))
    number: Mapped[int]
    status: Mapped[int]
    elapsed_ms: Mapped[int]
    answer: Mapped[str] = mapped_column(sa.String(1024), default="")
    error: Mapped[str | None] = mapped_column(sa.String(60))
    at: Mapped[datetime] = mapped_column(default=utcnow)

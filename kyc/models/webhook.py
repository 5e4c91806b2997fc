"""Events and their delivery to partners: the exact bytes, each delivery, and every attempt."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from kyc.models.base import Base, Words, utcnow


class WebhookEndpoint(Base):
    """Where a partner receives webhooks; an empty `events` means verification.completed alone.

    `mode` None receives live and test records alike (the operator's endpoint); without a `sealed_secret` the partner's
    secret signs. Until `old_secret_until` there are two secrets. `failing_since` is the first failure after the last
    success. A removed endpoint keeps its row for the log of what was sent there.
    """

    __tablename__ = "webhook_endpoint"
    __table_args__ = (sa.CheckConstraint("mode in ('live', 'test')", name="mode"),)

    id: Mapped[str] = mapped_column(sa.String(40), primary_key=True)
    partner_id: Mapped[str] = mapped_column(sa.ForeignKey("partner.id"), index=True)
    mode: Mapped[str | None] = mapped_column(sa.String(4))
    name: Mapped[str] = mapped_column(sa.String(200), default="", server_default="")
    url: Mapped[str] = mapped_column(sa.String(2000))
    events: Mapped[Words] = mapped_column(default=list)
    payload: Mapped[str] = mapped_column(sa.String(10), default="seed")
    sealed_secret: Mapped[bytes | None]
    old_secret_until: Mapped[datetime | None]
    failing_since: Mapped[datetime | None]
    disabled_at: Mapped[datetime | None]
    disabled_reason: Mapped[str | None] = mapped_column(sa.String(20))
    removed_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(default=utcnow)


class Event(Base):
    """Something a partner may want to know; written in the transaction in which it happened, the result only once.

    `number` is the position in the partner's feed, assigned by whoever reads the feed first: numbers assigned at
    writing would not follow the order of commits, and a reader asking for what is new would miss one. A test event
    concerns no verification.
    """

    __tablename__ = "event"
    __table_args__ = (
        sa.Index(
            "uq_event_completed",
            "verification_id",
            unique=True,
            sqlite_where=sa.text("type = 'verification.completed'"),
            postgresql_where=sa.text("type = 'verification.completed'"),
        ),
        sa.Index("uq_event_number", "partner_id", "number", unique=True),
    )

    id: Mapped[str] = mapped_column(sa.String(40), primary_key=True)
    partner_id: Mapped[str] = mapped_column(sa.ForeignKey("partner.id"), index=True)
    profile_id: Mapped[str | None] = mapped_column(sa.ForeignKey("profile.id"))
    verification_id: Mapped[str | None] = mapped_column(sa.ForeignKey("verification.id"), index=True)
    mode: Mapped[str] = mapped_column(sa.String(4), default="live", server_default="live")
    type: Mapped[str] = mapped_column(sa.String(60))
    body: Mapped[bytes]
    number: Mapped[int | None]
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
    """The outcome of one POST: status 0 means that no answer came, and `error` says why."""

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

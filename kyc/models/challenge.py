"""The active liveness challenges of a verification: what was asked, what was sent, and the result."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from kyc.models.base import Base, Words, utcnow

Frames = list[dict[str, Any]]


class LivenessChallenge(Base):
    """One challenge; `number` counts those of a verification, and the nonce itself is never stored.

    `frames` has for each frame its time (`t_ms`), the digest of the bytes as sent (`sha256`) and as kept (`kept`), and
    the name of its sealed blob. `selfie_id` is the still they are compared with. `reason` is set once: when a challenge
    is refused at once, or when it is judged; where `alternative_at` is set, a person reviews instead.
    """

    __tablename__ = "liveness_challenge"
    __table_args__ = (sa.UniqueConstraint("verification_id", "number"),)

    id: Mapped[str] = mapped_column(sa.String(40), primary_key=True)
    verification_id: Mapped[str] = mapped_column(sa.ForeignKey("verification.id"))
    number: Mapped[int]
    nonce_digest: Mapped[str] = mapped_column(sa.String(64))
    moves: Mapped[Words] = mapped_column(sa.JSON)
    capture_s: Mapped[float]
    opened_at: Mapped[datetime] = mapped_column(default=utcnow)
    replaced_at: Mapped[datetime | None]
    alternative_at: Mapped[datetime | None]
    # what was sent
    received_at: Mapped[datetime | None]
    selfie_id: Mapped[str | None] = mapped_column(sa.ForeignKey("selfie.id"))
    frames: Mapped[Frames] = mapped_column(sa.JSON, default=list)
    # the result
    reason: Mapped[str | None] = mapped_column(sa.String(60))
    seen_ms: Mapped[list[int]] = mapped_column(sa.JSON, default=list)
    similarity: Mapped[float | None]
    pass_at: Mapped[float | None]
    review_at: Mapped[float | None]
    live_score: Mapped[float | None]
    engine: Mapped[str | None] = mapped_column(sa.String(100))
    engine_version: Mapped[str | None] = mapped_column(sa.String(100))
    judged_at: Mapped[datetime | None]

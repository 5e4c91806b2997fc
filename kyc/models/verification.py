"""One attempt to verify a person; the second API calls it a session."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from kyc.domain.lifecycle import State
from kyc.models.base import Base, Json, Words, utcnow

StateType = sa.Enum(
    State,
    values_callable=lambda states: [state.value for state in states],
    native_enum=False,
    create_constraint=True,
    length=24,
    name="state",
)


class Verification(Base):
    """Only `services.transitions.advance` writes `state`; `version` detects a lost race.

    `extracted` is the contract's short form of what was read, `reading` all of it, for staff alone.
    """

    __tablename__ = "verification"
    __table_args__ = (
        sa.Index("ix_verification_partner_created", "partner_id", "mode", "created_at"),
        sa.Index("ix_verification_state_created", "state", "created_at"),
        sa.Index("ix_verification_queue", "state", "submitted_at", "id", "mode", "partner_id", "erasure_id"),
        sa.Index("ix_verification_state_decided", "state", "decided_at"),
    )

    id: Mapped[str] = mapped_column(sa.String(40), primary_key=True)
    profile_id: Mapped[str] = mapped_column(sa.ForeignKey("profile.id"), index=True)
    partner_id: Mapped[str] = mapped_column(sa.ForeignKey("partner.id"))
    mode: Mapped[str] = mapped_column(sa.String(4))
    state: Mapped[State] = mapped_column(StateType, default=State.CREATED)
    version: Mapped[int] = mapped_column(default=1)
    previous_id: Mapped[str | None] = mapped_column(sa.ForeignKey("verification.id"))
    # what the partner asked for
    client_reference_id: Mapped[str | None] = mapped_column(sa.String(200), index=True)
    webhook_url: Mapped[str | None] = mapped_column(sa.String(2000))
    return_url: Mapped[str | None] = mapped_column(sa.String(2000))
    locale: Mapped[str | None] = mapped_column(sa.String(20))
    partner_metadata: Mapped[Json] = mapped_column(default=dict)
    date_of_birth: Mapped[date | None]
    accepted_documents: Mapped[Words] = mapped_column(default=list)
    liveness_type: Mapped[str] = mapped_column(sa.String(10), default="passive")
    max_retries: Mapped[int] = mapped_column(default=3)
    token_digest: Mapped[str | None] = mapped_column(sa.String(64))
    # what the applicant chose
    document_type: Mapped[str | None] = mapped_column(sa.String(40))
    issuing_country: Mapped[str | None] = mapped_column(sa.String(3))
    # reasons why a person must decide, whatever the checks say
    person_wanted: Mapped[Words] = mapped_column(default=list, server_default="[]")
    # how it ended
    confidence: Mapped[float | None]
    extracted: Mapped[dict[str, Any] | None] = mapped_column(sa.JSON)
    reading: Mapped[dict[str, Any] | None] = mapped_column(sa.JSON)
    rejection_type: Mapped[str | None] = mapped_column(sa.String(10))
    pending_action: Mapped[dict[str, Any] | None] = mapped_column(sa.JSON)
    closed_reason: Mapped[str | None] = mapped_column(sa.String(20))
    closed_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(default=utcnow)
    expires_at: Mapped[datetime] = mapped_column(index=True)
    submitted_at: Mapped[datetime | None]
    decided_at: Mapped[datetime | None]
    # the erasure that removed what was known of the person, and when it was complete
    erasure_id: Mapped[str | None] = mapped_column(sa.String(40))
    redacted_at: Mapped[datetime | None]

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012  (SQLAlchemy reads a plain dict)

    @property
    def faces_declined(self) -> bool:
        """Whether the applicant refused automated face comparison; then no engine examines a face, anywhere."""
        return "consent_declined" in (self.person_wanted or ())


class Consent(Base):
    """The answer to the biometric question: the digest of the text as shown, its language, the time."""

    __tablename__ = "consent"

    id: Mapped[int] = mapped_column(primary_key=True)
    verification_id: Mapped[str] = mapped_column(sa.ForeignKey("verification.id"), index=True)
    text_sha256: Mapped[str] = mapped_column(sa.String(64))
    locale: Mapped[str] = mapped_column(sa.String(20))
    agreed: Mapped[bool] = mapped_column(default=True, server_default=sa.true())
    at: Mapped[datetime] = mapped_column(default=utcnow)

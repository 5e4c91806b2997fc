"""Verdicts on screening matches, what monitoring raised, and its progress; all of it belongs to a profile."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from kyc.models.base import Base, Json, utcnow


class MatchVerdictRecord(Base):
    """A reviewer's verdict on a listed entity as listed then; rows are only added, and the newest holds.

    `person_digest` is a keyed digest of the name and birth date screened: the verdict holds for them alone.
    """

    __tablename__ = "match_verdict"
    __table_args__ = (
        sa.Index("ix_match_verdict_person", "profile_id", "person_digest"),
        sa.CheckConstraint("verdict in ('true_match', 'false_positive')", name="verdict"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    profile_id: Mapped[str] = mapped_column(sa.ForeignKey("profile.id"))
    verification_id: Mapped[str] = mapped_column(sa.ForeignKey("verification.id"), index=True)
    check_name: Mapped[str] = mapped_column(sa.String(60))
    person_digest: Mapped[str] = mapped_column(sa.String(64))
    fingerprint: Mapped[str] = mapped_column(sa.String(64))
    entity_id: Mapped[str] = mapped_column(sa.Text)
    list_name: Mapped[str] = mapped_column(sa.Text)
    verdict: Mapped[str] = mapped_column(sa.String(20))
    reason: Mapped[str] = mapped_column(sa.String(2000))
    actor: Mapped[str] = mapped_column(sa.String(60))
    at: Mapped[datetime] = mapped_column(default=utcnow)


class ProfileFlag(Base):
    """A listed entity that resembles somebody already approved; open until a reviewer rules on it.

    Nothing is raised twice: one flag for each version of an entity's content. `match` is as in a screening's breakdown.
    """

    __tablename__ = "profile_flag"
    __table_args__ = (
        sa.UniqueConstraint("profile_id", "check_name", "fingerprint"),
        sa.Index("ix_profile_flag_open", "resolved_at", "raised_at", "id"),
        sa.CheckConstraint("mode in ('live', 'test')", name="mode"),
        sa.CheckConstraint("verdict in ('true_match', 'false_positive')", name="verdict"),
    )

    id: Mapped[str] = mapped_column(sa.String(40), primary_key=True)
    profile_id: Mapped[str] = mapped_column(sa.ForeignKey("profile.id"))
    verification_id: Mapped[str] = mapped_column(sa.ForeignKey("verification.id"), index=True)
    mode: Mapped[str] = mapped_column(sa.String(4))
    check_name: Mapped[str] = mapped_column(sa.String(60))
    fingerprint: Mapped[str] = mapped_column(sa.String(64))
    score: Mapped[float]
    match: Mapped[Json]
    lists: Mapped[list[dict[str, Any]]] = mapped_column(sa.JSON, default=list)
    raised_at: Mapped[datetime] = mapped_column(default=utcnow)
    verdict: Mapped[str | None] = mapped_column(sa.String(20))
    reason: Mapped[str] = mapped_column(sa.String(2000), default="")
    actor: Mapped[str | None] = mapped_column(sa.String(60))
    resolved_at: Mapped[datetime | None]


class MonitoringProgress(Base):
    """How far one index has been monitored; advanced in the transaction that raises what was found on the way.

    `seen` is the version that every approved applicant was compared with, `target` the one now being compared, up to
    and including the profile `position`. Approvals up to `covered_at` (and the verification `covered_id`) have been
    examined for having been screened with other lists. `round` names the job.
    """

    __tablename__ = "monitoring_progress"

    kind: Mapped[str] = mapped_column(sa.String(20), primary_key=True)
    seen: Mapped[str] = mapped_column(sa.String(40))
    target: Mapped[str | None] = mapped_column(sa.String(40))
    position: Mapped[str] = mapped_column(sa.String(15), default="")
    covered_at: Mapped[datetime]
    covered_id: Mapped[str] = mapped_column(sa.String(40), default="")
    round: Mapped[int] = mapped_column(default=1)
    at: Mapped[datetime] = mapped_column(default=utcnow)

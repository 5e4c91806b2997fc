"""Practice cases, with their truth and reviewers' answers; nothing here belongs to anybody's verification."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from kyc.models.base import Base, Json, utcnow


class TrainingCase(Base):
    """A document and a selfie whose truth is known; `name` is the operator's and is not shown to reviewers.

    `results` are the checks' results as in a report, `extracted` and `reading` as in `Verification`. A removed case
    keeps its answers for the statistics, and no personal data.
    """

    __tablename__ = "training_case"
    __table_args__ = (sa.CheckConstraint("truth in ('genuine', 'lookalike', 'forged')", name="truth"),)

    id: Mapped[str] = mapped_column(sa.String(40), primary_key=True)
    name: Mapped[str] = mapped_column(sa.String(80), unique=True)
    truth: Mapped[str] = mapped_column(sa.String(10))
    explanation: Mapped[str] = mapped_column(sa.String(2000))
    document_type: Mapped[str] = mapped_column(sa.String(40))
    declared: Mapped[Json] = mapped_column(default=dict)
    extracted: Mapped[dict[str, Any] | None] = mapped_column(sa.JSON)
    reading: Mapped[dict[str, Any] | None] = mapped_column(sa.JSON)
    results: Mapped[list[dict[str, Any]]] = mapped_column(sa.JSON, default=list)
    added_at: Mapped[datetime] = mapped_column(default=utcnow)
    removed_at: Mapped[datetime | None]


class TrainingImage(Base):
    """One image of a practice case: `side` is the document's, None for the selfie."""

    __tablename__ = "training_image"

    id: Mapped[str] = mapped_column(sa.String(40), primary_key=True)
    case_id: Mapped[str] = mapped_column(sa.ForeignKey("training_case.id"), index=True)
    side: Mapped[str | None] = mapped_column(sa.String(10))
    blob: Mapped[str] = mapped_column(sa.String(120))
    width: Mapped[int]
    height: Mapped[int]


class TrainingAnswer(Base):
    """A reviewer's one answer to a practice case, in the words of `TrainingCase.truth`."""

    __tablename__ = "training_answer"
    __table_args__ = (
        sa.UniqueConstraint("case_id", "staff_id"),
        sa.CheckConstraint("said in ('genuine', 'lookalike', 'forged')", name="said"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[str] = mapped_column(sa.ForeignKey("training_case.id"))
    staff_id: Mapped[int] = mapped_column(sa.ForeignKey("staff_user.id"), index=True)
    said: Mapped[str] = mapped_column(sa.String(10))
    at: Mapped[datetime] = mapped_column(default=utcnow)

"""What was erased, and how far each erasure has come; nothing in it says whose data it was."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from kyc.models.base import Base, Json, Words, utcnow


class Erasure(Base):
    """One erasure, written in the transaction that scrubs the rows; `id` is that of its receipt.

    `whole` means that the record itself went, not only some of its verifications. `reason` is a code of
    `domain/erasing.py`. `counts` are rows and objects by the classes of `domain/data_classes.py`, `objects` the names
    of the sealed images still to be deleted. `receipt` is signed once nothing is left.
    """

    __tablename__ = "erasure"
    __table_args__ = (
        sa.CheckConstraint("mode in ('live', 'test')", name="mode"),
        sa.Index("ix_erasure_open", "finished_at", "at"),
    )

    id: Mapped[str] = mapped_column(sa.String(40), primary_key=True)
    partner_id: Mapped[str] = mapped_column(sa.ForeignKey("partner.id"))
    mode: Mapped[str] = mapped_column(sa.String(4))
    profile_id: Mapped[str] = mapped_column(sa.String(15), index=True)
    whole: Mapped[bool]
    verification_ids: Mapped[Words]
    reason: Mapped[str] = mapped_column(sa.String(40))
    actor: Mapped[str] = mapped_column(sa.String(60))
    counts: Mapped[Json] = mapped_column(default=dict)
    objects: Mapped[Words] = mapped_column(default=list)
    at: Mapped[datetime] = mapped_column(default=utcnow)
    finished_at: Mapped[datetime | None]
    receipt: Mapped[str | None] = mapped_column(sa.Text)

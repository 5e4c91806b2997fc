"""What was deleted because its term ended, objects still to be deleted, and partners' own terms."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from kyc.models.base import Base, utcnow


class Purge(Base):
    """One data class of one verification, deleted; `data_class` is a word of `kyc.domain.data_classes`."""

    __tablename__ = "purge"

    verification_id: Mapped[str] = mapped_column(sa.ForeignKey("verification.id"), primary_key=True)
    data_class: Mapped[str] = mapped_column(sa.String(20), primary_key=True)
    at: Mapped[datetime] = mapped_column(default=utcnow)


class DiscardedObject(Base):
    """A sealed object that no row names any more; the row goes once the store has deleted the object."""

    __tablename__ = "discarded_object"

    name: Mapped[str] = mapped_column(sa.String(200), primary_key=True)
    at: Mapped[datetime] = mapped_column(default=utcnow)


class PartnerTerm(Base):
    """How many days one class of one partner's data is kept, in place of the setting; 0 means for ever."""

    __tablename__ = "partner_term"

    partner_id: Mapped[str] = mapped_column(sa.ForeignKey("partner.id"), primary_key=True)
    data_class: Mapped[str] = mapped_column(sa.String(20), primary_key=True)
    days: Mapped[int]

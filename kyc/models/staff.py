"""Staff accounts, and who opened which image."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from flask_security.core import RoleMixin, UserMixin
from sqlalchemy.orm import Mapped, mapped_column, relationship

from kyc.models.base import Base, Words, utcnow

# Our own columns under the names that Flask-Security expects: its ready-made mixins require classes called
# User, Role and WebAuthn, and bring a dozen columns (phones, passkeys, mail confirmation) that nothing here uses.
_granted = sa.Table(
    "staff_user_role",
    Base.metadata,
    sa.Column("user_id", sa.ForeignKey("staff_user.id"), primary_key=True),
    sa.Column("role_id", sa.ForeignKey("staff_role.id"), primary_key=True),
)


class StaffRole(Base, RoleMixin):
    """One of `kyc.domain.rights.Role`."""

    __tablename__ = "staff_role"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(sa.String(20), unique=True)


class StaffUser(Base, UserMixin):
    """A staff member; signs in with a password and a one-time code.

    `fs_uniquifier` stands in the cookie in place of the id: a new one ends every session. `tf_last_counter` is the time
    step of the last one-time code used, so that none is used twice.
    """

    __tablename__ = "staff_user"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(sa.String(255), unique=True)
    password: Mapped[str | None] = mapped_column(sa.String(255))
    active: Mapped[bool] = mapped_column(default=True)
    must_change_password: Mapped[bool] = mapped_column(default=False)
    fs_uniquifier: Mapped[str] = mapped_column(sa.String(64), unique=True)
    tf_primary_method: Mapped[str | None] = mapped_column(sa.String(20))
    tf_totp_secret: Mapped[str | None] = mapped_column(sa.String(255))
    tf_last_counter: Mapped[int | None]
    mf_recovery_codes: Mapped[Words | None] = mapped_column(sa.JSON)
    created_at: Mapped[datetime] = mapped_column(default=utcnow)

    roles: Mapped[list[StaffRole]] = relationship(  # type: ignore[assignment]  # the mixin names a plain list
        secondary=_granted, lazy="selectin"
    )


class ViewLog(Base):
    """A record that a staff member opened an image."""

    __tablename__ = "view_log"

    id: Mapped[int] = mapped_column(primary_key=True)
    viewer: Mapped[str] = mapped_column(sa.String(60))
    verification_id: Mapped[str] = mapped_column(sa.ForeignKey("verification.id"), index=True)
    image_id: Mapped[str] = mapped_column(sa.String(40))
    purpose: Mapped[str] = mapped_column(sa.String(60))
    at: Mapped[datetime] = mapped_column(default=utcnow)


class WorkerHeartbeat(Base):
    """A running worker; when one falls silent, its jobs are released to others."""

    __tablename__ = "worker_heartbeat"

    executor_id: Mapped[str] = mapped_column(sa.String(120), primary_key=True)
    at: Mapped[datetime]

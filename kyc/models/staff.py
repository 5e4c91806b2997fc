"""Staff accounts, and who opened which image."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from flask_security.models import sqla
from sqlalchemy.orm import Mapped, mapped_column

from kyc.models.base import Base, utcnow

sqla.FsModels.set_db_info(base_model=Base, user_table_name="staff_user", role_table_name="staff_role")


class StaffRole(Base, sqla.FsRoleMixin):
    """viewer, reviewer or admin."""

    __tablename__ = "staff_role"


class StaffUser(Base, sqla.FsUserMixin):
    """A person who works on verifications; signs in with a password and a one-time code."""

    __tablename__ = "staff_user"

    must_change_password: Mapped[bool] = mapped_column(default=False)


class ViewLog(Base):
    """Somebody opened an image of somebody."""

    __tablename__ = "view_log"

    id: Mapped[int] = mapped_column(primary_key=True)
    viewer: Mapped[str] = mapped_column(sa.String(60))
    verification_id: Mapped[str] = mapped_column(sa.ForeignKey("verification.id"), index=True)
    image_id: Mapped[str] = mapped_column(sa.String(40))
    purpose: Mapped[str] = mapped_column(sa.String(60))
    at: Mapped[datetime] = mapped_column(default=utcnow)


class WorkerHeartbeat(Base):
    """A worker that lives; one that falls silent has its jobs handed on."""

    __tablename__ = "worker_heartbeat"

    executor_id: Mapped[str] = mapped_column(sa.String(120), primary_key=True)
    at: Mapped[datetime]

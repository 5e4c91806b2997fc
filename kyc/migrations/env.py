"""Runs migrations on the application's own engine."""

from __future__ import annotations

from typing import Any

from alembic import context
from flask import current_app

from kyc.models import Base
from kyc.models.base import UtcDateTime

OURS = set(Base.metadata.tables)


def render_item(kind: str, item: object, autogen: Any) -> str | bool:
    """Migrations hold plain SQL types, so that a later change of our own types cannot break them."""
    if kind == "type" and isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and type(item).__module__.startswith("flask_security"):
        return "sa.Text()"
    return False


def include_name(name: str | None, kind: str, parents: dict[str, str | None]) -> bool:
    """The queue keeps tables of its own in the same database: not ours to change."""
    return kind != "table" or name in OURS


def run() -> None:
    engine = current_app.extensions["migrate"].db.engine
    with engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=Base.metadata,
            render_as_batch=True,
            compare_type=True,
            render_item=render_item,
            include_name=include_name,
        )
        with context.begin_transaction():
            context.run_migrations()


run()

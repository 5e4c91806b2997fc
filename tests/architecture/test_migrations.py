"""The migrations make what the models say, and can be undone."""

from __future__ import annotations

from pathlib import Path

import flask_migrate
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask import Flask

from kyc.cli.database import head, is_behind, prepare, revision
from kyc.config import MIGRATIONS
from kyc.models import Base, Partner, db

OURS = set(Base.metadata.tables)


def differences() -> list[object]:
    """What autogenerate would still change, in our own tables."""
    with db.engine.connect() as connection:
        context = MigrationContext.configure(
            connection,
            opts={"compare_type": True, "include_name": lambda name, kind, _: kind != "table" or name in OURS},
        )
        return list(compare_metadata(context, Base.metadata))


def constraints(engine: sa.Engine) -> set[str]:
    inspector = sa.inspect(engine)
    return {str(one["name"]) for table in OURS for one in inspector.get_check_constraints(table)}


def test_migrations_equal_models(app: Flask) -> None:
    assert differences() == []
    assert revision() == head()
    assert not is_behind()


def test_check_constraints_which_autogenerate_misses_are_there_too(app: Flask, tmp_path: Path) -> None:
    fresh = sa.create_engine(f"sqlite:///{tmp_path / 'fresh.db'}")
    Base.metadata.create_all(fresh)
    assert constraints(fresh) <= constraints(db.engine)
    assert constraints(fresh)


def test_every_migration_goes_down_and_up_again_with_data(app: Flask) -> None:
    db.session.remove()
    flask_migrate.downgrade(directory=str(MIGRATIONS), revision="base")
    assert OURS.isdisjoint(sa.inspect(db.engine).get_table_names())
    flask_migrate.upgrade(directory=str(MIGRATIONS))
    assert differences() == []
    prepare(app)
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Partner)) == 1


def test_migrations_hold_plain_types_only() -> None:
    for path in (MIGRATIONS / "versions").glob("*.py"):
        assert "kyc." not in path.read_text()
        assert "flask_security" not in path.read_text()

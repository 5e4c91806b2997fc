"""A database of every earlier version, with rows in every table, goes up, down and up, loses nothing and answers."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import flask_migrate
import pytest
import sqlalchemy as sa
from alembic.script import ScriptDirectory
from flask import Flask
from flask.testing import FlaskClient

from kyc import jobs
from kyc.app import create_app
from kyc.cli import database
from kyc.config import MIGRATIONS, Settings
from kyc.domain.lifecycle import State
from kyc.models import db
from tests.api.staff import people
from tests.make import LIVE_KEY
from tests.upgrades.rows import FAMILIES, Schema

REVISIONS = sorted(one.revision for one in ScriptDirectory(str(MIGRATIONS)).walk_revisions())
LATER = (State.SELFIE_UPLOADED, State.MANUAL_REVIEW, State.APPROVED)
"""The first version leaves a record of every state behind, each later one these."""
Dump = dict[str, list[dict[str, Any]]]

pytestmark = [pytest.mark.xdist_group("upgrades")]


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return settings.model_copy(update={"login_limit": "1000/minute"})


def move(revision: str) -> None:
    """Up or down, whichever way it is."""
    db.session.remove()
    up = revision != "base" and (database.revision() or "") < revision
    way = flask_migrate.upgrade if up else flask_migrate.downgrade
    way(directory=str(MIGRATIONS), revision=revision)


def dump() -> Dump:
    with db.engine.connect() as connection:
        found = Schema(connection).dump(connection)
    found.pop("audit_head", None)  # it moves with each version's work
    return found


def lost(before: Dump, after: Dump) -> list[tuple[str, dict[str, Any]]]:
    """Rows that are not there any more, in the columns that both have."""
    return [(table, row) for table, rows in before.items() for row in _without(rows, after.get(table))]


def _without(rows: list[dict[str, Any]], others: list[dict[str, Any]] | None) -> Iterator[dict[str, Any]]:
    shared = sorted({*rows[0]} & {*others[0]}) if rows and others else []
    kept = {tuple(one[name] for name in shared) for one in others or ()}
    for row in rows:
        if tuple(row[name] for name in shared) not in kept or not shared:
            yield row


@pytest.fixture
def grown(app: Flask) -> dict[str, Dump]:
    """An installation that had every version in turn and did its work in each; what was there at the end of each."""
    move("base")
    found: dict[str, Dump] = {}
    for number, revision in enumerate(REVISIONS):
        move(revision)
        with db.engine.begin() as connection:
            Schema(connection).fill(connection, len(FAMILIES) * number, LATER if number else FAMILIES)
        found[revision] = dump()
        assert all(found[revision].values()), [name for name, rows in found[revision].items() if not rows]
    return found


def test_nothing_is_lost_from_any_version_on_the_way_up_down_and_up_and_every_record_answers(
    app: Flask, client: FlaskClient, grown: dict[str, Dump]
) -> None:
    newest = dump()
    for revision, before in grown.items():
        assert lost(before, newest) == [], revision
    for revision in reversed(REVISIONS):
        move(revision)
        assert lost(grown[revision], dump()) == [], revision
    move("head")
    assert lost(grown[REVISIONS[0]], dump()) == []
    jobs.prepare(db.engine)
    answer(app, client)


def answer(app: Flask, client: FlaskClient) -> None:
    """Status and session of every record that has come all the way; the staff's page of one for each state."""
    session = db.session()
    reviewer = people.signed_in(app.test_client(), people.colleague(app, session))
    table = sa.table("verification", sa.column("id"), sa.column("profile_id"), sa.column("state"))
    with db.engine.connect() as connection:
        found = connection.execute(sa.select(table)).all()
    assert len(found) == len(FAMILIES) + len(LATER) * (len(REVISIONS) - 1)
    for verification_id, profile_id, _ in found:
        status = client.get(f"/api/profiles/{profile_id}")
        read = client.get(f"/v1/sessions/{verification_id}", headers={"x-api-key": LIVE_KEY})
        assert [status.status_code, read.status_code] == [200] * 2, verification_id
    for verification_id, profile_id, _ in {one.state: one for one in found}.values():
        page = reviewer.get(f"/staff/cases/{verification_id}")
        assert page.status_code == 200
        assert profile_id in page.get_data(as_text=True)


@pytest.fixture
def embedded(settings: Settings, tmp_path: Path) -> Iterator[Flask]:
    """On SQLite whatever the others run on: only there a row can come to point to nothing."""
    made = create_app(settings.model_copy(update={"database_url": f"sqlite:///{tmp_path / 'embedded.db'}"}))
    with made.app_context():
        yield made
        db.session.remove()
        db.engine.dispose()


@pytest.mark.one_database
def test_an_upgrade_that_cannot_be_finished_changes_nothing(embedded: Flask, caplog: pytest.LogCaptureFixture) -> None:
    move("0010")
    with sqlite3.connect(str(db.engine.url.database)) as damaged:  # SQLite checks nothing there unless it is told to
        damaged.execute(
            "insert into profile (id, partner_id, mode, verification_status, name_mismatch, created_at)"
            " values ('a', 'nobody', 'live', 'verified', 0, '2026-01-01')"
        )
    with pytest.raises(SystemExit), caplog.at_level("ERROR"):
        move("head")
    assert "rows that point to nothing in: profile" in caplog.text
    assert database.revision() == "0010"
    with db.engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1

"""A worker's turn at retention: everything that is due, with its objects, and no more than that."""

from __future__ import annotations

import time
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import update
from sqlalchemy.orm import Session, sessionmaker

from kyc.domain.errors import NotFound, Unavailable
from kyc.models import AuditEntry, DiscardedObject, Sessions, Verification, db, transaction, utcnow
from kyc.services.privacy import retention
from kyc.tools import Tools
from kyc.worker import retaining
from tests.said import said_by
from tests.unit.services.privacy.ended import blobs, decided, standard

TERMS = standard(images=30, record=365)


@pytest.fixture
def sessions(app: Flask) -> Sessions:
    return sessionmaker(db.engine, expire_on_commit=False)


@pytest.fixture
def tools(app: Flask) -> Tools:
    made: Tools = app.config["TOOLS"]
    return made


def ended(session: Session, tools: Tools, days: float) -> tuple[str, list[str]]:
    """A verification with its objects in the store."""
    with transaction(session):
        made = decided(session, days)
        names = [*blobs(session, made.id), f"frame/{made.id}"]
    for name in names:
        tools.blobs.put(name, b"picture")
    return made.id, names


def test_a_turn_takes_what_is_due_with_its_objects(session: Session, tools: Tools, sessions: Sessions) -> None:
    oldest, old, new = (ended(session, tools, days) for days in (400, 40, 4))
    assert retaining.take_turn(sessions, tools.blobs, TERMS) == 2
    session.expire_all()
    session.rollback()
    assert session.get(Verification, oldest[0]) is None
    assert blobs(session, old[0]) == ["", ""]
    assert sorted(tools.blobs.names()) == sorted(new[1])
    assert retaining.take_turn(sessions, tools.blobs, TERMS) == 0


def test_where_nothing_is_set_nothing_goes(session: Session, tools: Tools, sessions: Sessions) -> None:
    _, names = ended(session, tools, 4000)
    assert retaining.take_turn(sessions, tools.blobs, tools.settings.terms) == 0
    assert sorted(tools.blobs.names()) == sorted(names)


def test_objects_that_the_store_keeps_for_now_are_deleted_by_a_later_turn(
    session: Session, tools: Tools, sessions: Sessions, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, names = ended(session, tools, 40)
    with monkeypatch.context() as away:
        away.setattr(tools.blobs, "delete", _away)
        assert retaining.take_turn(sessions, tools.blobs, TERMS) == 1
    assert session.query(DiscardedObject).count() == len(names)
    assert retaining.take_turn(sessions, tools.blobs, TERMS) == 0
    session.rollback()
    assert session.query(DiscardedObject).count() == 0
    with pytest.raises(NotFound):
        tools.blobs.get(names[0])


def _away(name: str) -> None:
    raise Unavailable


def test_a_turn_ends_when_its_time_is_over(session: Session, tools: Tools, sessions: Sessions) -> None:
    ended(session, tools, 40)
    assert retaining.take_turn(sessions, tools.blobs, TERMS, turn_s=0) == 0
    assert retaining.take_turn(sessions, tools.blobs, TERMS) == 1


def test_the_chain_is_cut_with_the_record(session: Session, tools: Tools, sessions: Sessions) -> None:
    ended(session, tools, 400)
    with transaction(session):
        session.execute(update(AuditEntry).values(at=utcnow() - timedelta(days=400)))
    retaining.take_turn(sessions, tools.blobs, TERMS)
    session.rollback()
    assert {one.act for one in session.query(AuditEntry)} == {"record.dropped", "chain.cut"}


def test_objects_that_nobody_names_are_swept_and_counted(
    session: Session, tools: Tools, sessions: Sessions, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, names = ended(session, tools, 1)
    tools.blobs.put("document/left", b"picture")
    monkeypatch.setattr(tools.blobs, "written_at", lambda name: utcnow() - timedelta(days=2))
    with said_by(retaining) as said:
        assert retaining.sweep(sessions, tools.blobs) == 1
    assert sorted(tools.blobs.names()) == sorted(names)
    assert said[0]["removed"] == 1


@pytest.mark.one_database
def test_copies_that_upgrades_left_go_after_a_month(app: Flask) -> None:
    path = Path(str(db.engine.url.database))
    copy = path.with_suffix(".before-0012.db")
    copy.write_bytes(b"")
    assert retaining.drop_copies(db.engine, time.time() + 29 * 86_400) == 0
    assert retaining.drop_copies(db.engine, time.time() + 31 * 86_400) == 1
    assert path.exists()
    assert not copy.exists()


def test_a_hold_that_comes_after_the_look_is_kept(
    session: Session, tools: Tools, sessions: Sessions, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, names = ended(session, tools, 40)
    monkeypatch.setattr(retention, "free", lambda session, profile_id: False)
    assert retaining.take_turn(sessions, tools.blobs, TERMS) == 0
    assert sorted(tools.blobs.names()) == sorted(names)

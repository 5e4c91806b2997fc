"""The hourly turn: what is due is announced, each in its own transaction, once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy.orm import Session, sessionmaker

from kyc.models import db, transaction, utcnow
from kyc.services.verification.reverification import Terms
from kyc.worker import reverifying
from tests.unit.services.verification.test_reverification import approved, told

Sessions = Callable[[], Session]
MONTH = Terms(notice_days=30, term_days=0)


@pytest.fixture
def sessions(app: Flask) -> Sessions:
    return sessionmaker(db.engine, expire_on_commit=False)


def test_what_is_due_is_told_once_and_the_rest_left_alone(session: Session, sessions: Sessions) -> None:
    today = utcnow().date()
    with transaction(session):
        soon, later = (approved(session, last_day=today + timedelta(days=days)) for days in (3, 300))
    assert [reverifying.tell_due(sessions, MONTH) for _ in range(2)] == [1, 0]
    session.rollback()
    assert [one["reason"] for one in told(session, soon)] == ["document_expiring"]
    assert told(session, later) == []

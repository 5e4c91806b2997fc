"""Signing in while others write: it waits, it does not fail."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from kyc.models import WorkerHeartbeat, db, transaction, utcnow
from tests.api.staff.people import Person, colleague, send, signed_in
from tests.outside import Outside

pytestmark = pytest.mark.one_database

PEOPLE = 6


def writes(app: Flask, stop: threading.Event) -> int:
    """Somebody who writes all the time; returns how often."""
    number = 0
    with app.app_context():
        while not stop.is_set():
            with transaction(db.session()) as session:
                session.merge(WorkerHeartbeat(executor_id="busy", at=utcnow() + timedelta(seconds=number)))
            number += 1
        db.session.remove()
    return number


def signs_in(app: Flask, person: Person) -> int:
    client = signed_in(Outside(app), person)
    send(client, "/staff/mf-recovery-codes")
    return client.get("/staff/").status_code


def test_everybody_gets_in_while_somebody_writes_all_the_time(app: Flask, session: Session) -> None:
    people = [colleague(app, session, "viewer", f"person{number}@example.org") for number in range(PEOPLE)]
    session.close()
    stop = threading.Event()
    with ThreadPoolExecutor(PEOPLE + 1) as pool:
        writer = pool.submit(writes, app, stop)
        results = [pool.submit(signs_in, app, person) for person in people]
        try:
            seen = [result.result(timeout=120) for result in results]
        finally:
            stop.set()
    assert seen == [200] * PEOPLE
    assert writer.result() > 0

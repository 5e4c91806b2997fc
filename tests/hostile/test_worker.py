"""An image that kills the worker, or never ends, goes to a person and does not keep the others waiting."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator
from multiprocessing.process import BaseProcess

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from kyc import jobs
from kyc.domain.documents import DocumentType, Side
from kyc.domain.lifecycle import State
from kyc.jobs.worker import MAX_RECOVERIES
from kyc.models import Decision, Verification, db, transaction
from kyc.services.verification import uploads, verifications
from kyc.services.verification.uploads import DocumentFacts
from kyc.worker import upkeep, watchdog
from tests import forked, make
from tests.queued import unfinished
from tests.waiting import until

Start = Callable[[str], BaseProcess]


@pytest.fixture
def start(app: Flask) -> Iterator[Start]:
    """A real worker with one of the readers of `tests.hostile.engines`."""
    settings, running = app.config["SETTINGS"], list[BaseProcess]()
    env = {"INSTANCE_DIR": str(settings.instance_dir), "DATABASE_URL": settings.database_url, "LOG_LEVEL": "ERROR"}

    def run(reader: str) -> BaseProcess:
        more = {"DOCUMENT_READER": f"tests.hostile.engines:{reader}", "EXAMINATION_SECONDS": "10"}
        running.append(forked.command({**env, **more}, "worker", "--slot", "one"))
        return running[-1]

    yield run
    for process in running:
        forked.end(process)


def submitted(app: Flask, session: Session, kind: DocumentType) -> str:
    """A verification whose images lie in the store."""
    side = Side.DATA_PAGE if kind is DocumentType.PASSPORT else Side.FRONT
    with transaction(session):
        made = make.verification(session, "test")
        page, selfie = make.received(f"page-{made.id}"), make.received(f"selfie-{made.id}")
        for one in (page, selfie):
            app.config["TOOLS"].blobs.put(one.blob, one.picture.data)
        uploads.attach_document(session, made, page, DocumentFacts(kind, side, None, "api"), "partner")
        if side is Side.FRONT:
            back = make.received(f"back-{made.id}")
            app.config["TOOLS"].blobs.put(back.blob, back.picture.data)
            uploads.attach_document(session, made, back, DocumentFacts(kind, Side.BACK, None, "api"), "partner")
        uploads.attach_selfie(session, made, selfie, "api", "partner")
        verifications.submit(session, made, "partner")
    return made.id


def state(session: Session, verification_id: str) -> State:
    session.rollback()
    return session.get_one(Verification, verification_id, populate_existing=True).state


def rule(session: Session, verification_id: str) -> str | None:
    session.rollback()
    return session.scalar(select(Decision.rule).where(Decision.verification_id == verification_id))


def given_up(session: Session, verification_id: str) -> bool:
    """Whether its job has failed for good; the worker's own upkeep, each minute, may have cleared that away already."""
    return bool(jobs.failed(db.engine, "verify")) or state(session, verification_id) is State.MANUAL_REVIEW


class Idle:
    """A worker that has a name and a database, and does nothing."""

    executor, engine = "nobody", property(lambda _: db.engine)


def test_an_image_that_kills_its_worker_again_and_again_goes_to_a_person(
    app: Flask, session: Session, start: Start
) -> None:
    poison = submitted(app, session, DocumentType.PASSPORT)
    other = submitted(app, session, DocumentType.DRIVER_LICENSE)
    deaths = 0
    for _ in range(MAX_RECOVERIES + 3):
        process = start("deadly")
        assert until(lambda: not process.is_alive() or given_up(session, poison), 60)
        if process.is_alive():
            break
        assert process.exitcode == -signal.SIGKILL
        deaths += 1
    assert MAX_RECOVERIES <= deaths <= MAX_RECOVERIES + 1
    assert until(lambda: state(session, other) is State.MANUAL_REVIEW, 60)
    upkeep.rescue_failed(Idle(), sessionmaker(db.engine))  # type: ignore[arg-type]
    assert state(session, poison) is State.MANUAL_REVIEW
    assert rule(session, poison) == "processing_error"
    assert rule(session, other) != "processing_error"


def test_an_image_that_never_ends_is_given_up_in_its_time_and_once(app: Flask, session: Session, start: Start) -> None:
    endless = submitted(app, session, DocumentType.PASSPORT)
    other = submitted(app, session, DocumentType.DRIVER_LICENSE)
    first = start("endless")
    first.join(90)
    assert first.exitcode == watchdog.EXIT_CODE
    assert rule(session, endless) == "processing_error"
    second = start("endless")
    assert until(lambda: state(session, other) is State.MANUAL_REVIEW, 60)
    assert until(lambda: unfinished(db.engine) == 0, 30)
    assert second.is_alive()
    assert state(session, endless) is State.MANUAL_REVIEW
    assert rule(session, other) != "processing_error"

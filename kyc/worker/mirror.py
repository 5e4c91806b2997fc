"""The job that tells a PocketBase the present status of a record: prepare, tell, settle."""

from __future__ import annotations

import secrets

import structlog
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session

from kyc import jobs
from kyc.domain.moving import StatusMirror
from kyc.models import Sessions, transaction
from kyc.services.telling import mirroring

log = structlog.get_logger(__name__)
_random = secrets.SystemRandom().random


def register(worker: jobs.Worker, target: StatusMirror | None, sessions: Sessions) -> None:
    """Register the job; without a `target` it ends at once."""

    def settle_mirror(session: Session, history_id: int, number: int, heard: bool) -> None:
        mirroring.settle(session, history_id, number, heard, _random)

    settle = worker.transaction(settle_mirror)

    def mirror(history_id: int, number: int) -> None:
        if target is None:
            return
        with sessions() as session:
            update = mirroring.prepare(session, history_id)
        if update is None:
            return
        heard = target.tell(update)
        log.info("status_mirrored", number=number, result="heard" if heard else "not_heard")
        settle(history_id, number, heard)

    worker.workflow(mirror)


def rescue(engine: Engine, sessions: Sessions) -> int:
    """Count the attempts whose job failed as failed attempts, so that the schedule goes on; returns how many."""
    lost = jobs.failed(engine, mirroring.JOB)
    for job_id in lost:
        _, history_id, number = job_id.split("-")
        with sessions() as session, transaction(session):
            mirroring.settle(session, int(history_id), int(number), heard=False, random=_random)
    jobs.forget(engine, lost)
    return len(lost)

"""The job that carries out a reviewer's decision once it can no longer be undone."""

from __future__ import annotations

import structlog
from sqlalchemy.engine import Engine

from kyc import jobs
from kyc.models import Sessions, transaction
from kyc.services.desk import rulings

log = structlog.get_logger(__name__)


def register(worker: jobs.Worker) -> None:
    """Register the job; effect and checkpoint are one commit, so that a crash repeats nothing."""
    carry_out = worker.transaction(rulings.carry_out)

    def carry_out_ruling(ruling_id: int) -> None:
        carry_out(ruling_id)

    worker.workflow(carry_out_ruling)


def rescue(engine: Engine, sessions: Sessions) -> None:
    """A ruling whose job failed lapses, so that the case is decided again."""
    lost = jobs.failed(engine, rulings.JOB)
    for job_id in lost:
        ruling_id = int(job_id.rpartition("-")[2])
        log.error("ruling_given_up", ruling=ruling_id)
        with sessions() as session, transaction(session):
            rulings.give_up(session, ruling_id)
    jobs.forget(engine, lost)

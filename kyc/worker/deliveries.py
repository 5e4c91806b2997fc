"""The job of one webhook attempt: prepare, post, settle."""

from __future__ import annotations

import secrets
from functools import partial

import structlog
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session

from kyc import jobs
from kyc.domain.ports import Answer, Sealer, Sender
from kyc.models import Sessions, transaction
from kyc.services.telling import deliveries
from kyc.worker import tally
from kyc.worker.patience import patiently

log = structlog.get_logger(__name__)
_random = secrets.SystemRandom().random


def register(worker: jobs.Worker, tools_sender: Sender, keyring: Sealer, sessions: Sessions) -> None:
    """Register the job. The POST is deliberately not checkpointed: a receiver's answer must not end up in the job
    tables, and `settle` keeps what may be kept. A worker that dies in between posts again.
    """

    def settle_delivery(session: Session, delivery_id: str, number: int, answer: Answer) -> None:
        deliveries.settle(session, delivery_id, number, answer, _random)

    settle = worker.transaction(settle_delivery)

    def deliver(delivery_id: str, number: int) -> None:
        outgoing = patiently(partial(_prepared, sessions, keyring, delivery_id, number))
        if outgoing is None:
            return
        answer = outgoing.played or tools_sender.post(outgoing.url, outgoing.body, outgoing.headers)
        log.info("webhook_attempt", number=number, status=answer.status, error=answer.error)
        settle(delivery_id, number, answer)
        tally.attempted(answer)

    worker.workflow(deliver)


def _prepared(sessions: Sessions, keyring: Sealer, delivery_id: str, number: int) -> deliveries.Outgoing | None:
    with sessions() as session:
        return deliveries.prepare(session, keyring, delivery_id, number)


def rescue(engine: Engine, sessions: Sessions) -> int:
    """Count the attempts whose job failed as failed attempts, so that the schedule goes on; returns how many."""
    lost = jobs.failed(engine, deliveries.JOB)
    for job_id in lost:
        delivery_id, _, number = job_id.rpartition("-")
        with sessions() as session, transaction(session):
            deliveries.settle(session, delivery_id, int(number), Answer(0, 0, error="interrupted"), _random)
    jobs.forget(engine, lost)
    return len(lost)

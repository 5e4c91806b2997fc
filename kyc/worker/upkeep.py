"""Periodic housekeeping: expiry, clean-up, and a way on for whatever waits on a failed job."""

from __future__ import annotations

from datetime import timedelta

import structlog
from sqlalchemy import delete
from sqlalchemy.orm.exc import StaleDataError

from kyc import jobs
from kyc.models import IdempotencyKey, Sessions, Verification, transaction, utcnow
from kyc.services.accounts import staff_sessions
from kyc.services.examining import pipeline, traces
from kyc.services.examining.reexamination import Reexamination
from kyc.services.verification import corrected, resubmission, returns, verifications
from kyc.worker import challenges, deliveries, erasures, mirror, rulings, verify

log = structlog.get_logger(__name__)
KEEP_JOBS = timedelta(days=2)
SCHEDULES = (
    jobs.Schedule("expire", "*/1 * * * *"),
    jobs.Schedule("purge", "17 * * * *"),
    jobs.Schedule("rescue", "*/1 * * * *"),
)


def register(worker: jobs.Worker, sessions: Sessions, portrait_days: int, idle: timedelta) -> None:
    """Register the periodic jobs; a schedule passes them its time and context, which they do not need."""

    def expire(moment: object, context: object) -> None:
        expire_due(sessions)
        lapse_due(sessions)
        with sessions() as session, transaction(session):
            staff_sessions.sweep(session, idle)

    def purge(moment: object, context: object) -> None:
        purge_finished(worker, sessions)
        with sessions() as session, transaction(session):
            traces.forget_portraits(session, portrait_days)

    def rescue(moment: object, context: object) -> None:
        rescue_failed(worker, sessions)

    for work in (expire, purge, rescue):
        worker.workflow(work)


def expire_due(sessions: Sessions) -> int:
    """Close the verifications that have expired; returns how many."""
    with sessions() as session:
        due = [verification.id for verification in verifications.due_before(session, utcnow())]
    return sum(_expired(sessions, verification_id) for verification_id in due)


def _expired(sessions: Sessions, verification_id: str) -> bool:
    """In a transaction of its own; what somebody changes at the same moment is left for the next turn."""
    try:
        with sessions() as session, transaction(session):
            verification = session.get_one(Verification, verification_id)
            verifications.expire_if_due(session, verification)
            return verification.closed_reason is not None
    except StaleDataError:
        return False


def lapse_due(sessions: Sessions) -> int:
    """End the overdue rounds of asking again, each in a transaction of its own; returns how many."""
    with sessions() as session:
        due = list(resubmission.due_before(session, utcnow()))
    return sum(_lapsed(sessions, verification_id) for verification_id in due)


def _lapsed(sessions: Sessions, verification_id: str) -> bool:
    with sessions() as session, transaction(session):
        return resubmission.lapse_if_due(session, session.get_one(Verification, verification_id, with_for_update=True))


def purge_finished(worker: jobs.Worker, sessions: Sessions) -> None:
    """Delete the records of jobs that ended long ago, and expired idempotency keys."""
    moment = utcnow() - KEEP_JOBS
    jobs.forget(worker.engine, jobs.finished_before(worker.engine, moment.isoformat()))
    for one in SCHEDULES:  # the next turn makes up for it
        jobs.forget(worker.engine, jobs.failed(worker.engine, one.name))
    with sessions() as session, transaction(session):
        session.execute(delete(IdempotencyKey).where(IdempotencyKey.expires_at < utcnow()))


def rescue_failed(worker: jobs.Worker, sessions: Sessions) -> None:
    """Where a job failed for good, send the verification to a person and let the webhook's schedule go on."""
    deliveries.rescue(worker.engine, sessions)
    mirror.rescue(worker.engine, sessions)
    challenges.rescue(worker.engine, sessions)
    rulings.rescue(worker.engine, sessions)
    erasures.rescue(worker.engine, sessions)
    lost = jobs.failed(worker.engine, "verify")
    for job_id in lost:
        verification_id = job_id.removeprefix("verify-")
        log.error("verification_given_up", verification=verification_id)
        with sessions() as session, transaction(session):
            pipeline.give_up(session, verification_id)
    jobs.forget(worker.engine, lost)
    _rescue_again(worker, sessions)


def _rescue_again(worker: jobs.Worker, sessions: Sessions) -> None:
    """The same for requested photos that arrived, and for corrections."""
    for job, why in ((resubmission.JOB, returns.ARRIVED), (corrected.JOB, returns.CORRECTED)):
        lost = jobs.failed(worker.engine, job)
        for job_id in lost:
            verification_id, _, number = job_id.removeprefix(f"{job}-").rpartition("-")
            log.error("second_look_given_up", verification=verification_id)
            verify.give_up_again(sessions, verification_id, Reexamination(int(number), why))
        jobs.forget(worker.engine, lost)

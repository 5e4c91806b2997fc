"""The hourly search for approvals that have grown old."""

from __future__ import annotations

import structlog

from kyc import jobs
from kyc.config import Settings
from kyc.models import Sessions, transaction, utcnow
from kyc.services.verification import reverification
from kyc.services.verification.reverification import Terms

log = structlog.get_logger(__name__)
SCHEDULE = jobs.Schedule("tell_old_approvals", "41 * * * *")
AT_ONCE = 500
"""For each reason per turn, so that the first one after an upgrade does not send everything at once."""


def register(worker: jobs.Worker, sessions: Sessions, settings: Settings) -> None:
    """Register the job."""
    terms = Terms(settings.reverification_notice_days, settings.reverification_term_days)

    def tell_old_approvals(moment: object, context: object) -> None:
        jobs.forget(worker.engine, jobs.failed(worker.engine, SCHEDULE.name))  # the next turn makes up for it
        tell_due(sessions, terms)

    worker.workflow(tell_old_approvals)


def tell_due(sessions: Sessions, terms: Terms) -> int:
    """Tell partners what is due, each in a transaction of its own; returns how many."""
    now = utcnow()
    with sessions() as session:
        found = reverification.due(session, terms, now, AT_ONCE)
    told = 0
    for verification_id, reason in found:
        with sessions() as session, transaction(session):
            told += reverification.tell(session, verification_id, reason, terms, now)
    if told:
        log.info("old_approvals_told", number=told)
    return told

"""The job of an erasure: store the tombstone, delete the images, sweep the database, sign the receipt."""

from __future__ import annotations

from functools import partial

import structlog
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session

from kyc import jobs
from kyc.models import Erasure, Sessions, transaction
from kyc.models.leftovers import sweep
from kyc.services.privacy import erasure, receipts, tombstones
from kyc.services.privacy.personal_columns import TOUCHED
from kyc.tools import Tools
from kyc.worker.patience import patiently

log = structlog.get_logger(__name__)


def register(worker: jobs.Worker, tools: Tools, sessions: Sessions) -> None:
    """Register the job. Every part is safe to repeat, so whatever a crash interrupts is done again."""

    def sign_receipt(session: Session, erasure_id: str) -> None:
        receipts.finish(session, tools.receipts, tools.settings.public_base_url, erasure_id)

    sign = worker.transaction(sign_receipt)

    def erase(erasure_id: str) -> None:
        patiently(partial(clear, tools, worker.engine, sessions, erasure_id))
        sign(erasure_id)
        log.info("erasure_completed", erasure=erasure_id)

    worker.workflow(erase)


def clear(tools: Tools, engine: Engine, sessions: Sessions, erasure_id: str) -> None:
    """Everything but the receipt; raises `Unavailable` where a store cannot be reached."""
    with sessions() as session:
        found = session.get_one(Erasure, erasure_id)
        stone, named = erasure.tombstone_of(found), list(found.objects)
        folders = [found.profile_id, *found.verification_ids] if found.whole else found.verification_ids
        last = receipts.unfinished(session)[-1:] == [erasure_id]
    tombstones.append(tools.settings.instance_dir / tombstones.FILE, stone)
    # What a dying upload left has no row, and lies beside what has one.
    for name in (*named, *(name for folder in folders for name in tools.blobs.names(folder))):
        tools.blobs.delete(name)
    if last:  # of many at once, the last one makes the database release what all of them left
        sweep(engine, TOUCHED)


def rescue(engine: Engine, sessions: Sessions) -> None:
    """Give every unfinished erasure a job again, however long a store was unreachable.

    Where one has a job already nothing changes, because asking twice makes one job.
    """
    if lost := jobs.failed(engine, erasure.JOB):
        log.error("erasures_begun_again", jobs=len(lost))
        jobs.forget(engine, lost)
    with sessions() as session:
        waiting = receipts.unfinished(session)
    for erasure_id in waiting:
        with sessions() as session, transaction(session):
            jobs.enqueue(session, jobs.IO, erasure.JOB, f"{erasure.JOB}-{erasure_id}", erasure_id)

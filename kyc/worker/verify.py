"""The job of one verification: begin, examine, conclude."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from sqlalchemy.orm import Session

from kyc.jobs import Worker
from kyc.models import transaction
from kyc.services import examination, pipeline
from kyc.tools import Tools

Sessions = Callable[[], Session]


def register(worker: Worker, tools: Tools, sessions: Sessions) -> None:
    """Teach the worker to verify. The examination is no checkpointed step on purpose: its result holds what was
    read of a person, which must not lie in job tables; it is pure, so after a crash it is simply done again."""
    begin = worker.transaction(pipeline.begin)

    def verify(verification_id: str) -> None:
        begin(verification_id)
        conclude(verification_id, examine(tools, sessions, verification_id))

    conclude = worker.transaction(pipeline.conclude)
    give_up = worker.transaction(pipeline.give_up)

    def abandon(verification_id: str) -> None:
        give_up(verification_id)

    worker.workflow(verify)
    worker.workflow(abandon)


def examine(tools: Tools, sessions: Sessions, verification_id: str) -> examination.Examination:
    """The slow part, outside any transaction but for the short ones that note progress."""
    with sessions() as session:
        case = pipeline.load(session, verification_id)
    bench = examination.Bench(
        engines=lambda: tools.engines,
        blobs=tools.blobs,
        checks=tools.checks,
        policy=tools.policy,
        reused=partial(_reused, sessions, verification_id),
        tell=partial(_tell, sessions, verification_id),
    )
    return examination.examine(case, bench)


def _reused(sessions: Sessions, verification_id: str, number: str) -> bool:
    with sessions() as session:
        return pipeline.used_by_others(session, verification_id, number)


def _tell(sessions: Sessions, verification_id: str, step: str, note: str) -> None:
    with sessions() as session, transaction(session):
        pipeline.note_progress(session, verification_id, step, note)

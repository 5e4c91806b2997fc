"""The job of one liveness challenge: measure its frames, record the outcome."""

from __future__ import annotations

from functools import partial

import structlog
from sqlalchemy.engine import Engine

from kyc import jobs
from kyc.models import Sessions, transaction
from kyc.services.liveness import challenge_judgement
from kyc.services.liveness.challenges import JOB
from kyc.tools import Tools
from kyc.worker.patience import patiently
from kyc.worker.watchdog import watched

log = structlog.get_logger(__name__)


def register(worker: jobs.Worker, tools: Tools, sessions: Sessions) -> None:
    """Register the job. No step is checkpointed: measuring has no effects, and the outcome is recorded once."""

    def judge_challenge(challenge_id: str) -> None:
        patiently(partial(_watched, tools, sessions, challenge_id))

    worker.workflow(judge_challenge)


def settle(tools: Tools, sessions: Sessions, challenge_id: str) -> None:
    """Judge a challenge that has no outcome yet; safe to repeat, also at the same time elsewhere."""
    with sessions() as session:
        recording = challenge_judgement.load(session, challenge_id)
    if recording is None:
        return
    judged = challenge_judgement.examine(recording, lambda: tools.challenge_engine, tools.blobs)
    with sessions() as session, transaction(session):
        challenge_judgement.conclude(session, challenge_id, judged)
    log.info("challenge_judged", challenge=challenge_id, reason=judged.outcome.reason)


def settle_pending(tools: Tools, sessions: Sessions, verification_id: str) -> None:
    """Judge every challenge of a submitted verification that has no outcome yet."""
    with sessions() as session:
        waiting = challenge_judgement.pending(session, verification_id)
    for challenge_id in waiting:
        settle(tools, sessions, challenge_id)


def rescue(engine: Engine, sessions: Sessions) -> None:
    """A challenge whose job failed goes to a person, so that nobody waits for ever."""
    lost = jobs.failed(engine, JOB)
    for job_id in lost:
        _give_up(sessions, job_id.removeprefix(f"{JOB}-"))
    jobs.forget(engine, lost)


def _watched(tools: Tools, sessions: Sessions, challenge_id: str) -> None:
    with watched(tools.settings.examination_seconds, partial(_give_up, sessions, challenge_id)):
        settle(tools, sessions, challenge_id)


def _give_up(sessions: Sessions, challenge_id: str) -> None:
    with sessions() as session, transaction(session):
        challenge_judgement.give_up(session, challenge_id)

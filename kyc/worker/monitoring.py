"""The jobs of monitoring: notice when a list has changed, and compare the approved applicants with the changes."""

from __future__ import annotations

from dataclasses import replace

import structlog

from kyc import jobs
from kyc.domain.monitoring import Resemblance
from kyc.domain.watchlists import KINDS
from kyc.models import Sessions, transaction
from kyc.services.screening import monitoring
from kyc.services.screening.monitoring import Stage
from kyc.tools import Tools

log = structlog.get_logger(__name__)
# People in memory at once; what was found about them is committed with the position after them.
BATCH = 5_000
SCHEDULE = jobs.Schedule("watch_lists", "*/1 * * * *")


def register(worker: jobs.Worker, tools: Tools, sessions: Sessions) -> None:
    """Register the jobs. No step is checkpointed: progress is stored together with the flags that were raised."""

    def watch_lists(moment: object, context: object) -> None:
        look(worker, tools, sessions)

    def monitor(kind: str) -> None:
        go_on(tools, sessions, kind)

    for work in (watch_lists, monitor):
        worker.workflow(work)


def look(worker: jobs.Worker, tools: Tools, sessions: Sessions) -> None:
    """Notice which versions are loaded now, and ask for a job where there is something to compare.

    A failed job is forgotten, so that it is asked for again.
    """
    for name in (monitoring.JOB, SCHEDULE.name):
        jobs.forget(worker.engine, jobs.failed(worker.engine, name))
    for kind in KINDS:
        version = tools.list_history.version(kind)
        if version is None:
            continue
        with sessions() as session, transaction(session):
            stage = monitoring.notice(session, kind, version)
            if monitoring.is_due(session, stage):
                monitoring.ask(session, stage)
        if stage.target is None:
            tools.list_history.hold(kind, stage.seen)


def go_on(tools: Tools, sessions: Sessions, kind: str) -> None:
    """One round for one index: first what changed, then late approvals; after a crash it continues where it was."""
    with sessions() as session:
        begun = monitoring.stage_of(session, kind)
    if begun is None:
        return
    stage = _compare_changed(tools, sessions, begun) if begun.target else begun
    if stage and (stage := _compare_late(tools, sessions, stage)):
        log.info("lists_monitored", kind=kind, version=stage.seen)
    with sessions() as session, transaction(session):
        monitoring.end_round(session, begun)


def _compare_changed(tools: Tools, sessions: Sessions, stage: Stage) -> Stage | None:
    """Compare everybody approved with what changed since the last version; None where yet another is in use now."""
    watchlist, changes = tools.watchlist(stage.kind), tools.list_history.changes(stage.kind, stage.seen)
    at: Stage | None = stage
    while at and at.target:
        if tools.list_history.version(at.kind) != at.target:
            return None
        with sessions() as session:
            people, position = monitoring.next_people(session, at, BATCH)
        after = replace(at, position=position) if position else replace(at, seen=at.target, target=None, position="")
        at = _moved(tools, sessions, at, monitoring.compare(people, changes, watchlist), after)
    return at


def _compare_late(tools: Tools, sessions: Sessions, stage: Stage) -> Stage | None:
    """Compare those who were screened with older lists and approved since, with all of the present ones."""
    watchlist = tools.watchlist(stage.kind)
    at: Stage | None = stage
    while at:
        with sessions() as session:
            people, covered = monitoring.late_people(session, at, watchlist, BATCH)
        if covered is None:
            return at
        at = _moved(tools, sessions, at, monitoring.compare(people, None, watchlist), replace(at, covered=covered))
    return None


def _moved(tools: Tools, sessions: Sessions, before: Stage, found: list[Resemblance], after: Stage) -> Stage | None:
    with sessions() as session, transaction(session):
        flags = monitoring.move(session, tools.marks.peppers, before, after, found)
    if flags:
        log.warning("profiles_flagged", kind=before.kind, flags=flags)
    return None if flags is None else after

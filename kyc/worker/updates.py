"""The job that brings watchlists up to date at the operator's hour."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

import structlog

from kyc import jobs
from kyc.adapters.screening.apart import updated_apart
from kyc.domain.errors import Unavailable
from kyc.domain.watchlists import KINDS, Source, sources_from
from kyc.tools import Tools

log = structlog.get_logger(__name__)
NAME = "update_lists"


def schedules(cron: str) -> tuple[jobs.Schedule, ...]:
    """When the job runs; none where the operator did not ask for it."""
    return (jobs.Schedule(NAME, cron),) if cron else ()


def register(worker: jobs.Worker, tools: Tools) -> None:
    """Teach the worker to update lists. Once switched on the schedule stays in the database: the job asks again."""

    def update_lists(moment: object, context: object) -> None:
        jobs.forget(worker.engine, jobs.failed(worker.engine, NAME))  # what a turn failed to do, the next one does
        if tools.settings.watchlist_update_cron:
            bring_up_to_date(tools, sources_from(tools.settings.watchlist_sources))

    worker.workflow(update_lists)


def bring_up_to_date(tools: Tools, sources: Sequence[Source]) -> None:
    """Update every source and say in the log what came of it; a kill in between is made good by the next turn."""
    outcomes = updated_apart(tools.list_update(), sources)
    if outcomes is None:
        log.error("list_update_died")
    for one in outcomes or ():
        say = log.warning if one.result == "failed" else log.info
        say("list_update", source=one.source, result=one.result, problem=one.problem or None)
    warn_of_old(tools)


def warn_of_old(tools: Tools) -> None:
    """Say in the log which lists are older than their limit; what a service does not tell is not known."""
    now = datetime.now(UTC)
    for kind in KINDS:
        try:
            found = tools.list_standings(kind)
        except Unavailable:
            continue
        for one in found:
            if one.overdue(now):
                log.warning("watchlist_old", kind=kind, list=one.list.name, days=one.age_days(now))

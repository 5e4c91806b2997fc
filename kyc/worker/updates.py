"""The job that updates the watchlists at the hour the operator has set."""

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
    """The job's schedule; none where the operator set none."""
    return (jobs.Schedule(NAME, cron),) if cron else ()


def register(worker: jobs.Worker, tools: Tools) -> None:
    """Register the job. It checks the setting itself, because a schedule stays in the database once it was set."""

    def update_lists(moment: object, context: object) -> None:
        jobs.forget(worker.engine, jobs.failed(worker.engine, NAME))  # the next turn makes up for it
        if tools.settings.watchlist_update_cron:
            bring_up_to_date(tools, sources_from(tools.settings.watchlist_sources))

    worker.workflow(update_lists)


def bring_up_to_date(tools: Tools, sources: Sequence[Source]) -> None:
    """Update every source and log the outcome; after a crash the next turn makes up for it."""
    outcomes = updated_apart(tools.list_update(), sources)
    if outcomes is None:
        log.error("list_update_died")
    for one in outcomes or ():
        say = log.warning if one.result == "failed" else log.info
        say("list_update", source=one.source, result=one.result, problem=one.problem or None)
    warn_of_old(tools)


def warn_of_old(tools: Tools) -> None:
    """Log which lists are older than their limit; skips a kind whose service does not answer."""
    now = datetime.now(UTC)
    for kind in KINDS:
        try:
            found = tools.list_standings(kind)
        except Unavailable:
            continue
        for one in found:
            if one.overdue(now):
                log.warning("watchlist_old", kind=kind, list=one.list.name, days=one.age_days(now))

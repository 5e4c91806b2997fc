"""The progress of monitoring, and its next step; every step is one transaction with the flags it raises.

An update is noticed by its version, and the approved applicants are compared in the order of their ids. Those who were
screened with older lists and approved only afterwards are compared with everything, once.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from kyc import jobs
from kyc.domain.errors import Unavailable
from kyc.domain.monitoring import Approved, Changes, Resemblance, list_names, raised
from kyc.domain.ports import Watchlist
from kyc.models import MonitoringProgress, Verification, utcnow
from kyc.services.screening import match_verdicts, monitored, profile_flags

JOB = "monitor"
BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)
# A decision gets its time before it is committed; after this long it is visible to everybody.
SETTLED = timedelta(minutes=2)


@dataclass(frozen=True, slots=True)
class Stage:
    """The progress of a job, as read from its row; it can only be moved on from there."""

    kind: str
    seen: str
    target: str | None
    position: str
    covered: monitored.Cursor
    round: int


def notice(session: Session, kind: str, version: str) -> Stage:
    """The progress of monitoring, with a version that is not yet dealt with as its next target.

    The first time only the version is noted: earlier approvals are covered by `late`.
    """
    row = session.get(MonitoringProgress, kind, with_for_update=True)
    if row is None:
        row = MonitoringProgress(kind=kind, seen=version, covered_at=BEGINNING, position="", covered_id="", round=1)
        session.add(row)
    elif version != (row.target or row.seen):
        row.target, row.position = (None if version == row.seen else version), ""
        row.round += 1
    row.at = utcnow()
    session.flush()
    return _stage(row)


def is_due(session: Session, stage: Stage) -> bool:
    """Whether there is anything to compare: a new version, or an approval that was not considered yet."""
    if stage.target:
        return True
    newer = select(Verification.id).where(monitored.since(stage.covered, _settled()))
    return session.scalar(newer.limit(1)) is not None


def ask(session: Session, stage: Stage) -> None:
    """Queue the job of this round; asking again makes no second job."""
    jobs.enqueue(session, jobs.MONITOR, JOB, f"{JOB}-{stage.kind}-{stage.round}", stage.kind)


def stage_of(session: Session, kind: str) -> Stage | None:
    """The progress of monitoring for one index; None where it never began."""
    row = session.get(MonitoringProgress, kind)
    return _stage(row) if row else None


def next_people(session: Session, stage: Stage, size: int) -> tuple[list[Approved], str | None]:
    """The next approved applicants to compare with what changed, and the position after them."""
    return monitored.approved_after(session, stage.kind, stage.position, size)


def late_people(
    session: Session, stage: Stage, watchlist: Watchlist, size: int
) -> tuple[list[Approved], monitored.Cursor | None]:
    """Among the next approvals, those that were screened with older lists; and the position after them."""
    people, cursor = monitored.approved_since(session, stage.kind, stage.covered, _settled(), size)
    lists = watchlist.lists()
    return [one for one in people if one.lists != list_names(lists, one.mode)], cursor


def compare(people: Sequence[Approved], changes: Changes | None, watchlist: Watchlist) -> list[Resemblance]:
    """Those who resemble a changed entity, by the watchlist's own judgement; without `changes`, any entity."""
    chosen = changes.resembling([one.person for one in people]) if changes else range(len(people))
    wanted = changes.fingerprints if changes else None
    return [found for place in chosen for found in _screened(people[place], wanted, watchlist)]


def move(
    session: Session, peppers: Sequence[bytes], before: Stage, after: Stage, found: Iterable[Resemblance]
) -> int | None:
    """Raise the flags and go on to the next stage, in one transaction; returns how many flags are new.

    None where the row has moved on: another job was quicker, or another version is in use.
    """
    row = session.get(MonitoringProgress, before.kind, with_for_update=True, populate_existing=True)
    if row is None or _stage(row) != before:
        return None
    raised_now = sum(_raise(session, peppers, before.kind, one) for one in found)
    row.seen, row.target, row.position = after.seen, after.target, after.position
    (row.covered_at, row.covered_id), row.at = after.covered, utcnow()
    session.flush()
    return raised_now


def end_round(session: Session, stage: Stage) -> None:
    """End the round, so that the next job has another name; safe to repeat."""
    row = session.get(MonitoringProgress, stage.kind, with_for_update=True, populate_existing=True)
    if row is not None and row.round == stage.round:
        row.round += 1


def _raise(session: Session, peppers: Sequence[bytes], kind: str, found: Resemblance) -> bool:
    """Raise a flag, unless a reviewer dismissed the entity, as it is now, for this person."""
    known = match_verdicts.dismissed(session, peppers, found.approved.profile_id, found.approved.person)
    return found.match.fingerprint not in known and profile_flags.raise_flag(session, f"{kind}_screening", found)


def _screened(one: Approved, wanted: Collection[str] | None, watchlist: Watchlist) -> list[Resemblance]:
    """The matches of a person; none where they cannot be compared (a name without letters, no list for their mode).

    A service that does not answer fails the job, which is asked for again: nobody is skipped.
    """
    try:
        answer = watchlist.screen(one.person, samples=one.mode == "test")
    except Unavailable as problem:
        if problem.detail == "watchlist_unreachable":
            raise
        return []
    return raised(one, answer, wanted)


def _stage(row: MonitoringProgress) -> Stage:
    return Stage(row.kind, row.seen, row.target, row.position, (row.covered_at, row.covered_id), row.round)


def _settled() -> datetime:
    return utcnow() - SETTLED

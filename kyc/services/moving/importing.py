"""Imports a page of old records: new ones completely, changed ones again, nothing twice."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import insert, select, tuple_
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from kyc.domain import ids
from kyc.domain.moving import ORIGIN, OldRecord, Words
from kyc.models import CheckRecord, Decision, Document, Profile, Selfie, StatusHistory, Verification
from kyc.services.moving import rows, standing
from kyc.services.moving.pictures import Taken
from kyc.services.moving.planning import NO_MATCH, Finding, NotMoved, Plan, plan
from kyc.services.moving.standing import Known
from kyc.services.record import audit
from kyc.services.record.audit import OPERATOR, Act
from kyc.services.verification.profiles import Match

Pictures = Mapping[str, Sequence[Taken]]


@dataclass(frozen=True, slots=True)
class Owner:
    """The partner and mode that the records get; `seen` are the reuse keys met so far in this run."""

    partner_id: str
    mode: str
    seen: set[int] = field(default_factory=set)


@dataclass(slots=True)
class Page:
    """The plan for one page: new records, records that changed there, and findings."""

    fresh: list[Plan] = field(default_factory=list)
    changed: list[Plan] = field(default_factory=list)
    same: int = 0
    findings: list[Finding] = field(default_factory=list)


def sort_out(session: Session, records: Sequence[OldRecord], owner: Owner, words: Words) -> Page:
    """Which records of a page are new, which changed there since they came, and which cannot be imported."""
    page, known = Page(), standing.known(session, [one.id for one in records])
    for old in records:
        try:
            _sort(page, plan(old, words), known.get(old.id), owner)
        except NotMoved as problem:
            page.findings.append(problem.finding)
    return page


def _sort(page: Page, one: Plan, known: Known | None, owner: Owner) -> None:
    if known is None:
        page.fresh.append(one)
    elif not known.moved_for(owner.partner_id, owner.mode):
        raise NotMoved(one.old.id, "record", "id_taken")
    elif known.erasure_id:
        raise NotMoved(one.old.id, "record", "erased_here")
    elif known.has(one.stored, (rows.history_key(entry.id) for entry, _ in one.history)):
        page.same += 1
    elif known.touched:
        page.findings.append(Finding(one.old.id, "record", "changed_here", moved=True))
    else:
        page.changed.append(one)


def write(session: Session, page: Page, owner: Owner, pictures: Pictures) -> list[str]:
    """Write every row of a page, in the caller's transaction; returns the sealed pictures that no row names any more.

    No webhooks are sent for what happened elsewhere long ago.
    """
    held, dropped = _withdrawn(session, page, pictures)
    plans = _told_apart(session, page, owner)
    held |= {one.old.id: ids.token("sess") for one in plans if one.state and one.old.id not in held}
    _insert(session, Profile, (rows.profile(one, owner.partner_id, owner.mode, match) for one, match in plans.items()))
    _verified(session, [(one, held[one.old.id]) for one in plans if one.state], owner, pictures)
    name_of = {one.old.id: held[one.old.id] if one.state else None for one in plans}
    _insert(session, StatusHistory, (row for one in plans for row in rows.history(one, name_of[one.old.id])))
    if plans:
        audit.note(session, Act.RECORDS_MOVED_IN, OPERATOR, owner.partner_id, records=len(plans), origin=ORIGIN)
    return dropped


def _withdrawn(session: Session, page: Page, pictures: Pictures) -> tuple[dict[str, str], list[str]]:
    """Delete the records that changed there, to write them again under the same ids; rows of others stay."""
    held: dict[str, str] = {}
    dropped: list[str] = []
    for one in page.changed:
        try:
            with session.begin_nested():
                blobs = standing.withdraw(session, one.old.id, held)
        except IntegrityError:
            page.findings.append(Finding(one.old.id, "record", "changed_here", moved=True))
            blobs = [taken.received.blob for taken in pictures.get(one.old.id, ())]
        else:
            page.fresh.append(one)
        dropped += blobs
    return held, dropped


def _verified(session: Session, held: Sequence[tuple[Plan, str]], owner: Owner, pictures: Pictures) -> None:
    """Verifications, and all their rows."""
    _insert(session, Verification, (rows.verification(one, owner.partner_id, owner.mode, name) for one, name in held))
    _insert(session, CheckRecord, (row for one, name in held for row in rows.checks(one, name)))
    _insert(session, Decision, (row for one, name in held for row in rows.decision(one, name)))
    for table, made in ((Document, rows.documents), (Selfie, rows.selfies)):
        _insert(session, table, (row for one, name in held for row in made(one, name, pictures.get(one.old.id, ()))))


def _told_apart(session: Session, page: Page, owner: Owner) -> dict[Plan, Match]:
    """Each record with its reuse key; of two of one person, the first keeps it and the other has only its link."""
    columns = (Profile.match_type, Profile.match_number, Profile.match_country)
    asked = [one.match for one in page.fresh if None not in one.match]
    theirs = (Profile.partner_id == owner.partner_id, Profile.mode == owner.mode)
    there = {tuple(row) for row in session.execute(select(*columns).where(*theirs, tuple_(*columns).in_(asked)))}
    told: dict[Plan, Match] = {}
    for one in page.fresh:
        again = None not in one.match and (one.match in there or hash(one.match) in owner.seen)
        if again:
            page.findings.append(Finding(one.old.id, "document_number", "same_person", moved=True))
        owner.seen.add(hash(one.match))
        told[one] = NO_MATCH if again else one.match
        page.findings += one.findings
    return told


def _insert(session: Session, table: Any, made: Iterable[dict[str, Any]]) -> None:
    if found := list(made):
        session.execute(insert(table), found)

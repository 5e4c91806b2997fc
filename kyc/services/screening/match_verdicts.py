"""Reviewers' verdicts on matches, each remembered for one person and one content of a listed entity."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from kyc.domain.check import SCREENINGS
from kyc.domain.errors import NotFound, require_valid
from kyc.domain.keyed_digests import scoped_digest
from kyc.domain.screening import Dismissal, MatchVerdict, Person
from kyc.models import CheckRecord, MatchVerdictRecord, Profile, Verification, utcnow
from kyc.services.record import audit
from kyc.services.record.audit import Act, actor

REASON_LIMIT = 2000


@dataclass(frozen=True, slots=True)
class Opinion:
    """A reviewer's verdict on a match, and why."""

    verdict: MatchVerdict
    reason: str


def opinion(verdict: str, reason: str) -> Opinion:
    """A verdict from a form; raises `Invalid` where verdict or reason is missing or the reason is too long."""
    faults = {
        ("/verdict", "Choose whether this is the same person."): verdict not in set(MatchVerdict),
        ("/reason", "Say in a few words why."): not reason.strip(),
        ("/reason", f"The reason may have {REASON_LIMIT} characters at most."): len(reason) > REASON_LIMIT,
    }
    require_valid(faults)
    return Opinion(MatchVerdict(verdict), reason.strip())


def judge(
    session: Session, pepper: bytes, verification_id: str, fingerprint: str, said: Opinion, reviewer_id: int
) -> None:
    """Store a verdict on a match of a case, in the caller's transaction; raises `NotFound` for an unknown match."""
    verification = session.get(Verification, verification_id) if verification_id.isprintable() else None
    record, match = _match(session, verification_id, fingerprint) if verification else (None, None)
    person = asked(record) if record else None
    if verification is None or record is None or match is None or person is None:
        raise NotFound
    profile = session.get_one(Profile, verification.profile_id)
    remember(session, pepper, profile, verification.id, record.name, person, match, said, actor(reviewer_id))


def remember(
    session: Session,
    pepper: bytes,
    profile: Profile,
    verification_id: str,
    check_name: str,
    person: Person,
    match: Mapping[str, Any],
    said: Opinion,
    who: str,
) -> None:
    """Store a verdict; `match` is as in a screening's breakdown."""
    session.add(
        MatchVerdictRecord(
            profile_id=profile.id,
            verification_id=verification_id,
            check_name=check_name,
            person_digest=person_digest(pepper, profile, person),
            fingerprint=match["fingerprint"],
            entity_id=match["entity_id"],
            list_name=match["list_name"],
            verdict=said.verdict.value,
            reason=said.reason,
            actor=who,
            at=utcnow(),
        )
    )
    audit.note(session, Act.MATCH_JUDGED, who, verification_id, check=check_name, verdict=said.verdict.value)
    session.flush()


def dismissed(session: Session, peppers: Iterable[bytes], profile_id: str, person: Person) -> dict[str, Dismissal]:
    """By fingerprint, the entities that reviewers dismissed for this person; the latest verdict on each counts."""
    profile = session.get_one(Profile, profile_id)
    digests = [person_digest(pepper, profile, person) for pepper in peppers]
    rows = select(MatchVerdictRecord).where(
        MatchVerdictRecord.profile_id == profile_id, MatchVerdictRecord.person_digest.in_(digests)
    )
    newest = {row.fingerprint: row for row in session.scalars(rows.order_by(MatchVerdictRecord.id))}
    return {
        fingerprint: Dismissal(row.actor, row.at)
        for fingerprint, row in newest.items()
        if row.verdict == MatchVerdict.FALSE_POSITIVE
    }


def of_case(session: Session, verification_id: str) -> dict[str, MatchVerdictRecord]:
    """By fingerprint, the newest verdict that was given on a case."""
    rows = select(MatchVerdictRecord).where(MatchVerdictRecord.verification_id == verification_id)
    return {row.fingerprint: row for row in session.scalars(rows.order_by(MatchVerdictRecord.id))}


def person_digest(pepper: bytes, profile: Profile, person: Person) -> str:
    """A digest of name and birth date by which a person is recognised within one partner and mode."""
    return scoped_digest(pepper, f"screened person|{profile.partner_id}|{profile.mode}", person.identity)


def asked(record: CheckRecord) -> Person | None:
    """The person that was screened, from the breakdown; None in an old one that does not say."""
    query = record.breakdown.get("query")
    if not query:
        return None
    born = query.get("birth_date")
    return Person(
        query["name"],
        date.fromisoformat(born) if born else None,
        tuple(query.get("countries") or ()),
        query.get("document_number"),
    )


def _match(session: Session, verification_id: str, fingerprint: str) -> tuple[CheckRecord | None, Any]:
    records = select(CheckRecord).where(
        CheckRecord.verification_id == verification_id, CheckRecord.name.in_(SCREENINGS)
    )
    return next(
        ((record, one) for record, one in _matches(session.scalars(records)) if one["fingerprint"] == fingerprint),
        (None, None),
    )


def _matches(records: Iterable[CheckRecord]) -> Iterable[tuple[CheckRecord, Any]]:
    """Every match that can be remembered, which needs a fingerprint of its content."""
    for record in records:
        for match in record.breakdown.get("matches") or ():
            if match.get("fingerprint"):
                yield record, match

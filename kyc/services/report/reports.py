"""What a partner reads of a verification: the short view for polling, and the report that explains everything."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from kyc.domain.check import CONTRACTED, Result
from kyc.domain.dates import stamp
from kyc.domain.lifecycle import BEFORE_SUBMIT, State
from kyc.models import CheckRecord, Document, LivenessChallenge, Selfie, Verification, utcnow
from kyc.services.verification import challenge_state, pending, requirements, verifications

Body = dict[str, Any]
# Results are written together with the next state, so before it there are none.
UNDECIDED = BEFORE_SUBMIT | {State.SUBMITTED, State.PROCESSING}


def created_view(verification: Verification, base_url: str, missing: Sequence[str], token: str | None = None) -> Body:
    """The creation fields in the contract's order; `session_token` is in the first answer only."""
    return {
        "id": verification.id,
        "record_id": verification.profile_id,
        "status": verification.state.value,
        "mode": verification.mode,
        "url": f"{base_url}/{verification.profile_id}",
        **({"session_token": token} if token else {}),
        "expires_at": stamp(verification.expires_at),
        "requirements": {"missing": list(missing)},
        "pending_action": pending.view(verification),
        "closed": closed_view(verification),
        "redaction": redaction_of(verification.erasure_id, verification.redacted_at),
        "created_at": stamp(verification.created_at),
    }


def redaction_of(erasure_id: str | None, finished: datetime | None) -> Body | None:
    """The progress of an erasure, None for what was not erased; the receipt can be fetched by its id."""
    return {"status": "completed" if finished else "pending", "receipt_id": erasure_id} if erasure_id else None


def session_view(
    session: Session, verification: Verification, base_url: str, needs: Mapping[str, list[str]] | None = None
) -> Body:
    """The creation fields plus confidence, checks, extracted data and whether anything more will happen.

    `needs` is the result of `missing_of`, where the caller has it already.
    """
    return session_views(session, [verification], base_url, needs)[0]


def session_views(
    session: Session, found: Sequence[Verification], base_url: str, needs: Mapping[str, list[str]] | None = None
) -> list[Body]:
    """Many at once, with a fixed number of statements."""
    needs = missing_of(session, found) if needs is None else needs
    checks = _by_verification(_checks(session, [one.id for one in found if one.state not in UNDECIDED]))
    return [
        {
            **created_view(verification, base_url, needs[verification.id]),
            "confidence": verification.confidence,
            "checks": check_words(checks.get(verification.id, ())),
            "extracted_data": verification.extracted,
            "final": _is_final(verification),
        }
        for verification in found
    ]


def missing_of(session: Session, found: Iterable[Verification]) -> dict[str, list[str]]:
    """What each verification still needs before submit, and after it what was asked for again."""
    every = list(found)
    ids = [one.id for one in every if one.state in BEFORE_SUBMIT or pending.of(one)]
    documents = _by_verification(_current(session, Document, ids))
    selfies = _by_verification(_current(session, Selfie, ids))
    active = [one.id for one in every if one.id in ids and challenge_state.is_active(one)]
    challenges = _by_verification(challenge_state.all_of(session, active))
    return {
        one.id: _missing(
            one, documents.get(one.id, []), next(iter(selfies.get(one.id, [])), None), challenges.get(one.id, [])
        )
        for one in every
    }


def _missing(
    one: Verification, documents: Sequence[Document], selfie: Selfie | None, challenges: Sequence[LivenessChallenge]
) -> list[str]:
    if asked := pending.of(one):
        return pending.unsent(asked, documents, selfie)
    return requirements.missing(one, documents, selfie, challenges) if one.state in BEFORE_SUBMIT else []


def check_words(records: Iterable[CheckRecord]) -> dict[str, str]:
    """The five checks in the contract's order; one that did not run is `not_performed`, never a pass."""
    found = {record.name: record.result for record in records}
    return {name: found.get(name, Result.NOT_PERFORMED.value) for name in CONTRACTED}


def closed_view(verification: Verification) -> Body | None:
    """Why and when it ended before submit; an expired one says so even before the housekeeping has closed it."""
    if verification.closed_reason and verification.closed_at:
        return {"reason": verification.closed_reason, "at": stamp(verification.closed_at)}
    if verifications.is_due(verification, utcnow()):
        return {"reason": "expired", "at": stamp(verification.expires_at)}
    return None


def version_of(verification: Verification, needs: Mapping[str, list[str]]) -> str:
    """A text that changes whenever the view does, without building the view."""
    due = verifications.is_due(verification, utcnow())
    return f"{verification.version}-{'.'.join(needs[verification.id])}{'-expired' if due else ''}"


def _is_final(verification: Verification) -> bool:
    return verifications.is_final(verification) or verifications.is_due(verification, utcnow())


def _checks(session: Session, ids: Sequence[str]) -> Iterable[CheckRecord]:
    return session.scalars(select(CheckRecord).where(CheckRecord.verification_id.in_(ids))) if ids else ()


def _current(session: Session, table: type[Document] | type[Selfie], ids: Sequence[str]) -> Iterable[Any]:
    if not ids:
        return ()
    return session.scalars(select(table).where(table.verification_id.in_(ids), table.replaced_at.is_(None)))


def _by_verification(rows: Iterable[Any]) -> Mapping[str, list[Any]]:
    grouped: dict[str, list[Any]] = {}
    for row in rows:
        grouped.setdefault(row.verification_id, []).append(row)
    return grouped

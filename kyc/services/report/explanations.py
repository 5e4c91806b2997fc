"""The report: every check, the rule that decided, the evidence and the lists behind one verification."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from kyc.domain.check import CONTRACTED, Result
from kyc.domain.dates import stamp
from kyc.domain.reasons import CATALOGUE
from kyc.models import CheckRecord, Decision, Document, LivenessChallenge, Profile, Selfie, StatusHistory, Verification
from kyc.services.record import audit
from kyc.services.record.audit import actor
from kyc.services.report.reports import Body, closed_view, session_view
from kyc.services.verification import challenge_state, corrected, pending

_METHODS = {"policy": "automated", "import": "imported"}


def report(session: Session, verification: Verification, base_url: str) -> Body:
    """Everything a partner may know of a verification, with reasons in the partner's wording.

    Staff notes are left out; an image is named by the digest of the bytes as they were uploaded.
    """
    view = session_view(session, verification, base_url)
    checks = _rows(session, CheckRecord, verification.id)
    decisions = _rows(session, Decision, verification.id)
    return {
        "id": verification.id,
        "record_id": verification.profile_id,
        "status": view["status"],
        "mode": verification.mode,
        "final": view["final"],
        "confidence": view["confidence"],
        "created_at": view["created_at"],
        "submitted_at": stamp(verification.submitted_at),
        "decided_at": stamp(verification.decided_at),
        "closed": closed_view(verification),
        "pending_action": pending.view(verification),
        "rejection_type": verification.rejection_type,
        "previous_session_id": verification.previous_id,
        "client_reference_id": verification.client_reference_id,
        "metadata": verification.partner_metadata,
        "declared": _declared(session, verification),
        "extracted_data": view["extracted_data"],
        "corrections": _corrections(session, verification.id),
        "checks": _checks(checks),
        "decision": _decision(decisions[-1]) if decisions else None,
        "decisions": [_decision(one) for one in decisions],
        "evidence": _evidence(session, verification.id),
        "lists": _lists(checks),
        "history": _history(session, verification.id),
        "audit_head": audit.head(session),
    }


def worded(codes: Iterable[str]) -> list[Body]:
    """Reasons as a partner reads them: the stable code and its exact words."""
    return [{"code": code, "detail": CATALOGUE[code].partner if code in CATALOGUE else code} for code in codes]


def _declared(session: Session, verification: Verification) -> Body:
    profile = session.get_one(Profile, verification.profile_id)
    born = verification.date_of_birth
    return {
        "name": profile.name,
        "document_type": profile.document_type,
        "document_number": profile.document_number,
        "nationality": profile.nationality,
        "date_of_birth": born.isoformat() if born else None,
    }


def _corrections(session: Session, verification_id: str) -> list[Body]:
    """The reviewers' corrections, in order; `in_force` while they apply."""
    found = corrected.rows(session, verification_id)
    standing = {row.id for row in corrected.standing(found, corrected.pages(session, verification_id))}
    return [
        {
            "field": row.field,
            "was": row.was,
            "value": row.value,
            "reason": worded([row.reason])[0],
            "actor": actor(row.staff_id),
            "at": stamp(row.at),
            "in_force": row.id in standing,
        }
        for row in found
    ]


def _checks(records: Sequence[CheckRecord]) -> list[Body]:
    """The five in the contract's order, then any that an operator added."""
    found = {record.name: record for record in records}
    names = [*CONTRACTED, *(name for name in found if name not in CONTRACTED)]
    return [_check(found[name]) if name in found else _not_run(name) for name in names]


def _check(record: CheckRecord) -> Body:
    return {
        "name": record.name,
        "result": record.result,
        "method": record.method,
        "score": record.score,
        "threshold": record.threshold,
        "confidence": record.confidence,
        "model": record.model,
        "version": record.model_version,
        "reasons": worded(record.reasons),
        "breakdown": {name: _broken_down(one) for name, one in record.breakdown.items()},
        "at": stamp(record.at),
    }


def _broken_down(kept: Any) -> Any:
    """A group of sub-checks with the words of its reasons; whatever else a check stores stays as it is."""
    if not isinstance(kept, dict) or "breakdown" not in kept:
        return kept
    subs = {name: one | {"reason": _word(one["reason"])} for name, one in kept["breakdown"].items()}
    return kept | {"reasons": worded(kept["reasons"]), "breakdown": subs}


def _word(code: str | None) -> Body | None:
    return worded([code])[0] if code else None


def _not_run(name: str) -> Body:
    empty = dict.fromkeys(("score", "threshold", "confidence", "model", "version"))
    result = Result.NOT_PERFORMED.value
    return {"name": name, "result": result, "method": "automated", **empty, "reasons": [], "breakdown": {}, "at": None}


def _decision(one: Decision) -> Body:
    return {
        "outcome": one.outcome,
        "rule": one.rule,
        "policy": one.policy,
        "reasons": worded(one.reasons),
        "method": _METHODS.get(one.actor, "human"),
        "actor": one.actor,
        "approvals": one.approvals or ([] if one.actor in _METHODS else [one.actor]),
        "at": stamp(one.at),
    }


def _evidence(session: Session, verification_id: str) -> Body:
    documents = _rows(session, Document, verification_id)
    selfies = _rows(session, Selfie, verification_id)
    return {
        "documents": [
            {"id": one.id, "type": one.type, "side": one.side, "issuing_country": one.issuing_country, **_image(one)}
            for one in documents
        ],
        "selfies": [{"id": one.id, **_image(one)} for one in selfies],
        "challenges": [_challenge(one) for one in challenge_state.of(session, verification_id)],
    }


def _challenge(one: LivenessChallenge) -> Body:
    """What was asked and sent; `reason` is null where it led to no outcome."""
    return {
        "id": one.id,
        "moves": list(one.moves),
        "opened_at": stamp(one.opened_at),
        "received_at": stamp(one.received_at),
        "judged_at": stamp(one.judged_at),
        "alternative_at": stamp(one.alternative_at),
        "selfie_id": one.selfie_id,
        "reason": worded([one.reason])[0] if one.reason else None,
        "frames": [{"t_ms": frame["t_ms"], "sha256": frame["sha256"] or None} for frame in one.frames],
    }


def _image(one: Document | Selfie) -> Body:
    return {
        "sha256": one.sha256 or None,
        "capture_method": one.capture_method,
        "width": one.width,
        "height": one.height,
        "warnings": worded(one.warnings),
        "created_at": stamp(one.created_at),
        "replaced_at": stamp(one.replaced_at),
    }


def _lists(records: Sequence[CheckRecord]) -> list[Body]:
    """Every list that was screened, once, with its own date."""
    screened = [entry for record in records for entry in record.breakdown.get("lists", [])]
    return list({(entry.get("name"), entry.get("version")): entry for entry in screened}.values())


def _history(session: Session, verification_id: str) -> list[Body]:
    return [
        {"status": row.status, "step": row.step, "note": row.note, "actor": row.actor, "at": stamp(row.at)}
        for row in _rows(session, StatusHistory, verification_id)
    ]


def _rows(session: Session, table: Any, verification_id: str) -> list[Any]:
    """All rows of one verification in the order in which they were written."""
    order = (table.at, table.id) if hasattr(table, "at") else (table.created_at, table.id)
    return list(session.scalars(select(table).where(table.verification_id == verification_id).order_by(*order)))

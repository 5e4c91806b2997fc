"""The rows of an imported record: its profile, its history, and a verification that says that nothing ran here."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from kyc.domain import ids
from kyc.domain.check import CONTRACTED, Result
from kyc.domain.decision import NO_POLICY
from kyc.domain.documents import PROVING, DocumentType
from kyc.domain.lifecycle import FINAL, State
from kyc.domain.moving import ORIGIN
from kyc.services.moving.pictures import Taken
from kyc.services.moving.planning import Plan
from kyc.services.verification.profiles import Match

Row = dict[str, Any]
ACTOR = "import"
CODE = METHOD = CAPTURE = "imported"
_LIFETIME = timedelta(days=1)


def profile(plan: Plan, partner_id: str, mode: str, match: Match) -> Row:
    """The record under its old id; `match` is the key by which it is found again."""
    old, (kind, number, land) = plan.old, match
    return {
        "id": old.id,
        "partner_id": partner_id,
        "mode": mode,
        "name": old.name,
        "document_type": old.document_type,
        "document_number": old.document_number,
        "nationality": old.nationality,
        "match_type": kind,
        "match_number": number,
        "match_country": land,
        "verification_status": plan.stored,
        "created_at": plan.created,
        "origin": ORIGIN,
    }


def history_key(entry_id: str) -> str:
    """The key by which an imported entry is recognised, so that it is stored once however often it comes."""
    return f"{ORIGIN}:{entry_id}"


def history(plan: Plan, verification_id: str | None) -> list[Row]:
    """The entries in their order; one without a time of its own gets the record's."""
    return [
        {
            "profile_id": plan.old.id,
            "verification_id": verification_id,
            "status": word,
            "step": f"{CODE}.{word}",
            "actor": ACTOR,
            "key": history_key(entry.id),
            "at": entry.at or plan.created,
        }
        for entry, word in plan.history
    ]


def verification(plan: Plan, partner_id: str, mode: str, verification_id: str) -> Row:
    """One verification in the old record's state; nothing was read and nothing scored."""
    kind, _, land = plan.match
    proving = kind if kind in {one.value for one in PROVING} else None
    return {
        "id": verification_id,
        "profile_id": plan.old.id,
        "partner_id": partner_id,
        "mode": mode,
        "state": plan.state,
        "accepted_documents": [one.value for one in PROVING],
        "partner_metadata": {},
        "person_wanted": [],
        "document_type": proving,
        "issuing_country": land if proving else None,
        "submitted_at": None if plan.closed else plan.submitted_at,
        "decided_at": plan.arrived_at if plan.state in FINAL else None,
        "closed_reason": plan.closed,
        "closed_at": plan.arrived_at if plan.closed else None,
        "created_at": plan.created,
        "expires_at": plan.created + _LIFETIME,
    }


def checks(plan: Plan, verification_id: str) -> list[Row]:
    """Five checks that were not performed, for a submitted one: whatever ran there did not run here."""
    if plan.closed:
        return []
    common = {"verification_id": verification_id, "result": Result.NOT_PERFORMED.value, "method": METHOD}
    return [{**common, "name": name, "reasons": [CODE], "breakdown": {}, "at": plan.arrived_at} for name in CONTRACTED]


def decision(plan: Plan, verification_id: str) -> list[Row]:
    """The decision that was made there."""
    if plan.closed or plan.state is None:
        return []
    outcome = State(plan.state).value
    common = {"verification_id": verification_id, "rule": CODE, "policy": NO_POLICY, "reasons": [CODE], "approvals": []}
    return [{**common, "outcome": outcome, "actor": ACTOR, "at": plan.arrived_at}]


def documents(plan: Plan, verification_id: str, taken: Iterable[Taken]) -> list[Row]:
    """The document sides that were imported."""
    return [
        {
            "id": ids.token("doc"),
            "type": (one.kind or DocumentType.PASSPORT).value,
            "side": one.side.value,
            "notes": None if one.received.picture.notes is None else list(one.received.picture.notes),
            **_image(plan, verification_id, one),
        }
        for one in taken
        if one.side
    ]


def selfies(plan: Plan, verification_id: str, taken: Iterable[Taken]) -> list[Row]:
    """The selfie that was imported."""
    return [{"id": ids.token("self"), **_image(plan, verification_id, one)} for one in taken if one.side is None]


def _image(plan: Plan, verification_id: str, one: Taken) -> Row:
    return {
        "verification_id": verification_id,
        "sha256": one.received.sha256,
        "blob": one.received.blob,
        "width": one.received.picture.width,
        "height": one.received.picture.height,
        "warnings": list(one.received.quality.warnings),
        "capture_method": CAPTURE,
        "created_at": plan.created,
    }

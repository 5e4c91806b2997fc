"""What happened to a case, in order: steps, decisions, webhooks, and who opened which image."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from kyc.services.case_files import CaseFile
from kyc.web.staff.wording import SIDES, staff_reason, step_name

_DECIDED = ("approve", "reject", "refer")
_ACTORS = {"policy": "the policy", "worker": "the worker", "system": "housekeeping", "applicant": "the applicant"}


@dataclass(frozen=True, slots=True)
class Happening:
    """One line: when, what, by whom, and what more there is to say."""

    at: datetime
    text: str
    who: str
    detail: str = ""
    kind: str = "step"


def timeline(case: CaseFile, names: Mapping[str, str]) -> list[Happening]:
    """Everything, the oldest first; `names` gives the addresses of the staff."""
    found = [*_steps(case, names), *_decisions(case, names), *_deliveries(case), *_views(case, names)]
    return sorted(found, key=lambda one: one.at)


def who(actor: str, names: Mapping[str, str]) -> str:
    """An actor as colleagues call it."""
    return names.get(actor) or _ACTORS.get(actor, actor)


def _steps(case: CaseFile, names: Mapping[str, str]) -> Iterator[Happening]:
    """The history, but for the steps that a decision tells in more words."""
    told = {one.outcome for one in case.decisions}
    for row in case.history:
        if row.step in _DECIDED and told:
            continue
        text, detail = step_name(row.step, row.note)
        yield Happening(row.at, text, who(row.actor, names), detail)


def _decisions(case: CaseFile, names: Mapping[str, str]) -> Iterator[Happening]:
    said = {"approved": "Approved", "rejected": "Rejected", "manual_review": "Sent to a person"}
    for one in case.decisions:
        reasons = " ".join(staff_reason(code) for code in one.reasons)
        rule = f"Rule {one.rule}, policy {one.policy}." if one.actor == "policy" else ""
        note = f"Note: {one.note}" if one.note else ""
        detail = " ".join(part for part in (reasons, rule, note) if part)
        yield Happening(one.at, said.get(one.outcome, one.outcome), who(one.actor, names), detail, "decision")


def _deliveries(case: CaseFile) -> Iterator[Happening]:
    for event, delivery in case.deliveries:
        host = urlsplit(delivery.url).hostname or "the partner"
        detail = f"{delivery.state}, {delivery.attempts} attempts"
        yield Happening(delivery.created_at, f"Webhook {event.type} to {host}", "webhooks", detail, "webhook")


def _views(case: CaseFile, names: Mapping[str, str]) -> Iterator[Happening]:
    kinds = {one.id: SIDES.get(one.side, one.side) for one in case.documents} | dict.fromkeys(
        (one.id for one in case.selfies), "Selfie"
    )
    for row in case.views:
        yield Happening(row.at, f"Image opened: {kinds.get(row.image_id, 'Image')}", who(row.viewer, names), "", "view")

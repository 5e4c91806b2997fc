"""The timeline of a case: consents, steps, corrections and decisions; and who opened which image how often."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from kyc.domain.decision import POLICY
from kyc.services.desk.case_files import CaseFile
from kyc.services.desk.corrections import STEP
from kyc.services.liveness.challenge_frames import frame_ids
from kyc.services.record.audit import actor
from kyc.web.staff.wording import SIDES, spoken, staff_reason, step_name

_DECIDED = ("approve", "reject", "refer")
_ACTORS = {
    POLICY: "the policy",
    "worker": "the worker",
    "system": "housekeeping",
    "applicant": "the applicant",
    "partner": "the partner",
    "import": "another system",
}


@dataclass(frozen=True, slots=True)
class Happening:
    """One line: when, what, by whom, further words, and what can be unfolded."""

    at: datetime
    text: str
    who: str
    detail: str = ""
    kind: str = "step"
    more: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Opening:
    """Somebody's openings of one kind of image."""

    who: str
    what: str
    times: int
    last: datetime


def timeline(case: CaseFile, names: Mapping[str, str]) -> list[Happening]:
    """Everything but the openings, the oldest first; `names` gives the addresses of the staff."""
    found = [*_consents(case), *_steps(case, names), *_corrections(case, names), *_decisions(case, names)]
    return sorted(found, key=lambda one: one.at)


def openings(case: CaseFile, names: Mapping[str, str]) -> list[Opening]:
    """Who opened which image, the latest first."""
    kinds = {one.id: SIDES.get(one.side, one.side) for one in case.documents}
    kinds |= {one.id: "Selfie" for one in case.selfies}
    kinds |= {name: "Frames of the movements" for one in case.challenges for name in frame_ids(one)}
    found: dict[tuple[str, str], Opening] = {}
    for row in case.views:
        key = (who(row.viewer, names), kinds.get(row.image_id, "Image"))
        before = found.get(key)
        found[key] = Opening(
            *key, row.times + (before.times if before else 0), max(row.last, before.last if before else row.last)
        )
    return sorted(found.values(), key=lambda one: one.last, reverse=True)


def who(actor: str, names: Mapping[str, str]) -> str:
    """An actor's name for colleagues."""
    return names.get(actor) or _ACTORS.get(actor, actor)


def _consents(case: CaseFile) -> Iterator[Happening]:
    """Each answer of the applicant to face recognition."""
    for row in case.consents:
        said = "Agreed to the comparison of faces" if row.agreed else "Declined the comparison of faces by computer"
        yield Happening(row.at, said, who("applicant", {}), f"Language of the words: {row.locale}")


def _steps(case: CaseFile, names: Mapping[str, str]) -> Iterator[Happening]:
    """The history, except steps that a decision describes in more detail."""
    told = {one.outcome for one in case.decisions}
    for row in case.history:
        if (row.step in _DECIDED and told) or row.step == STEP:
            continue
        text, detail = step_name(row.step, row.note)
        yield Happening(row.at, text, who(row.actor, names), detail)


def _decisions(case: CaseFile, names: Mapping[str, str]) -> Iterator[Happening]:
    said = {"approved": "Approved", "rejected": "Rejected", "manual_review": "Sent to a person"}
    for one in case.decisions:
        reasons = " ".join(staff_reason(code) for code in one.reasons)
        rule = f"Rule {one.rule}, policy {one.policy}." if one.actor == POLICY else ""
        note = f"Note: {one.note}" if one.note else ""
        detail = " ".join(part for part in (reasons, rule, note) if part)
        yield Happening(one.at, said.get(one.outcome, one.outcome), who(one.actor, names), detail, "decision")


def _corrections(case: CaseFile, names: Mapping[str, str]) -> Iterator[Happening]:
    for row in case.corrections:
        note = f" Note: {row.note}" if row.note else ""
        detail = f"{row.was or 'nothing'} → {row.value}. {staff_reason(row.reason)}{note}"
        yield Happening(row.at, f"Corrected: {spoken(row.field).lower()}", who(actor(row.staff_id), names), detail)

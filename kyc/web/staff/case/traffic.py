"""The timeline's lines about communication: calls, webhooks with their attempts, openings, colleagues' acts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from urllib.parse import urlsplit

from kyc.models import ApiCall, AuditEntry, DeliveryAttempt
from kyc.services.desk.case_files import CaseFile
from kyc.services.desk.case_trail import Sent
from kyc.services.desk.purposes import PURPOSES, REVIEW
from kyc.services.record.api_calls import ANYBODY, APPLICANT
from kyc.services.record.audit import Act
from kyc.web.staff.case.timeline import Happening, who
from kyc.web.staff.wording import check_name, moment, spoken

_CALLERS = {APPLICANT: "whoever holds the session’s token", ANYBODY: "whoever has the record’s id, without a key"}
_ENV_KEY = "env_"
_STATES = {"pending": "on its way", "delivered": "delivered", "dead": "given up"}


def traffic(case: CaseFile, names: Mapping[str, str]) -> Iterator[Happening]:
    """All of it; `names` are those of the staff and of the partner's keys."""
    yield from map(_delivery, case.deliveries)
    for call in case.calls:
        yield _call(call, names)
    yield from _viewings(case, names)
    for entry in case.acts:
        yield Happening(entry.at, _act(entry), caller(entry.actor, names), _about(entry), "seen")


def caller(name: str, names: Mapping[str, str]) -> str:
    """Who called or acted: a colleague, a key by its name, or somebody without one."""
    if name.startswith(_ENV_KEY):
        return "a key of the settings"
    return _CALLERS.get(name) or who(name, names)


def _call(call: ApiCall, names: Mapping[str, str]) -> Happening:
    often = f"{call.times} times, last {moment(call.at)}" if call.times > 1 else ""
    by = caller(call.caller, names)
    return Happening(call.first_at, f"API: {call.method} {call.route}, {call.status}", by, often, "call")


def _delivery(sent: Sent) -> Happening:
    host = urlsplit(sent.delivery.url).hostname or "the partner"
    number = sent.delivery.attempts
    detail = (
        f"{_STATES.get(sent.delivery.state, sent.delivery.state)}, {number} {'attempt' if number == 1 else 'attempts'}"
    )
    if sent.delivery.next_at:
        detail += f", next {moment(sent.delivery.next_at)}"
    told = f"Webhook {sent.event.type} to {host}"
    return Happening(sent.delivery.created_at, told, "webhooks", detail, "webhook", tuple(map(_attempt, sent.attempts)))


def _attempt(one: DeliveryAttempt) -> str:
    answer = f"answered {one.status}" if one.status else f"no answer ({spoken(one.error or 'unknown').lower()})"
    return f"{moment(one.at)}: {answer} after {one.elapsed_ms} ms"


def _viewings(case: CaseFile, names: Mapping[str, str]) -> Iterator[Happening]:
    """One line for each person and purpose."""
    found: dict[tuple[str, str], list[int]] = {}
    for place, one in enumerate(case.views):
        found.setdefault((one.viewer, one.purpose), []).append(place)
    for (viewer, purpose), places in found.items():
        mine = [case.views[place] for place in places]
        times, last = sum(one.times for one in mine), max(one.last for one in mine)
        what = f"Opened {len(mine)} {'image' if len(mine) == 1 else 'images'}"
        why = _purpose(purpose) + (f"; {times} times, last {moment(last)}" if times > len(mine) else "")
        yield Happening(min(one.first for one in mine), what, caller(viewer, names), why, "seen")


def _purpose(code: str) -> str:
    if code == Act.CASE_FILE_TAKEN:
        return "With the archive of all evidence"
    return "To review" if code == REVIEW else PURPOSES.get(code, spoken(code))


def _act(entry: AuditEntry) -> str:
    if entry.act == Act.CASE_FILE_TAKEN:
        return "Took the report" if entry.detail.get("form") == "report" else "Took all evidence"
    said = {
        Act.CASE_CLAIMED: "Took the case in hand",
        Act.CASE_OPENED: "Opened the case for a purpose",
        Act.CASE_TAGGED: "Put a tag on",
        Act.CASE_UNTAGGED: "Took a tag off",
        Act.MATCH_JUDGED: "Judged a match",
    }
    return said.get(Act(entry.act), spoken(entry.act))


def _about(entry: AuditEntry) -> str:
    if entry.act == Act.CASE_OPENED:
        return _purpose(str(entry.detail.get("purpose", "")))
    if entry.act == Act.MATCH_JUDGED:
        return (
            f"{check_name(str(entry.detail.get('check', '')))}: {spoken(str(entry.detail.get('verdict', ''))).lower()}"
        )
    return ""

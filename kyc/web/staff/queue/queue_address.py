"""The queue's filters in its URL and in saved views: parsed, validated, and written again."""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Mapping
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

from flask import abort, url_for

from kyc.domain.lifecycle import State
from kyc.domain.reasons import CATALOGUE
from kyc.services.accounts import partners, staff_accounts
from kyc.services.desk import tags
from kyc.services.desk.case_queue import Cursor
from kyc.services.desk.queue_filters import NOBODY, SHOWN, Filters
from kyc.web import unit_of_work
from kyc.web.staff.guard import me

AGES = {"1h": "an hour", "4h": "four hours", "1d": "a day", "3d": "three days", "7d": "a week"}
MODES = {"live": "Live only", "test": "Test only"}
HOLDERS = {"mine": "Mine", "nobody": "Nobody’s"}
FLAGS = {"open": "With an open flag"}
LEADS = {"yes": "With the leads"}
NARROWING = ("reason", "mode", "age", "holder", "assignee", "tag", "flag", "partner")
KEPT = ("status", "escalated", *NARROWING)
"""What a saved view keeps: everything except a search by name, which is about one person."""
NAMED = (*KEPT, "text")
_UNITS = {"h": timedelta(hours=1), "d": timedelta(days=1)}
# Refused at upload, so that no case was ever decided on them.
_NEVER_DECIDED = {
    "file_too_large",
    "file_type_unsupported",
    "file_damaged",
    "image_too_large",
    "already_refused",
    "too_many_attempts",
    "too_many_files",
}
REASONS = {code: entry.staff for code, entry in CATALOGUE.items() if code not in _NEVER_DECIDED}


def read(asked: Mapping[str, str]) -> Filters:
    """The filters in a URL; 400 for unknown ones."""
    status = _known(asked.get("status"), [state.value for state in SHOWN]) or State.MANUAL_REVIEW.value
    age = _known(asked.get("age"), AGES)
    tag = _known(asked.get("tag"), tag_names)
    return Filters(
        State(status),
        _known(asked.get("reason"), REASONS),
        _known(asked.get("mode"), MODES),
        older_than=int(age[0]) * _UNITS[age[1]] if age else None,
        partner=_known(asked.get("partner"), partner_names),
        holder={"mine": me().id, "nobody": NOBODY}.get(_known(asked.get("holder"), HOLDERS) or ""),
        assignee=_assignee(asked.get("assignee")),
        tag=int(tag) if tag else None,
        flagged=_known(asked.get("flag"), FLAGS) is not None,
        escalated=_known(asked.get("escalated"), LEADS) is not None,
        text=asked.get("text", "").strip()[:200].replace("\x00", ""),
    )


def kept(asked: Mapping[str, str]) -> dict[str, str]:
    """What a saved view stores of a URL whose filters were read."""
    values = {name: asked[name] for name in KEPT if asked.get(name)}
    if values.get("status") == State.MANUAL_REVIEW:
        del values["status"]
    if "status" in values:
        values.pop("escalated", None)
    return values


def written(values: Mapping[str, str], **changes: str) -> str:
    """The queue's URL with these filters and some changes; a later page is kept only when asked for."""
    named = {name: values[name] for name in NAMED if values.get(name)} | changes
    return f"{url_for('staff.queue')}?{urlencode({name: value for name, value in named.items() if value})}"


def partner_names() -> dict[str, str]:
    """The partners by id."""
    return partners.names(unit_of_work.session())


def tag_names() -> dict[str, str]:
    """Every tag by number, retired ones too."""
    return {str(tag.id): tag.name for tag in tags.every(unit_of_work.session())}


def people() -> dict[str, str]:
    """Everybody who has or had an account, by number."""
    return {str(number): address for number, address in staff_accounts.addresses(unit_of_work.session()).items()}


def cursor(text: str | None) -> Cursor | None:
    """Where a page begins; 400 for anything malformed."""
    if not text:
        return None
    moment, _, verification_id = text.partition("_")
    if not re.fullmatch(r"[0-9]{1,14}", moment) or len(verification_id) > 40 or not verification_id.isprintable():
        abort(400)
    return Cursor(datetime.fromtimestamp(int(moment) / 1000, UTC), verification_id)


def place(cursor: Cursor) -> str:
    """A cursor as it is written in the URL."""
    return f"{round(cursor.submitted_at.timestamp() * 1000)}_{cursor.verification_id}"


def _assignee(value: str | None) -> int | None:
    fixed = {"me": me().id, "nobody": NOBODY}
    if value in fixed:
        return fixed[value]
    known = _known(value, people)
    return int(known) if known else None


def _known(value: str | None, known: Container[str] | Callable[[], Container[str]]) -> str | None:
    """A known filter, None for none; anything else is a 400."""
    if value and value not in (known() if callable(known) else known):
        abort(400)
    return value or None

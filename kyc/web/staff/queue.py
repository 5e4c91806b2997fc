"""The queue: which cases wait, the oldest first; its filters stand in the address, so that a view can be shared."""

from __future__ import annotations

import re
from collections.abc import Container
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

from flask import abort, render_template, request, url_for
from werkzeug.datastructures import MultiDict

from kyc.domain.lifecycle import State
from kyc.domain.reasons import CATALOGUE
from kyc.domain.rights import Right
from kyc.services.accounts import partners, staff_accounts
from kyc.services.desk import case_queue, votes
from kyc.services.desk.case_queue import NOBODY, SHOWN, Cursor, Filters
from kyc.services.screening import profile_flags
from kyc.web import unit_of_work
from kyc.web.staff.door import blueprint
from kyc.web.staff.guard import me, staff

AGES = {"1h": "an hour", "4h": "four hours", "1d": "a day", "3d": "three days", "7d": "a week"}
MODES = {"live": "Live only", "test": "Test only"}
HOLDERS = {"mine": "Mine", "nobody": "Nobody’s"}
NAMED = ("status", "reason", "mode", "age", "holder", "partner", "text")
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


@blueprint.get("/")
@staff(Right.SEE_CASES)
def queue() -> str:
    """A page of cases with the filters of the address; 400 for a filter that does not exist."""
    filters, after = _filters(request.args), _cursor(request.args.get("after"))
    page = case_queue.queue(unit_of_work.session(), filters, after)
    return render_template(
        "staff/queue.html",
        page=page,
        filters=filters,
        chosen=request.args,
        states=[(state, number, _address(status=state.value)) for state, number in page.counts.items()],
        ages=AGES,
        modes=MODES,
        holders=HOLDERS,
        wanted=votes.wanted(unit_of_work.session(), [line.verification.id for line in page.lines]),
        partners=_partners(),
        names=staff_accounts.addresses(unit_of_work.session()),
        narrowed=any(request.args.get(name) for name in NAMED[1:]),
        reasons=sorted(REASONS.items(), key=lambda entry: entry[1]),
        next_page=_address(after=_written(page.next)) if page.next else None,
        first_page=_address() if after else None,
        flags=profile_flags.open_count(unit_of_work.session()),
    )


def _filters(asked: MultiDict[str, str]) -> Filters:
    status = _known(asked.get("status"), [state.value for state in SHOWN]) or State.MANUAL_REVIEW.value
    age = _known(asked.get("age"), AGES)
    return Filters(
        State(status),
        _known(asked.get("reason"), REASONS),
        _known(asked.get("mode"), MODES),
        older_than=int(age[0]) * _UNITS[age[1]] if age else None,
        partner=_known(asked.get("partner"), _partners()),
        holder={"mine": me().id, "nobody": NOBODY}.get(_known(asked.get("holder"), HOLDERS) or ""),
        text=asked.get("text", "").strip()[:200].replace("\x00", ""),
    )


def _known(value: str | None, known: Container[str]) -> str | None:
    """A filter that exists, None for none; an address with another does not exist."""
    if value and value not in known:
        abort(400)
    return value or None


def _partners() -> dict[str, str]:
    return partners.names(unit_of_work.session())


def _cursor(text: str | None) -> Cursor | None:
    if not text:
        return None
    moment, _, verification_id = text.partition("_")
    if not re.fullmatch(r"[0-9]{1,14}", moment) or len(verification_id) > 40 or not verification_id.isprintable():
        abort(400)
    return Cursor(datetime.fromtimestamp(int(moment) / 1000, UTC), verification_id)


def _written(cursor: Cursor) -> str:
    return f"{round(cursor.submitted_at.timestamp() * 1000)}_{cursor.verification_id}"


def _address(**changes: str) -> str:
    """This queue with other filters; a page further on is kept only when asked for."""
    kept = {name: request.args[name] for name in NAMED if request.args.get(name)}
    return f"{url_for('staff.queue')}?{urlencode(kept | changes)}"

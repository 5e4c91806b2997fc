"""The page of the queue: its lines, its filters, and the saved views above it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from flask import render_template, url_for
from werkzeug.exceptions import BadRequest

from kyc.domain.lifecycle import State
from kyc.domain.rights import Right
from kyc.models import SavedView, utcnow
from kyc.services.accounts import staff_accounts
from kyc.services.desk import assignments, case_queue, saved_views, tags, votes
from kyc.services.desk.case_queue import QueuePage
from kyc.services.desk.queue_filters import Filters
from kyc.services.screening import profile_flags
from kyc.services.telling import endpoints
from kyc.web import unit_of_work
from kyc.web.staff.answers.work_forms import ViewForm
from kyc.web.staff.guard import may, me
from kyc.web.staff.queue import queue_address

OWNERS = {"me": "Me", "nobody": "Nobody"}
TOLD_FOR = timedelta(days=30)
"""How long staff are shown that an endpoint was disabled; a partner who has not reacted by then knows of it."""
COUNTED, FAR_ENOUGH = 6, 100
"""For this many of one's own views the number of cases is shown, up to this limit: cheaper than the queue itself."""


@dataclass(frozen=True, slots=True)
class ViewLink:
    """A saved view; `address` is None where one of its filters no longer exists, `number` where it is not counted."""

    view: SavedView
    address: str | None
    number: str | None
    here: bool


def queue_page(asked: Mapping[str, str], saving: ViewForm | None = None) -> str:
    """A page of cases with these filters, and the form to save them as a view; 400 for unknown filters."""
    session, filters = unit_of_work.session(), queue_address.read(asked)
    after = queue_address.cursor(asked.get("after"))
    page = case_queue.queue(session, filters, after)
    return render_template(
        "staff/queue.html",
        page=page,
        filters=filters,
        chosen=asked,
        tabs=_tabs(page, filters, asked),
        wanted=votes.wanted(session, [line.verification.id for line in page.lines]),
        names=staff_accounts.addresses(session),
        set_filters=sum(bool(asked.get(name)) for name in queue_address.NARROWING),
        narrowed=any(asked.get(name) for name in (*queue_address.NARROWING, "text")),
        next_page=queue_address.written(asked, after=queue_address.place(page.next)) if page.next else None,
        first_page=queue_address.written(asked) if after else None,
        flags=profile_flags.open_count(session),
        silent=endpoints.given_up(session, utcnow() - TOLD_FOR) if may(Right.MANAGE_PARTNERS) else {},
        views=view_links(asked),
        saving=saving or ViewForm(formdata=None),
        keeping=queue_address.kept(asked),
        many=many,
        **_choices(),
    )


def view_links(asked: Mapping[str, str]) -> list[ViewLink]:
    """One's own views, with their number of cases, and the shared ones."""
    seen = saved_views.seen_by(unit_of_work.session(), me().id)
    own = [view.id for view in seen if view.staff_id == me().id][:COUNTED]
    return [_link(view, asked, counted=view.id in own) for view in seen]


def many(number: int, most: int = case_queue.MOST_COUNTED) -> str:
    """A number of cases for people, which says where the counting stopped."""
    return f"{number:,}+" if number >= most else f"{number:,}"


def _link(view: SavedView, asked: Mapping[str, str], *, counted: bool) -> ViewLink:
    try:
        filters = queue_address.read(view.filters)
    except BadRequest:
        return ViewLink(view, None, None, here=False)
    number = case_queue.count(unit_of_work.session(), filters, FAR_ENOUGH) if counted else None
    here = not asked.get("text") and queue_address.kept(asked) == view.filters
    return ViewLink(
        view, queue_address.written(view.filters), None if number is None else many(number, FAR_ENOUGH), here
    )


def _tabs(page: QueuePage, filters: Filters, asked: Mapping[str, str]) -> list[tuple[str, str, int, bool]]:
    """State or `escalated`, its URL with these filters, its number of cases, and whether it is shown."""
    tabs = [
        (state.value, queue_address.written(asked, status=state.value, escalated=""), number, state is filters.state)
        for state, number in page.counts.items()
    ]
    waiting = State.MANUAL_REVIEW.value
    if filters.escalated and filters.state is State.MANUAL_REVIEW:
        tabs = [(*tab[:3], False) for tab in tabs]
    leads = queue_address.written(asked, status=waiting, escalated="yes")
    return [tabs[0], ("escalated", leads, page.escalated, not any(tab[3] for tab in tabs)), *tabs[1:]]


def _choices() -> dict[str, Any]:
    """The choices of each filter."""
    session = unit_of_work.session()
    return {
        "reasons": sorted(queue_address.REASONS.items(), key=lambda entry: entry[1]),
        "modes": queue_address.MODES,
        "older": [(value, f"More than {text} ago") for value, text in queue_address.AGES.items()],
        "holders": queue_address.HOLDERS,
        "flagged": queue_address.FLAGS,
        "partners": queue_address.partner_names(),
        "owners": [*OWNERS.items(), *assignments.people(session).items()],
        "tags": [
            (tag.id, tag.name if tag.retired_at is None else f"{tag.name} (retired)") for tag in tags.every(session)
        ],
        "clear": url_for("staff.queue"),
    }

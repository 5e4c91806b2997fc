"""Reading the audit chain: its newest entries, those of one case, or those of one person."""

from __future__ import annotations

from typing import Any

from flask import abort, render_template, request, url_for

from kyc.domain.audit import Entry
from kyc.domain.rights import Right
from kyc.services.accounts import staff_accounts
from kyc.services.record import audit
from kyc.web import unit_of_work
from kyc.web.staff.door import blueprint
from kyc.web.staff.guard import staff

PAGE = 100
LONGEST = 60
"""Characters of the longest id on the chain."""
HIGHEST = 2**31 - 1


@blueprint.get("/audit")
@staff(Right.READ_AUDIT)
def audit_trail() -> str:
    """A page of entries; `about` limits them to those by or about one id, `before` turns the page."""
    about, before = request.args.get("about", "").strip(), request.args.get("before", "")
    found = _found(about, _position(before))
    return render_template(
        "staff/audit.html",
        about=about,
        entries=found[:PAGE],
        older=_older(about, found),
        paged=bool(before),
        head=audit.head(unit_of_work.session()),
        names=staff_accounts.names(unit_of_work.session()),
        told=_told,
    )


def _found(about: str, before: int) -> list[Entry]:
    """One entry more than a page holds, where there is one."""
    if len(about) > LONGEST or not about.isprintable():
        return []
    return audit.newest(unit_of_work.session(), about, before, PAGE + 1)


def _position(text: str) -> int:
    """Where a page begins; 0 for the newest."""
    if not text:
        return 0
    sound = text.isascii() and text.isdigit() and len(text) < LONGEST and 0 < int(text) <= HIGHEST
    return int(text) if sound else abort(404)


def _older(about: str, found: list[Entry]) -> str:
    """The address of the next page; empty on the last one."""
    if len(found) <= PAGE:
        return ""
    return url_for("staff.audit_trail", about=about or None, before=found[PAGE - 1].position)


def _told(value: Any) -> str:
    """A member of an entry's detail as one line."""
    if isinstance(value, dict):
        return ", ".join(f"{name} {_told(one)}" for name, one in value.items())
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)

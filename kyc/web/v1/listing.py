"""Pages of sessions by a cursor that marks where the last page ended; stable while new ones arrive."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, select, tuple_
from sqlalchemy.orm import Session

from kyc.domain.dates import stamp
from kyc.domain.errors import FieldError, Invalid
from kyc.models import Verification
from kyc.services.accounts.keys import Principal
from kyc.web.v1.asked import SessionsQuery


def page(session: Session, caller: Principal, query: SessionsQuery) -> tuple[Sequence[Verification], str | None]:
    """The caller's next sessions, newest first, and the cursor of the page after, or None."""
    wanted = select(Verification).where(
        Verification.partner_id == caller.partner_id, Verification.mode == caller.mode, *_filters(query)
    )
    if query.cursor:
        wanted = wanted.where(tuple_(Verification.created_at, Verification.id) < tuple_(*_place(query.cursor)))
    newest_first = wanted.order_by(Verification.created_at.desc(), Verification.id.desc())
    found = session.scalars(newest_first.limit(query.limit + 1)).all()
    shown = found[: query.limit]
    return shown, _cursor(shown[-1]) if len(found) > query.limit else None


def _filters(query: SessionsQuery) -> list[ColumnElement[bool]]:
    chosen = {
        Verification.state: query.status,
        Verification.client_reference_id: query.client_reference_id,
        Verification.profile_id: query.record_id,
    }
    since = [Verification.created_at >= query.created_gte] if query.created_gte else []
    return [column == value for column, value in chosen.items() if value is not None] + since


def _cursor(last: Verification) -> str:
    return base64.urlsafe_b64encode(f"{stamp(last.created_at)} {last.id}".encode()).decode().rstrip("=")


def _place(cursor: str) -> tuple[datetime, str]:
    """Where a page ended; raises `Invalid` for a cursor that no page gave."""
    try:
        padded = cursor.encode("ascii") + b"=" * (-len(cursor) % 4)
        moment, _, last = base64.b64decode(padded, b"-_", validate=True).decode("ascii").partition(" ")
        if not last.isprintable() or not last:
            raise ValueError
        return datetime.fromisoformat(moment.replace("Z", "+00:00")), last
    except (ValueError, binascii.Error):
        raise Invalid([FieldError("/cursor", "invalid_cursor", "Use the next_cursor of the page before")]) from None

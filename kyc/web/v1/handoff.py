"""From the partner's own page to the applicant's phone: a code to show, the digits to compare, the progress."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from flask import Blueprint, Response
from pydantic import Field

from kyc.domain.dates import stamp
from kyc.models import Verification, utcnow
from kyc.services.applicant import shown_elsewhere
from kyc.web import auth
from kyc.web.answers import answer
from kyc.web.contract import Shape, Strict, contract
from kyc.web.idempotency import effect, idempotent
from kyc.web.unit_of_work import session, settings
from kyc.web.v1.sessions import EITHER, READ, WRITE

TAG = "Handoff to a phone"


class HandoffIn(Strict):
    """How to begin."""

    anew: bool = Field(default=False, description="Replace a phone that has taken over; it is asked before going on.")


class HandoffOut(Shape):
    session_id: str
    state: Literal["waiting", "joined", "ended"] = Field(
        description="Show the code; a phone has taken over; or it has ended: submitted, closed, or continued elsewhere."
    )
    url: str | None = Field(description="The QR code's content now; only while it waits.")
    code: str | None = Field(description="Four digits to show beside it; the phone shows the same.")
    valid_seconds: int | None = Field(description="Then ask again: the URL changes, the digits stay.", ge=1, le=20)
    joined_at: datetime | None


def register(blueprint: Blueprint) -> None:
    """Register the views with their blueprint."""
    blueprint.post("/sessions/<session_id>/handoff")(begin_handoff)
    blueprint.get("/sessions/<session_id>/handoff")(read_handoff)


@auth.key_or_session_token(WRITE)
@contract(
    summary="Begin a handoff to a phone",
    tag=TAG,
    body=HandoffIn,
    answers={200: HandoffOut},
    security=EITHER,
    problems=(400, 404, 409, 413, 415, 422),
)
@idempotent
@effect
def begin_handoff(session_id: str, body: HandoffIn) -> Response:
    """For a QR code on a page of yours; while one waits or a phone has taken over, a repeated call returns that one."""
    verification = auth.own_session(session_id, lock=True)
    shown_elsewhere.begin(session(), verification, _keys(), anew=body.anew)
    return _shown(verification)


@auth.key_or_session_token(READ)
@contract(summary="Read a handoff", tag=TAG, answers={200: HandoffOut}, security=EITHER, problems=(404,))
def read_handoff(session_id: str) -> Response:
    """The current URL to show and the progress; 404 where no handoff was begun. Reading changes nothing."""
    return _shown(auth.own_session(session_id))


def _shown(verification: Verification) -> Response:
    now = shown_elsewhere.showing(session(), verification, _keys(), utcnow())
    base, code = settings().public_base_url, now.code
    return answer(
        {
            "session_id": verification.id,
            "state": now.stand.value,
            "url": f"{base}/{verification.profile_id}/join/{code.token}" if code else None,
            "code": code.code if code else None,
            "valid_seconds": code.left_s if code else None,
            "joined_at": stamp(now.joined_at) if now.joined_at else None,
        }
    )


def _keys() -> tuple[bytes, ...]:
    """The keys that tokens are derived with: this installation's secrets, which no database holds."""
    return settings().secret_ring

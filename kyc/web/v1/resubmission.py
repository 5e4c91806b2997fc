"""Requesting items from an applicant again, by API: what a reviewer does at the desk."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated, Literal

from flask import Blueprint, Response
from pydantic import Field

from kyc.models import utcnow
from kyc.services.report import reports
from kyc.services.verification import resubmission
from kyc.services.verification.resubmission import MOST_DAYS, REASONS
from kyc.web import auth
from kyc.web.answers import answer
from kyc.web.contract import Strict, contract
from kyc.web.idempotency import effect, idempotent
from kyc.web.unit_of_work import session, settings
from kyc.web.v1.given import SessionOut
from kyc.web.v1.sessions import KEY, WRITE

Item = Literal["document.front", "document.back", "document.data_page", "selfie"]
Why = Literal[REASONS]  # type: ignore[valid-type]  # the one list of them


class ResubmissionIn(Strict):
    """What is requested, and why."""

    items: Annotated[list[Item], Field(min_length=1, max_length=4)]
    reasons: Annotated[list[Why], Field(min_length=1, max_length=5)]
    days: Annotated[int, Field(ge=1, le=MOST_DAYS)] = 7


def register(blueprint: Blueprint) -> None:
    """Register the view with its blueprint."""
    blueprint.post("/sessions/<session_id>/resubmission")(ask_again)


@auth.api_key(WRITE)
@contract(
    summary="Ask for items once more",
    tag="Sessions",
    body=ResubmissionIn,
    answers={200: SessionOut},
    security=KEY,
    problems=(400, 404, 409, 413, 415, 422),
)
@idempotent
@effect
def ask_again(session_id: str, body: ResubmissionIn) -> Response:
    """While a case is in review: the applicant finds the request under the same link, and the case stays open."""
    verification = auth.own_session(session_id, lock=True)
    due_at = utcnow() + timedelta(days=body.days)
    resubmission.ask(session(), verification, body.items, body.reasons, due_at, "partner")
    session().flush()
    return answer(reports.session_view(session(), verification, settings().public_base_url))

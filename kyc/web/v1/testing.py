"""For test keys alone: setting a session's outcome, without photos and without waiting."""

from __future__ import annotations

from typing import Annotated, Literal

from flask import Blueprint, Response
from pydantic import AfterValidator, Field, StringConstraints
from pydantic_core import PydanticCustomError

from kyc.domain.lifecycle import State
from kyc.domain.reasons import CATALOGUE
from kyc.services.examining import scenario_results
from kyc.services.report import reports
from kyc.web import auth
from kyc.web.answers import answer
from kyc.web.contract import Strict, contract
from kyc.web.idempotency import effect, idempotent
from kyc.web.unit_of_work import session, settings
from kyc.web.v1.given import SessionOut
from kyc.web.v1.sessions import KEY, WRITE


def _known(code: str) -> str:
    if code not in CATALOGUE:
        raise PydanticCustomError("unknown_reason", "This is no code of the catalogue of reasons")
    return code


Code = Annotated[
    str, StringConstraints(max_length=60), AfterValidator(_known), Field(json_schema_extra={"enum": sorted(CATALOGUE)})
]


class OutcomeIn(Strict):
    """The intended outcome of a test session."""

    outcome: Literal["approved", "rejected", "manual_review"]
    reason: Code | None = Field(default=None, description="Default: one that fits the outcome.")


def register(blueprint: Blueprint) -> None:
    """Register the view with its blueprint."""
    blueprint.post("/test/sessions/<session_id>/outcome")(settle_outcome)


@auth.api_key(WRITE)
@contract(
    summary="Settle a test session",
    tag="Test mode",
    body=OutcomeIn,
    answers={200: SessionOut},
    security=KEY,
    problems=(400, 404, 409, 413, 415, 422),
)
@idempotent
@effect
def settle_outcome(session_id: str, body: OutcomeIn) -> Response:
    """It goes through every state to the outcome, with history and webhooks; to a live key this address is unknown."""
    verification = auth.own_session(session_id, lock=True)
    scenario_results.settle(session(), verification, State(body.outcome), body.reason)
    session().flush()
    return answer(reports.session_view(session(), verification, settings().public_base_url))

"""Sessions: open, list, read, submit, cancel, report."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask import Blueprint, Response, make_response, request

from kyc.config import Settings
from kyc.domain.errors import FieldError, Invalid, MissingEvidence
from kyc.domain.lifecycle import TRANSITIONS, State
from kyc.services.report import explanations, reports
from kyc.services.verification import openings, profiles, verifications
from kyc.services.verification.openings import Options
from kyc.services.verification.profiles import Declared
from kyc.web import auth, called
from kyc.web.answers import answer
from kyc.web.contract import contract
from kyc.web.idempotency import effect, idempotent
from kyc.web.problems import problem
from kyc.web.unit_of_work import session, settings, tools
from kyc.web.v1 import listing
from kyc.web.v1.asked import SessionIn, SessionsQuery
from kyc.web.v1.given import ReportOut, SessionCreated, SessionOut, SessionPage, Submitted

KEY, EITHER = ("key", "bearer"), ("key", "bearer", "token")
READ, WRITE = "sessions:read", "sessions:write"


def register(blueprint: Blueprint) -> None:
    """Register the views with their blueprint."""
    blueprint.post("/sessions")(create)
    blueprint.get("/sessions")(index)
    blueprint.get("/sessions/<session_id>")(read)
    blueprint.post("/sessions/<session_id>/submit")(submit)
    blueprint.post("/sessions/<session_id>/cancel")(cancel)
    blueprint.get("/sessions/<session_id>/report")(report)


@auth.api_key(WRITE)
@contract(
    summary="Open a session",
    tag="Sessions",
    body=SessionIn,
    answers={201: SessionCreated},
    security=KEY,
    problems=(400, 409, 413, 415, 422),
)
@idempotent
@effect
def create(body: SessionIn) -> Response:
    """A fresh verification; an applicant with type, number and nationality is matched with an existing record."""
    options = _options(body, settings())
    person, caller = body.applicant, auth.principal()
    declared = Declared(person.name, person.document_type, person.document_number, person.nationality)
    profile, new = profiles.find_or_create(session(), caller.partner_id, caller.mode, declared)
    options = replace(options, another_name=profiles.names_another(declared, profile))
    verification, token = openings.open_new(session(), profile, options, first=new)
    called.about(verification.id)
    missing = reports.missing_of(session(), [verification])[verification.id]
    return answer(reports.created_view(verification, settings().public_base_url, missing, token), 201)


@auth.api_key(READ)
@contract(
    summary="List sessions",
    tag="Sessions",
    query=SessionsQuery,
    answers={200: SessionPage},
    security=KEY,
    problems=(422,),
)
def index(query: SessionsQuery) -> Response:
    """The partner's sessions in the key's mode, newest first, page by page."""
    found, cursor = listing.page(session(), auth.principal(), query)
    data = reports.session_views(session(), found, settings().public_base_url)
    return answer({"data": data, "next_cursor": cursor})


@auth.key_or_session_token(READ)
@contract(
    summary="Read a session",
    tag="Sessions",
    answers={200: SessionOut, 304: None},
    security=EITHER,
    problems=(404,),
    headers={"ETag": "Changes whenever the body does; send it as If-None-Match."},
)
def read(session_id: str) -> Response:
    """The short view; with `If-None-Match` a poll costs at most three statements and no body."""
    verification = auth.own_session(session_id)
    needs = reports.missing_of(session(), [verification])
    etag = f"{verification.id}-{reports.version_of(verification, needs)}"
    if request.if_none_match.contains_weak(etag):
        response = make_response("", 304)
    else:
        response = answer(reports.session_view(session(), verification, settings().public_base_url, needs))
    response.set_etag(etag, weak=True)
    return response


@auth.key_or_session_token(WRITE)
@contract(
    summary="Submit for verification",
    tag="Sessions",
    answers={202: Submitted},
    security=EITHER,
    problems=(400, 404, 409, 413, 422),
)
@idempotent
@effect
def submit(session_id: str) -> Response:
    """Submits it for processing; a repeated call with nothing changed returns the same answer."""
    verification = auth.own_session(session_id, lock=True)
    try:
        verifications.submit(session(), verification, auth.actor())
    except MissingEvidence as error:
        if verification.state in (State.SELFIE_UPLOADED, State.MANUAL_REVIEW):
            raise
        return _too_early(verification.state, error)
    return answer({"id": verification.id, "status": "submitted"}, 202)


@auth.key_or_session_token(WRITE)
@contract(
    summary="Cancel before submit",
    tag="Sessions",
    answers={200: SessionOut},
    security=EITHER,
    problems=(400, 404, 409, 413, 422),
)
@idempotent
@effect
def cancel(session_id: str) -> Response:
    """Ends a session that was not submitted; a repeated call returns the same answer."""
    verification = auth.own_session(session_id, lock=True)
    verifications.cancel(session(), verification, auth.actor())
    session().flush()
    return answer(reports.session_view(session(), verification, settings().public_base_url))


@auth.api_key("reports:read")
@contract(summary="The report", tag="Sessions", answers={200: ReportOut}, security=KEY, problems=(404,))
def report(session_id: str) -> Response:
    """Every check, the decision and its rule, the evidence, the lists; for partners alone."""
    verification = auth.own_session(session_id)
    return answer(explanations.report(session(), verification, settings().public_base_url))


def _too_early(state: State, error: MissingEvidence) -> Response:
    allowed = [step.value for step in TRANSITIONS[state]]
    members = {"session_status": state.value, "allowed": allowed, "requirements": {"missing": error.missing}}
    return problem(409, "invalid_transition", f"not allowed while the verification is {state.value}", **members)


def _options(body: SessionIn, chosen: Settings) -> Options:
    wish = body.config
    if body.webhook_url and (fault := tools().check_url(body.webhook_url)):
        raise Invalid([FieldError("/webhook_url", fault, "This URL cannot be a webhook: it needs a public address")])
    accepted: dict[str, Any] = {"accepted_documents": tuple(wish.accepted_documents)} if wish.accepted_documents else {}
    return Options(
        client_reference_id=body.client_reference_id,
        webhook_url=body.webhook_url,
        return_url=body.return_url,
        locale=body.locale,
        metadata=dict(body.metadata),
        date_of_birth=body.applicant.date_of_birth,
        liveness_type=wish.liveness_type or chosen.liveness_type,
        max_retries=chosen.max_retries if wish.max_retries is None else wish.max_retries,
        ttl_s=wish.session_ttl or chosen.session_ttl,
        **accepted,
    )

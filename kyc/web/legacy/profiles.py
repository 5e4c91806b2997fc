"""Create or find a profile, look up its status, and the greeting at the root."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, request
from pydantic import ValidationError
from pydantic_core import from_json

from kyc.domain.dates import stamp
from kyc.domain.errors import Invalid, LostRace, NotFound
from kyc.services.accounts.keys import Principal
from kyc.services.record import api_calls
from kyc.services.record.api_calls import Call
from kyc.services.verification import openings, profiles, standing
from kyc.services.verification.openings import Options
from kyc.services.verification.profiles import Declared, StatusView
from kyc.web import auth, called
from kyc.web.answers import answer
from kyc.web.contract import described, small_body
from kyc.web.guards import marked, public
from kyc.web.legacy.shapes import REQUIRED, Created, Found, Health, ProfileIn, Refusal, StatusOut
from kyc.web.unit_of_work import commits, session, settings

TRIES = 3
UNAUTHORIZED = {"error": "Invalid or missing API key"}
NOT_FOUND = {"error": "KYC record not found", "message": "Invalid or expired ID"}
MISSING = {"error": "Missing required fields", "required": list(REQUIRED)}


def register(blueprint: Blueprint) -> None:
    """Register the views with their blueprint."""
    blueprint.post("/api/profiles/create")(marked(create, "api_key:profiles:write"))
    blueprint.get("/api/profiles/<record_id>")(public(status))
    blueprint.get("/")(public(greeting))


@described(
    summary="Create or find a profile",
    tag="Profiles",
    body=ProfileIn,
    answers={201: Created, 200: Found, 400: Refusal, 401: Refusal, 413: Refusal, 429: Refusal},
    security=("key",),
)
def create() -> Response:
    """The same type, number and country find the existing record.

    401 comes before 400: the key is checked first, and it may be the apiKey in a body that is otherwise wrong.
    """
    body = _body()
    caller = _caller(body)
    if caller is None:
        return answer(UNAUTHORIZED, 401)
    if not isinstance(body, dict):
        return answer({"error": "Request body must be a JSON object"}, 400)
    if any(_absent(body.get(name)) for name in REQUIRED):
        return answer(MISSING, 400)
    try:
        return _kept(caller, ProfileIn.model_validate(body))
    except ValidationError as error:
        return answer(_refused(error), 400)
    except Invalid as error:
        return answer({"error": error.errors[0].detail}, 400)


@described(
    summary="Status of a profile", tag="Profiles", answers={200: StatusOut, 401: Refusal, 404: Refusal, 429: Refusal}
)
def status(record_id: str) -> Response:
    """Needs no key unless the operator demands one; unknown, malformed and erased ids get the same answer."""
    shown = settings().public_status
    caller = auth.authenticated(request.headers.get("x-api-key", "")) if shown == "key" else None
    if shown == "key" and caller is None:
        return answer(UNAUTHORIZED, 401)
    try:
        view = profiles.status_view(session(), record_id)
    except NotFound:
        return answer(NOT_FOUND, 404)
    if caller and (caller.partner_id, caller.mode) != (view.partner_id, view.mode):
        return answer(NOT_FOUND, 404)
    called.note_lookup(record_id, caller.key_id if caller else None)
    return answer({"success": True, "data": _person(view, masked=shown == "masked")}, 200)


@described(summary="Whether the service is there", tag="Profiles", answers={200: Health, 429: Refusal})
def greeting() -> Response:
    """The root of the API."""
    body = {"status": "OK", "service": "eKYC Integration API", "recordsStored": profiles.count(session())}
    return answer(body, 200)


def _kept(caller: Principal, given: ProfileIn) -> Response:
    """The record, found or created; after a lost race simply run again, for then it is there."""
    declared = Declared(given.name, given.document_type, given.document_number, given.nationality)
    if found := standing.known(session(), caller.partner_id, caller.mode, declared):
        called.note_create(found.verification_id, caller.key_id)
        return answer({**_created(found.record_id), "message": "Existing record found"}, 200)
    for _ in range(TRIES - 1):
        try:
            return _record(caller, declared)
        except LostRace:
            continue
    return _record(caller, declared)


@commits
def _record(caller: Principal, declared: Declared) -> Response:
    profile, new = profiles.find_or_create(session(), caller.partner_id, caller.mode, declared)
    chosen = settings()
    options = Options(max_retries=chosen.max_retries, ttl_s=chosen.session_ttl, liveness_type=chosen.liveness_type)
    if new:
        verification, _ = openings.open_new(session(), profile, options, first=True)
        api_calls.note(session(), verification.id, Call(caller.key_id, "POST", called.route(), 201))
    else:
        called.note_found(openings.ensure_open(session(), profile, options).id, caller.key_id)
    body = _created(profile.id)
    return answer(body, 201) if new else answer({**body, "message": "Existing record found"}, 200)


def _created(record_id: str) -> dict[str, Any]:
    return {"success": True, "url": f"{settings().public_base_url}/{record_id}", "id": record_id}


def _body() -> Any:
    """The parsed body, or None for what is not JSON; the strict parser refuses what no database stores."""
    data = small_body()
    try:
        return from_json(data, allow_inf_nan=False)
    except ValueError:
        return None


def _caller(body: Any) -> Principal | None:
    """The partner, by the header or by `apiKey` in the body."""
    key = request.headers.get("x-api-key") or (body.get("apiKey") if isinstance(body, dict) else None)
    caller = auth.authenticated(key) if isinstance(key, str) else None
    return caller if caller and "profiles:write" in caller.scopes else None


def _absent(value: object) -> bool:
    return value is None or (isinstance(value, str) and not value.strip())


def _refused(error: ValidationError) -> dict[str, Any]:
    """Which fields are not acceptable and why, never their values."""
    first = error.errors(include_input=False, include_url=False, include_context=False)[0]
    return {"error": first["msg"], "field": str(first["loc"][0])}


def _person(view: StatusView, *, masked: bool) -> dict[str, Any]:
    return {
        "name": _initials(view.name) if masked else view.name,
        "document_type": view.document_type,
        "document_number": _tail(view.document_number) if masked else view.document_number,
        "nationality": view.nationality,
        "verification_status": view.verification_status,
        "status": view.status,
        "createdAt": stamp(view.created_at),
    }


def _initials(name: str | None) -> str | None:
    return " ".join(f"{word[0]}***" for word in name.split()) if name else name


def _tail(number: str | None) -> str | None:
    """The last two characters; none of them for a number of up to four."""
    return f"***{number[-2:] if len(number) > 4 else ''}" if number else number

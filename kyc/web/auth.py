"""Authentication: a partner with an API key, or the applicant's side with one session's token."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from flask import g, request

from kyc.domain.errors import Denied, NotFound
from kyc.models import Verification, transaction
from kyc.services.accounts import keys
from kyc.services.accounts.keys import Principal
from kyc.services.verification import verifications
from kyc.web import called
from kyc.web.guards import marked
from kyc.web.problems import Unauthorized
from kyc.web.unit_of_work import session, settings

View = TypeVar("View", bound=Callable[..., Any])
_noted: dict[str, int] = {}
_SESSION_ID = re.compile(r"sess_[a-z0-9]{20,60}")
_TOKEN = re.compile(r"st_[a-z0-9]{20,60}")


def api_key(scope: str) -> Callable[[View], View]:
    """Guard a view for partners whose key has `scope`."""

    def guard(view: View) -> Any:
        @wraps(view)
        def run(*args: Any, **kwargs: Any) -> Any:
            g.session_token = None
            g.principal = _principal(scope)
            return view(*args, **kwargs)

        return marked(run, f"api_key:{scope}")

    return guard


def key_or_session_token(scope: str) -> Callable[[View], View]:
    """Guard a view of one session for its partner, or for whoever holds that session's own token."""

    def guard(view: View) -> Any:
        @wraps(view)
        def run(*args: Any, **kwargs: Any) -> Any:
            g.session_token = _token()
            g.principal = None if g.session_token else _principal(scope)
            return view(*args, **kwargs)

        return marked(run, f"api_key:{scope}|session_token")

    return guard


def principal() -> Principal:
    """The partner who makes this request; only behind `api_key`."""
    found: Principal = g.principal
    return found


def actor() -> str:
    """The actor to be named in the history."""
    return "applicant" if g.session_token else "partner"


def owner() -> str:
    """The owner of an Idempotency-Key: the partner in this mode, or the one session."""
    if g.session_token:
        return f"token:{verifications.token_digest(g.session_token)}"
    return f"{g.principal.partner_id}:{g.principal.mode}"


def own_session(session_id: str, *, lock: bool = False) -> Verification:
    """The session with this id if it is the caller's; raises `NotFound` for any other, as if it did not exist."""
    if not _SESSION_ID.fullmatch(session_id):
        raise NotFound
    if g.session_token:
        found = verifications.by_token(session(), session_id, g.session_token, lock=lock)
    else:
        caller = principal()
        found = verifications.get(session(), session_id, caller.partner_id, caller.mode, lock=lock)
    called.about(found.id)
    return found


def presented() -> str:
    """The key as presented: in `x-api-key`, or in `Authorization: Bearer`."""
    return request.headers.get("x-api-key") or _bearer()


def authenticated(key: str) -> Principal | None:
    """The partner behind a key, or None; looked up once per request, for both rate limits and guard need it."""
    if not key:
        return None
    known: dict[str, Principal | None] = request.environ.setdefault("kyc.known_keys", {})
    if key not in known:
        known[key] = keys.authenticate(session(), settings(), key)
    return known[key]


def _principal(scope: str) -> Principal:
    found = authenticated(presented())
    if found is None:
        raise Unauthorized("A valid API key is required: x-api-key, or Authorization: Bearer.")
    if scope not in found.scopes:
        raise Denied
    _note_use(found.key_id)
    return found


def _note_use(key_id: str) -> None:
    """Record the key's last use, at most once an hour in each process, so that hardly any request writes."""
    hour = int(time.time() // 3600)
    if _noted.get(key_id) != hour and not key_id.startswith("env_"):
        with transaction(session()) as opened:
            keys.note_use(opened, key_id)
            keys.renew(opened, settings(), key_id, presented())
        _noted[key_id] = hour


def _token() -> str | None:
    given = request.headers.get("x-session-token") or _bearer()
    return given if _TOKEN.fullmatch(given) else None


def _bearer() -> str:
    kind, _, value = request.headers.get("Authorization", "").partition(" ")
    return value.strip() if kind.lower() == "bearer" else ""

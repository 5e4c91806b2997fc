"""`Idempotency-Key`: a repeated request has no second effect and gets the first answer.

A short transaction claims the key; the answer is stored in the transaction of the effect, so that there is never an
effect without its answer. After a crash in between, the key is free again after `RUNNING_S`.
"""

from __future__ import annotations

import hashlib
import math
import re
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from flask import Response, g, request
from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError, OperationalError

from kyc.domain.errors import DomainError, LostRace
from kyc.models import IdempotencyKey, transaction, utcnow
from kyc.web import auth, called
from kyc.web.problems import of_domain, problem
from kyc.web.unit_of_work import commits, session, tools

P = ParamSpec("P")
View = TypeVar("View", bound=Callable[..., Any])
RUNNING_S = 30
KEPT = timedelta(hours=24)
_KEY = re.compile(r"[\x21-\x7e]{1,255}")


@dataclass(frozen=True, slots=True)
class Claim:
    """This request's claim on a key; `until` tells it from a later request that took the key over."""

    row_id: int
    name: str
    until: datetime


def idempotent(view: View) -> Any:
    """A POST that honours `Idempotency-Key`: replays 2xx, 409 and 422; other answers free the key."""

    @wraps(view)
    def run(*args: Any, **kwargs: Any) -> Response:
        g.claim = None
        key = request.headers.get("Idempotency-Key")
        if key is None:
            return _as_response(view, *args, **kwargs)
        if not _KEY.fullmatch(key):
            return problem(400, "invalid_idempotency_key", "Idempotency-Key takes 1 to 255 visible ASCII characters.")
        try:
            claimed = _claim(auth.owner(), key, request_digest())
        except IntegrityError:  # PostgreSQL: another request claimed it in the same moment
            return _running(1)
        return claimed if isinstance(claimed, Response) else _under(claimed, view, *args, **kwargs)

    return run


def effect(work: Callable[P, Response]) -> Callable[P, Response]:
    """`commits`, with the answer stored for the request's key in the same transaction."""

    @commits
    @wraps(work)
    def run(*args: P.args, **kwargs: P.kwargs) -> Response:
        answer = work(*args, **kwargs)
        called.note_change(answer.status_code)
        claim: Claim | None = g.get("claim")
        if claim:
            _keep(claim, answer)
        return answer

    return run


def request_digest() -> str:
    """What identifies a request: method, path and the body's bytes; of a form its fields and files.

    The bytes of a form will not do, because clients draw a new boundary each time.
    """
    found = hashlib.sha256(f"{request.method} {request.path}\n".encode())
    if request.mimetype == "multipart/form-data":
        parts = [(name, value.encode()) for name, value in request.form.items(multi=True)]
        for name, file in request.files.items(multi=True):
            parts.append((name, file.stream.read()))
            file.stream.seek(0)
        for name, value in sorted(parts):
            found.update(f"{name}={hashlib.sha256(value).hexdigest()}\n".encode())
    else:
        found.update(request.get_data())
    return found.hexdigest()


def _under(claim: Claim, view: Callable[..., Any], *args: Any, **kwargs: Any) -> Response:
    g.claim = claim
    try:
        answer = _as_response(view, *args, **kwargs)
        if answer.status_code in (409, 422):
            _settle(claim, answer)
        elif answer.status_code >= 300:
            _free(claim)
        return answer
    except BaseException:
        _free(claim)
        raise


def _as_response(view: Callable[..., Any], *args: Any, **kwargs: Any) -> Response:
    """The view's answer, with domain errors as problems; a lost race is no answer to store."""
    try:
        answer: Response = view(*args, **kwargs)
        return answer
    except LostRace:
        raise
    except DomainError as error:
        return of_domain(error)


def _claim(owner: str, key: str, digest: str) -> Claim | Response:
    """A claim on the key, or the answer already stored for it."""
    now = utcnow()
    with transaction(session()) as opened:
        held = IdempotencyKey.owner == owner, IdempotencyKey.key == key
        row = opened.scalar(select(IdempotencyKey).where(*held).with_for_update())
        if row and row.expires_at > now:
            if row.request_digest != digest:
                return problem(422, "idempotency_key_reused", "This Idempotency-Key was used for another request.")
            if row.status is not None:
                return _replay(row)
            if row.running_until > now:
                return _running((row.running_until - now).total_seconds())
        row = row or IdempotencyKey(owner=owner, key=key)
        row.request_digest, row.status, row.sealed_answer = digest, None, None
        row.running_until, row.expires_at = now + timedelta(seconds=RUNNING_S), now + KEPT
        opened.add(row)
        opened.flush()
        return Claim(row.id, _name(owner, key), row.running_until)


def _keep(claim: Claim, answer: Response) -> None:
    """Store the answer if the key is still ours; raises `LostRace`, which rolls the effect back, where it is not."""
    sealed = tools().keyring.seal(claim.name, f"{answer.content_type}\n".encode() + answer.get_data())
    mine = IdempotencyKey.id == claim.row_id, IdempotencyKey.running_until == claim.until
    values = {"status": answer.status_code, "sealed_answer": sealed, "verification_id": g.get("called_about")}
    kept = session().execute(update(IdempotencyKey).where(*mine, IdempotencyKey.status.is_(None)).values(values))
    if kept.rowcount != 1:  # type: ignore[attr-defined]  # an UPDATE has one
        raise LostRace
    g.claim = None


@commits
def _settle(claim: Claim, answer: Response) -> None:
    if g.claim:
        _keep(claim, answer)


def _free(claim: Claim) -> None:
    """Free the key; where the database is away, it frees itself in time."""
    mine = IdempotencyKey.id == claim.row_id, IdempotencyKey.running_until == claim.until
    with suppress(OperationalError), transaction(session()) as opened:
        opened.execute(delete(IdempotencyKey).where(*mine, IdempotencyKey.status.is_(None)))


def _replay(row: IdempotencyKey) -> Response:
    opened = tools().keyring.open(_name(row.owner, row.key), row.sealed_answer or b"")
    kind, _, body = opened.partition(b"\n")
    answer = Response(body, row.status, content_type=kind.decode())
    answer.headers["Idempotency-Replayed"] = "true"
    return answer


def _running(seconds: float) -> Response:
    answer = problem(409, "idempotency_in_progress", "The first request with this Idempotency-Key is still running.")
    answer.headers["Retry-After"] = str(max(1, math.ceil(seconds)))
    return answer


def _name(owner: str, key: str) -> str:
    return f"idempotency:{owner}:{key}"

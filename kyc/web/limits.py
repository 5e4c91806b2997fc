"""Rate limits: per valid key, otherwise per IP address; an unavailable store never locks anybody out."""

from __future__ import annotations

import math
import time

from flask import Flask, Response, current_app, request
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from redis.backoff import NoBackoff
from redis.retry import Retry
from sqlalchemy.exc import SQLAlchemyError

from kyc.config import Settings
from kyc.web import auth, unit_of_work
from kyc.web.counts import ADDRESS

limiter = Limiter(key_func=get_remote_address, swallow_errors=True, in_memory_fallback_enabled=True)
TOLD = ("v1", "legacy")
"""The doors that tell callers how much is left."""

# Every request waits for the count, so a hanging store must not hold them all up; redis-py would wait for ever.
HURRIED = {"socket_timeout": 0.5, "socket_connect_timeout": 0.5, "retry": Retry(NoBackoff(), 1)}


def caller() -> str:
    """The id of a valid key; else the IP address, so that made-up keys and tokens get nobody a fresh count.

    Keys from the settings have ids derived from digests, never the key itself.
    """
    try:
        known = auth.authenticated(auth.presented())
    except SQLAlchemyError:  # counting goes on; the view reports the outage
        unit_of_work.session().rollback()
        known = None
    return f"key:{known.key_id}" if known else get_remote_address()


def status_limit() -> str:
    return _settings().status_limit


def create_limit() -> str:
    return _settings().create_limit


def read_limit() -> str:
    return _settings().read_limit


def login_limit() -> str:
    return _settings().login_limit


def guess_limit() -> str:
    return _settings().guess_limit


writes = limiter.shared_limit(create_limit, "writes", key_func=caller, methods=["POST", "PUT", "PATCH", "DELETE"])
reads = limiter.shared_limit(read_limit, "reads", key_func=caller, methods=["GET", "HEAD"])
lookups = limiter.shared_limit(status_limit, lambda endpoint: endpoint.rsplit(".")[-1], methods=["GET", "HEAD"])
guesses = limiter.shared_limit(guess_limit, "guesses", deduct_when=lambda answer: answer.status_code == 404)
"""Counts only unknown addresses; whoever tried too many waits, whatever they ask for next."""


def wait_s() -> int:
    """Seconds until the limit that refused this request admits the next one."""
    limit = limiter.current_limit
    try:
        return max(1, math.ceil(limit.reset_at - time.time())) if limit else 1
    except limiter.storage.base_exceptions:  # the store went away after counting
        return 1


def told(answer: Response) -> Response:
    """`RateLimit-Policy` and `RateLimit` on answers of the APIs (draft-ietf-httpapi-ratelimit-headers-10).

    `q` requests in `w` seconds are allowed, `r` of them are left for the next `t` seconds.
    """
    limit = limiter.current_limit
    if limit is None or request.blueprint not in TOLD:
        return answer
    name, rate = limit.request_args[-1], limit.limit
    try:
        left = limit.remaining
    except limiter.storage.base_exceptions:
        return answer
    answer.headers["RateLimit-Policy"] = f'"{name}";q={rate.amount};w={rate.get_expiry()}'
    answer.headers["RateLimit"] = f'"{name}";r={left};t={wait_s()}'
    return answer


def init_app(app: Flask) -> None:
    """Count in the store given by the settings."""
    address = _settings(app).rate_limit_url
    app.config["RATELIMIT_STORAGE_URI"] = address.replace("memory://", ADDRESS)
    app.config["RATELIMIT_STORAGE_OPTIONS"] = HURRIED if address.startswith("redis") else {}
    limiter.init_app(app)
    app.after_request(told)


def _settings(app: Flask | None = None) -> Settings:
    found: Settings = (app or current_app).config["SETTINGS"]
    return found

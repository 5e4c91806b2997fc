"""Rate limits: per key where there is one, per address otherwise; a store that is away never locks people out."""

from __future__ import annotations

import hashlib
import math
import time

from flask import Flask, current_app, request
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address

limiter = Limiter(key_func=get_remote_address, swallow_errors=True, in_memory_fallback_enabled=True)


def caller() -> str:
    """A digest of the presented key, or the address."""
    presented = request.headers.get("x-api-key") or request.headers.get("Authorization")
    return hashlib.sha256(presented.encode()).hexdigest() if presented else get_remote_address()


def status_limit() -> str:
    return str(current_app.config["SETTINGS"].status_limit)


def create_limit() -> str:
    return str(current_app.config["SETTINGS"].create_limit)


def login_limit() -> str:
    return str(current_app.config["SETTINGS"].login_limit)


def wait_s() -> int:
    """Seconds until the limit that refused this request lets the next one through."""
    limit = limiter.current_limit
    return max(1, math.ceil(limit.reset_at - time.time())) if limit else 1


def init_app(app: Flask) -> None:
    """Count in the store that settings name."""
    app.config["RATELIMIT_STORAGE_URI"] = app.config["SETTINGS"].rate_limit_url
    limiter.init_app(app)

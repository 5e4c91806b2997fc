"""The security headers of every answer, in one table."""

from __future__ import annotations

from flask import Flask, Response, request

from kyc.web import cookies

POLICY = "; ".join(  # noqa: FLY002  (a table)
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "media-src 'self' blob:",
        "worker-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
        "require-trusted-types-for 'script'",
        "trusted-types 'none'",
    )
)
GUIDED = {"hosted.selfie", "hosted.liveness"}
"""The pages whose script starts a worker, which browsers treat as a script and require a Trusted Types policy for."""
GUIDED_POLICY = POLICY.replace("trusted-types 'none'", "trusted-types face-worker")
HEADERS = {
    "Content-Security-Policy": POLICY,
    "Permissions-Policy": "camera=(self), microphone=(), geolocation=()",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
IMMUTABLE = "public, max-age=31536000, immutable"
_UNLESS_SAID = [(name.lower(), (name, value)) for name, value in {**HEADERS, "Cache-Control": "no-store"}.items()]


def add_headers(response: Response) -> Response:
    """The strict policy everywhere; nothing is cached but assets, whose URL contains their digest."""
    endpoint = request.endpoint
    if endpoint in GUIDED:
        response.headers.setdefault("Content-Security-Policy", GUIDED_POLICY)
    if endpoint == "assets.asset" and response.status_code in (200, 304):
        response.headers["Cache-Control"] = IMMUTABLE  # werkzeug had set "no-cache"
    if endpoint == "security.logout":
        response.headers["Clear-Site-Data"] = '"cache", "storage"'
    said = {name.lower() for name in response.headers.keys()}  # noqa: SIM118  (iterating gives pairs)
    response.headers.extend([pair for name, pair in _UNLESS_SAID if name not in said])
    if request.is_secure:
        response.headers.setdefault("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
    return response


def init_app(app: Flask) -> None:
    """Put the headers on every answer, errors included, and give cookies their prefixed names."""
    cookies.init_app(app)
    app.after_request(add_headers)

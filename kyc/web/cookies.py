"""Our cookies, set and read in one place: not for scripts, not cross-site, and with a prefixed name over https.

Browsers accept a name with `__Host-` or `__Secure-` (RFC 6265bis, section 4.1.3) over https alone, and the first from
no other host of the same domain, so that neither somebody on the network nor a neighbouring host can plant one.
"""

from __future__ import annotations

from flask import Flask, Response, current_app, request
from werkzeug.wrappers import Response as AnyResponse


def init_app(app: Flask) -> None:
    """Name Flask's own session cookie."""
    app.config["SESSION_COOKIE_NAME"] = _name("session", "/", secure=bool(app.config["SESSION_COOKIE_SECURE"]))


def kept(plain: str) -> str:
    """The value of our cookie for this path; empty without one."""
    return request.cookies.get(_name(plain, "", secure=_secure()), "")


def keep(answer: Response | AnyResponse, plain: str, value: str, path: str, days: int) -> None:
    """Set a cookie for the URLs under `path`."""
    name = _name(plain, path, secure=_secure())
    answer.set_cookie(name, value, max_age=days * 86_400, path=path, httponly=True, samesite="Lax", secure=_secure())


def _name(plain: str, path: str, *, secure: bool) -> str:
    prefix = "__Host-" if path == "/" else "__Secure-"
    return prefix + plain if secure else plain


def _secure() -> bool:
    return bool(current_app.config["SESSION_COOKIE_SECURE"])

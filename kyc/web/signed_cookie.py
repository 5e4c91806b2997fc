"""The signed session cookie: read only from requests that bring one, as API calls never do."""

from __future__ import annotations

from flask import Flask, Request
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface


class SignedCookie(SecureCookieSessionInterface):
    """Flask's own, except that it builds no signer where there is nothing to open."""

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        """The request's session; an empty one without a cookie."""
        if app.secret_key and self.get_cookie_name(app) not in request.cookies:
            return self.session_class()
        return super().open_session(app, request)

"""The signed cookie: opened only for who brings one, for calls of the APIs never do."""

from __future__ import annotations

from flask import Flask, Request
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface


class SignedCookie(SecureCookieSessionInterface):
    """Flask's own, which builds its signer before it looks whether there is anything to open."""

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        """The session of whoever asks; an empty one without a cookie."""
        if app.secret_key and self.get_cookie_name(app) not in request.cookies:
            return self.session_class()
        return super().open_session(app, request)

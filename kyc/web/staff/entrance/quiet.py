"""Keeps Flask-Security off the other doors: it would look for a user in the session, the query and the JSON body of
every request, which costs a status lookup a third of its time and reads a body before its limit is known."""

from __future__ import annotations

from collections import deque
from typing import Any

from flask import Flask, request


def keep_to_staff(app: Flask) -> None:
    """Look for a signed-in person under /staff alone, and never for an authentication token, which nobody has."""
    security = app.extensions["security"]
    security.login_manager.request_loader(_nobody)
    loaders = security.principal.identity_loaders
    security.principal.identity_loaders = deque(_here_only(loader) for loader in loaders)


def _here_only(loader: Any) -> Any:
    return lambda: loader() if request.path.startswith("/staff") else None


def _nobody(_request: object) -> None:
    return None

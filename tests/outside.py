"""A client whose calls come from outside: each in its own application context, sharing nothing but the database."""

from __future__ import annotations

import contextvars
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient


class Outside(FlaskClient):
    """The `app` fixture's application context stays open for a whole test; a real request never sees another's."""

    def open(self, *args: Any, **kwargs: Any) -> Any:
        return contextvars.Context().run(super().open, *args, **kwargs)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    app.test_client_class = Outside
    return app.test_client()

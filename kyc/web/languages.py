"""The language of a page: what the session asks for, then what the browser prefers; staff pages are in English."""

from __future__ import annotations

from flask import Flask
from flask_babel import Babel

babel = Babel()


def init_app(app: Flask) -> None:
    """Give templates `_()`."""
    babel.init_app(app)

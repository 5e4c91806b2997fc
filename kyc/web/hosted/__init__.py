"""The applicant's pages at `/<record_id>`: one thing per page, usable without scripts, the server knows the step."""

from __future__ import annotations

from flask import Flask

from kyc.web import languages, limits
from kyc.web.hosted import (
    asked,
    capture,
    consent,
    document,
    doorstep,
    errors,
    finish,
    handoff,
    join,
    liveness,
    look,
    my_data,
    progress,
)
from kyc.web.hosted.blueprint import RecordId, blueprint
from kyc.web.hosted.guard import leave_token

__all__ = ["init_app"]

for part in (doorstep, consent, asked, document, capture, liveness, finish, progress, handoff, join, my_data, errors):
    part.register(blueprint)
limits.guesses(blueprint)
blueprint.before_request(languages.choose)
blueprint.context_processor(look.words)
blueprint.after_request(leave_token)


def init_app(app: Flask) -> None:
    """Register the pages; their URLs begin with 15 × [a-z0-9]."""
    app.url_map.converters["record"] = RecordId
    app.register_blueprint(blueprint)
    app.register_blueprint(look.blueprint)

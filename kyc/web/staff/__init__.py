"""The staff's pages: sign in with two factors, find a case, look at everything, decide with a reason."""

from __future__ import annotations

from flask import Flask

from kyc.web.staff import (
    account,
    accounts,
    asking,
    assigning,
    audit_trail,
    case_files,
    cases,
    claiming,
    correcting,
    decisions,
    door,
    enrolment,
    guard,
    lists,
    looks,
    naming,
    notes,
    numbers,
    oidc,
    partners,
    people,
    policy,
    queue,
    quiet,
    requests,
    rulings,
    tags,
    training,
    verdicts,
    views,
)
from kyc.web.staff.wording import words

PAGES = (
    queue,
    views,
    cases,
    naming,
    case_files,
    claiming,
    decisions,
    rulings,
    asking,
    correcting,
    assigning,
    notes,
    tags,
    verdicts,
    requests,
    lists,
    numbers,
    oidc,
    policy,
    audit_trail,
    training,
    partners,
    looks,
    account,
    people,
    enrolment,
)
door.blueprint.context_processor(words)


def init_app(app: Flask) -> None:
    """Register this door."""
    accounts.install(app, app.config["SETTINGS"])
    guard.close_in(app)
    quiet.keep_to_staff(app)
    app.extensions["security"].context_processor(words)
    oidc.init_app(app)
    app.register_blueprint(door.blueprint)

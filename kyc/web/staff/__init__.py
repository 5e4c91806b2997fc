"""The staff's pages: sign in with two factors, find a case, see everything about it, decide with a reason."""

from __future__ import annotations

from flask import Flask

from kyc.web.staff import door, guard
from kyc.web.staff.answers import (
    asking,
    assigning,
    correcting,
    decisions,
    erasing,
    holding,
    notes,
    requests,
    rulings,
    verdicts,
)
from kyc.web.staff.case import case_files, cases, purpose_page
from kyc.web.staff.entrance import account, accounts, enrolment, oidc, people, quiet
from kyc.web.staff.overview import audit_trail, job_page, lists, numbers, policy, terms
from kyc.web.staff.partners import looks, partner_pages
from kyc.web.staff.queue import claiming, queue_view, tags, views
from kyc.web.staff.training import training_pages
from kyc.web.staff.wording import words

PAGES = (
    queue_view,
    views,
    cases,
    purpose_page,
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
    holding,
    erasing,
    lists,
    numbers,
    oidc,
    policy,
    audit_trail,
    terms,
    job_page,
    training_pages,
    partner_pages,
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

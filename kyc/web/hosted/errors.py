"""Errors of the use cases in the applicant's words; most lead back to the page where the verification stands."""

from __future__ import annotations

from contextlib import suppress

from flask import Blueprint, abort, flash, redirect, render_template, request
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge
from werkzeug.exceptions import NotFound as WerkzeugNotFound
from werkzeug.wrappers import Response

from kyc.domain.errors import Closed, DomainError, Erased, InvalidTransition, LostRace, MissingEvidence, NotFound
from kyc.web import cookies, fallback, languages
from kyc.web.answers import answer
from kyc.web.hosted import visit
from kyc.web.hosted.blueprint import page_url
from kyc.web.hosted.guard import COOKIE, visitor

DRAIN_BYTES = 64 * 1024 * 1024
CHUNK = 256 * 1024


def worded(error: HTTPException) -> Response | HTTPException:
    """A request refused before it reached its view: in the partner's branding for the browser that holds the check.

    The language can be changed there too.
    """
    with suppress(SQLAlchemyError):
        if visit.WORN not in request.environ:
            visit.held_look(_record(), cookies.kept(COOKIE))
    return languages.choose() or fallback.worded(error)


def unknown(error: NotFound) -> Response | HTTPException:
    """The 404 page for a record that never existed, and for missing pages of one that does."""
    return fallback.worded(WerkzeugNotFound())


@visitor
def nowhere(record_id: str, rest: str) -> Response:
    """A URL below a record that leads to no page."""
    visit.partner_look(record_id)
    abort(404)


def erased(error: Erased) -> tuple[str, int]:
    """Tells whoever follows an erased record's link that it was erased; whose it was is no longer known."""
    look = visit.erased_look(_record())
    return render_template("hosted/erased.html", look=look, partner=look.name, record_id=_record(), erased=True), 410


def moved_on(error: DomainError) -> Response:
    """Something happened meanwhile (another tab, a timeout): redirects to the page that comes now.

    Never to the doorstep itself, which would silently start anew, but to a page that leads on to the right one.
    """
    return redirect(page_url(_record(), "progress"), 303)


def too_large(error: RequestEntityTooLarge) -> Response:
    """Read the rest of the body, or else the browser shows a broken connection instead of our message."""
    stream, left = request.environ["wsgi.input"], DRAIN_BYTES
    while left > 0 and (chunk := stream.read(CHUNK)):
        left -= len(chunk)
    if request.path.endswith("/frames"):
        return answer({"message": languages.advice_of("file_too_large"), "next": "again"}, 413)
    flash("file_too_large", "refusal")
    return redirect(request.path, 303)


def _record() -> str:
    return str((request.view_args or {})["record_id"])


def register(blueprint: Blueprint) -> None:
    blueprint.add_url_rule("/<path:rest>", view_func=nowhere)
    blueprint.register_error_handler(HTTPException, worded)
    blueprint.register_error_handler(NotFound, unknown)
    blueprint.register_error_handler(Erased, erased)
    for kind in (Closed, InvalidTransition, LostRace, MissingEvidence):
        blueprint.register_error_handler(kind, moved_on)
    blueprint.register_error_handler(RequestEntityTooLarge, too_large)

"""Serves a partner's branding: a style sheet and a logo, each cached for ever under its digest, open to anybody."""

from __future__ import annotations

from flask import Blueprint, Response, abort, url_for

from kyc.domain.look import HOUSE, Mark, Style, sheet, sheet_digest, style_from
from kyc.services.accounts import looks
from kyc.web.guards import public
from kyc.web.security import IMMUTABLE
from kyc.web.unit_of_work import session

blueprint = Blueprint("look", __name__, url_prefix="/look")


@blueprint.get("/<code>/<digest>.css")
@public
def style(code: str, digest: str) -> Response:
    """The style sheet of a style: built from the URL alone, so that no database is read and no partner revealed."""
    try:
        found = style_from(code)
    except ValueError:
        abort(404)
    return _kept(sheet(found), "text/css") if sheet_digest(found) == digest else abort(404)


@blueprint.get("/<digest>.png")
@public
def logo(digest: str) -> Response:
    """A logo; one that was replaced is gone."""
    found = looks.logo_data(session(), digest)
    return _kept(found, "image/png") if found else abort(404)


def style_url(wanted: Style) -> str | None:
    """The URL of a style sheet; None for the default style, which needs none."""
    return None if wanted == HOUSE else url_for("look.style", code=wanted.code, digest=sheet_digest(wanted))


def logo_url(mark: Mark) -> str:
    """The URL of a logo."""
    return url_for("look.logo", digest=mark.digest)


def _kept(content: str | bytes, kind: str) -> Response:
    answer = Response(content, mimetype=kind)
    answer.headers["Cache-Control"] = IMMUTABLE
    return answer


def words() -> dict[str, object]:
    """Values for templates that show a partner's branding."""
    return {"style_url": style_url, "logo_url": logo_url}

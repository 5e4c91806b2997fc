"""The staff's blueprint: what all its pages share, from template helpers to error pages."""

from __future__ import annotations

from flask import Blueprint, render_template
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from kyc.domain.errors import NotFound

Answer = str | Response | tuple[str, int]
"""What a staff view returns: a page, a redirect, or a page with another status."""
blueprint = Blueprint("staff", __name__, url_prefix="/staff")


@blueprint.errorhandler(HTTPException)
def worded(error: HTTPException) -> tuple[str, int] | HTTPException:
    """403, 404, 405 … as a page for the staff, with a link onwards."""
    if error.response is not None:
        return error
    return render_template("staff/error.html", status=error.code), error.code or 500


@blueprint.errorhandler(NotFound)
def unknown(_error: NotFound) -> tuple[str, int]:
    """No such case or image."""
    return render_template("staff/error.html", status=404), 404

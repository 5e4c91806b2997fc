"""The QR code for an authenticator app; its secret stays in the signed cookie and is never in a URL."""

from __future__ import annotations

import io
from typing import cast

import segno
from flask import Response, abort, current_app, session
from flask_login import current_user
from flask_security.core import Security
from sqlalchemy import select

from kyc.models import StaffUser
from kyc.web import unit_of_work
from kyc.web.guards import marked
from kyc.web.staff.door import blueprint


def enrolment_picture() -> Response:
    """The QR code of the authenticator app being set up by the owner of this cookie; 404 when there is none."""
    secret, user = session.get("tf_totp_secret"), _enrolling()
    if not secret or session.get("tf_state") != "validating_profile" or user is None:
        abort(404)
    security = cast(Security, current_app.extensions["security"])
    picture = io.BytesIO()
    code = segno.make(security.totp_factory.get_totp_uri(user.email, secret), error="m")
    code.save(picture, kind="svg", scale=6, border=4, light="white", xmldecl=False)
    return Response(picture.getvalue(), mimetype="image/svg+xml")


def _enrolling() -> StaffUser | None:
    """Who sets up an authenticator app: somebody between password and second factor, or signed in and changing it."""
    if current_user.is_authenticated:
        return cast(StaffUser, current_user)
    half = session.get("tf_user_id", "")
    return unit_of_work.session().scalar(select(StaffUser).where(StaffUser.fs_uniquifier == half))


blueprint.get("/enrolment.svg")(marked(enrolment_picture, "staff:half_signed_in"))

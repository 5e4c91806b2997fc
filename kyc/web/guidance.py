"""The weights with which a browser finds faces, under a URL with their digest; without them there are no hints."""

from __future__ import annotations

from flask import Blueprint, Flask, Response, abort, url_for

from kyc.adapters.weights import read
from kyc.adapters.weights.table import FACE_GUIDANCE
from kyc.domain.errors import Unavailable
from kyc.web.guards import public
from kyc.web.security import IMMUTABLE
from kyc.web.unit_of_work import settings

FILE = FACE_GUIDANCE.file
blueprint = Blueprint("guidance", __name__)


@blueprint.get("/guidance/<digest>.bin")
@public
def face_weights(digest: str) -> Response:
    """The weights as stored in the models' folder; 404 for another digest, or where they are missing or altered."""
    if digest != FILE.digest:
        abort(404)
    try:
        content = read(settings().models_dir, FILE)
    except Unavailable:
        abort(404)
    return Response(content, mimetype="application/octet-stream", headers={"Cache-Control": IMMUTABLE})


def face_weights_url() -> str:
    """Where a page's script finds the weights, empty where they are not installed."""
    if not (settings().models_dir / FILE.name).is_file():
        return ""
    return url_for("guidance.face_weights", digest=FILE.digest)


def init_app(app: Flask) -> None:
    """Serve the weights and give templates `face_weights()`."""
    app.register_blueprint(blueprint)
    app.jinja_env.globals["face_weights"] = face_weights_url

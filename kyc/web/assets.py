"""Static files under a URL with a digest of them all, so that they can be cached for ever."""

from __future__ import annotations

import gzip
import hashlib
from functools import lru_cache
from pathlib import Path

from flask import Blueprint, Flask, Response, abort, request, send_from_directory, url_for

from kyc.web.guards import public

STATIC = Path(__file__).resolve().parent.parent / "static"
TEXTS = (".css", ".js", ".svg")
blueprint = Blueprint("assets", __name__)


@lru_cache(maxsize=1)
def digest() -> str:
    """A digest of every static file's path and content; relative imports between scripts keep its prefix."""
    found = hashlib.sha256()
    for path in sorted(STATIC.rglob("*")):
        if path.is_file():
            found.update(path.relative_to(STATIC).as_posix().encode() + path.read_bytes())
    return found.hexdigest()[:16]


@blueprint.get("/static/<version>/<path:name>")
@public
def asset(version: str, name: str) -> Response:
    """One static file; 404 for another build's digest."""
    if version != digest():
        abort(404)
    found = send_from_directory(STATIC, name)
    if name.endswith(TEXTS):
        found.vary.add("Accept-Encoding")
        if found.status_code == 200 and request.accept_encodings.quality("gzip"):
            _pack(found, packed(version, name))
    return found


@lru_cache(maxsize=256)
def packed(version: str, name: str) -> bytes:
    """A file of this build, compressed; only files, for a page may hold a secret beside others' input (BREACH)."""
    return gzip.compress((STATIC / name).read_bytes(), mtime=0)


def _pack(found: Response, content: bytes) -> None:
    found.close()
    found.direct_passthrough = False
    found.set_data(content)
    found.content_encoding = "gzip"
    found.set_etag(found.get_etag()[0] or "", weak=True)  # equal in meaning, not in bytes


def asset_url(name: str) -> str:
    """The URL of a static file in this build."""
    return url_for("assets.asset", version=digest(), name=name)


def init_app(app: Flask) -> None:
    """Serve the files and give templates `asset(name)`."""
    app.register_blueprint(blueprint)
    app.jinja_env.globals["asset"] = asset_url

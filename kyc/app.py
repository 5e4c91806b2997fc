"""The composition root: builds one Flask application from settings and parts."""

from __future__ import annotations

from flask import Flask
from flask_migrate import Migrate
from flask_wtf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

from kyc import config, logs
from kyc.adapters import heap
from kyc.cli import register_commands
from kyc.models import db
from kyc.models.base import prepare_postgresql, prepare_sqlite
from kyc.tools import Tools
from kyc.web import (
    access,
    assets,
    docs,
    fallback,
    guidance,
    hosted,
    languages,
    legacy,
    limits,
    ops,
    security,
    staff,
    v1,
)
from kyc.web.memory import InMemory
from kyc.web.signed_cookie import SignedCookie

csrf = CSRFProtect()


def create_app(settings: config.Settings | None = None) -> Flask:
    """The application, ready to run; settings come from the environment unless given."""
    settings = settings or config.load()
    logs.configure(settings.log_level)
    heap.bound(4_000_000)  # for a web process, with its many threads; a worker sets its own
    app = Flask(__name__, static_folder=None, instance_path=str(settings.instance_dir))
    app.request_class, app.session_interface = InMemory, SignedCookie()
    app.url_map.merge_slashes = False  # its redirects would name whatever host the request named
    app.config.update(flask_config(settings), SETTINGS=settings, TOOLS=Tools(settings))
    if settings.trusted_proxies:
        hops = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    access.init_app(app)
    _database(app, settings)
    csrf.init_app(app)
    for part in (security, languages, limits, assets, guidance, fallback, staff, hosted):
        part.init_app(app)
    for api in (legacy.blueprint, v1.blueprint, ops.blueprint, docs.blueprint):
        app.register_blueprint(api)
        csrf.exempt(api)
    register_commands(app)
    return app


def flask_config(settings: config.Settings) -> dict[str, object]:
    """The configuration of Flask and its extensions."""
    secure = settings.public_base_url.startswith("https://")
    current, *others = (key.decode() for key in settings.secret_ring)
    return {
        "SECRET_KEY": current,
        "SECRET_KEY_FALLBACKS": tuple(others),  # in a list, Flask-Security would sign with the last of them
        "WTF_CSRF_SECRET_KEY": [*reversed(others), current],  # itsdangerous signs with the last
        "SQLALCHEMY_DATABASE_URI": settings.database_url,
        "SQLALCHEMY_ENGINE_OPTIONS": engine_options(settings),
        "MAX_CONTENT_LENGTH": settings.max_upload_bytes + 64 * 1024,
        "MAX_FORM_MEMORY_SIZE": 256 * 1024,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_SECURE": secure,
        "WTF_CSRF_TIME_LIMIT": None,
        "WTF_CSRF_SSL_STRICT": False,
    }


ALIVE = {"keepalives_idle": 30, "keepalives_interval": 10, "keepalives_count": 3, "tcp_user_timeout": 30_000}
"""For libpq: a database host that vanished silently is noticed within a minute."""


def engine_options(settings: config.Settings) -> dict[str, object]:
    """A connection for every thread of a web process, and no parameters in the text of errors."""
    common: dict[str, object] = {"pool_size": 16, "max_overflow": 16, "hide_parameters": True}
    if settings.is_sqlite:
        return common
    return {**common, "pool_pre_ping": True, "connect_args": {"connect_timeout": 10, **ALIVE}}


def _database(app: Flask, settings: config.Settings) -> None:
    db.init_app(app)
    Migrate(app, db, directory=str(config.MIGRATIONS), render_as_batch=True, compare_type=True)
    with app.app_context():
        if settings.is_sqlite:
            prepare_sqlite(db.engine, settings.sqlite_synchronous)
        else:
            prepare_postgresql(db.engine)

"""Errors that no view caught, in the format of the door at whose URL they happened."""

from __future__ import annotations

from flask import Flask, Response, make_response, render_template, request
from gunicorn.http.errors import ParseException
from sqlalchemy.exc import DBAPIError, OperationalError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as NoConnectionFree
from structlog import get_logger
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as AnyResponse

from kyc.domain.errors import DomainError, LostRace, Unavailable
from kyc.models.outage import passes
from kyc.web import limits
from kyc.web.answers import answer
from kyc.web.problems import RETRY_S, TITLES, problem

log = get_logger(__name__)


def init_app(app: Flask) -> None:
    """Handle routing errors, crashes, and unavailable parts where the door has no handler of its own."""
    app.register_error_handler(HTTPException, worded)
    for kind in (OperationalError, NoConnectionFree, Unavailable, LostRace):
        app.register_error_handler(kind, busy)
    app.register_error_handler(ParseException, unreadable)
    app.register_error_handler(DBAPIError, refused)
    app.register_error_handler(Exception, crashed)


def worded(error: HTTPException) -> AnyResponse | HTTPException:
    """404, 405, 413, 429 …: problem details for /v1, plain JSON for /api, a page elsewhere."""
    if error.response is not None:
        return error
    worded = _worded(error.code or 500, error.name)
    for name, value in error.get_headers():
        if name not in ("Content-Type", "Content-Length"):
            worded.headers[name] = value
    if error.code == 429:
        worded.headers["Retry-After"] = str(limits.wait_s())
    return worded


def busy(error: SQLAlchemyError | DomainError) -> Response:
    """The database or the image store cannot serve this now (locked, full, restarting); nothing was changed."""
    log.error("unavailable", error=type(getattr(error, "orig", None) or error).__name__)
    busy = _worded(503, "Service Unavailable")
    busy.headers["Retry-After"] = RETRY_S
    return busy


def refused(error: DBAPIError) -> Response:
    """The same with other database errors: a broken connection, or a read-only server after a failover."""
    return busy(error) if passes(error) else crashed(error)


def unreadable(_: ParseException) -> Response:
    """A chunked body with invalid chunks: gunicorn reports it only when the body is read."""
    return _worded(400, "Bad Request")


def crashed(error: Exception) -> Response:
    """A fault of ours; the log says where it happened and contains no personal data."""
    log.error("request_failed", endpoint=request.endpoint, error=type(error).__name__, where=_where(error))
    return _worded(500, "Internal Server Error")


def _worded(status: int, name: str) -> Response:
    title = TITLES.get(status, name)
    if _is_under("/v1"):
        return problem(status, title.lower().replace(" ", "_"))
    if _is_under("/api") or request.path in ("/", "/healthz", "/readyz"):
        return answer({"error": title}, status)
    return make_response(render_template("error.html", status=status), status)


def _is_under(root: str) -> bool:
    """Whether the path belongs to a door; a record's id may begin with the same letters."""
    return f"{request.path}/".startswith(f"{root}/")


def _where(error: Exception) -> list[str]:
    """File and line of each frame, without source text or values."""
    frames, trace = [], error.__traceback__
    while trace:
        frames.append(f"{trace.tb_frame.f_code.co_filename.rsplit('/', 1)[-1]}:{trace.tb_lineno}")
        trace = trace.tb_next
    return frames[-6:]

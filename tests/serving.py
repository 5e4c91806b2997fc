"""Applications on a free port of this process, and the one under test called as by a server."""

from __future__ import annotations

import contextvars
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from flask import Flask
from werkzeug.serving import WSGIRequestHandler, make_server

Wsgi = Callable[[Any, Any], Iterable[bytes]]


class Quiet(WSGIRequestHandler):
    def log(self, *said: object) -> None:
        """Silent: tests read no access log."""


@contextmanager
def serving(application: Wsgi) -> Iterator[str]:
    """The URL of an application on a free port, for the block."""
    server = make_server("127.0.0.1", 0, application, threaded=True, request_handler=Quiet)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture
def outside(app: Flask) -> Wsgi:
    """The application as a server calls it: the test's own application context is not visible."""
    return lambda environ, start: contextvars.Context().run(app.wsgi_app, environ, start)


@pytest.fixture
def served(outside: Wsgi) -> Iterator[str]:
    """The application's URL on a free port."""
    with serving(outside) as url:
        yield url

"""The client against the application: in this process for the plain one, over a socket for what needs a server."""

from __future__ import annotations

import contextvars
import threading
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import httpx
import pytest
from flask import Flask
from werkzeug.serving import WSGIRequestHandler, make_server

from ekyc import Client
from tests.make import TEST_KEY

BASE = "http://localhost:3000"


class Quiet(WSGIRequestHandler):
    def log(self, *said: object) -> None:
        """Tests read no access log."""


@pytest.fixture
def outside(app: Flask) -> Callable[[Any, Any], Iterable[bytes]]:
    """The application as a server calls it: the test's own application context is not seen."""
    return lambda environ, start: contextvars.Context().run(app.wsgi_app, environ, start)


@pytest.fixture
def partner(outside: Callable[[Any, Any], Iterable[bytes]]) -> Iterator[Client]:
    """A client with a test key; its calls go to the application in this process."""
    with Client(BASE, TEST_KEY, transport=httpx.WSGITransport(app=outside), retries=0) as client:
        yield client


@pytest.fixture
def served(outside: Callable[[Any, Any], Iterable[bytes]]) -> Iterator[str]:
    """The application's address on a free port."""
    server = make_server("127.0.0.1", 0, outside, threaded=True, request_handler=Quiet)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()
    thread.join()
    server.server_close()

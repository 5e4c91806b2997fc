"""These tests call as partners do."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from flask import Flask
from werkzeug.serving import WSGIRequestHandler, make_server

from tests.outside import client

__all__ = ["client"]


class Quiet(WSGIRequestHandler):
    def log(self, *_: object) -> None:
        """Tests need no access log."""


@pytest.fixture
def base(app: Flask) -> Iterator[str]:
    """The address of the test's application on loopback."""
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=Quiet)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()
    thread.join()

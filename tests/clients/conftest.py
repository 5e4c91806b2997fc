"""The client against the application: in this process, or over a socket for what needs a server."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest

from ekyc import Client
from tests.make import TEST_KEY
from tests.serving import Wsgi, outside, served

__all__ = ["outside", "partner", "served"]
BASE = "http://localhost:3000"


@pytest.fixture
def partner(outside: Wsgi) -> Iterator[Client]:
    """A client with a test key; its calls go to the application in this process."""
    with Client(BASE, TEST_KEY, transport=httpx.WSGITransport(app=outside), retries=0) as client:
        yield client

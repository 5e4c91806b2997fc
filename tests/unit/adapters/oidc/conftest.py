"""A provider that is honest until a test changes it, and ourselves as its client."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from kyc.adapters.oidc import Client, Provider, create
from tests.providers.hostile import Hostile, listening


@pytest.fixture
def theirs() -> Iterator[Hostile]:
    with listening() as provider:
        yield provider


@pytest.fixture
def client(theirs: Hostile) -> Client:
    return Client(theirs.issuer, "ekyc", "a secret of the tests", frozenset({"mfa"}))


@pytest.fixture
def ours(client: Client) -> Provider:
    return create(client)

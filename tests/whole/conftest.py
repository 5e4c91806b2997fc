"""A running server with real engines, shared by the tests of whole verifications."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PIL import Image

from bench.server import SPARING, Server, people_dir
from kyc.demo import people
from kyc.demo.client import Client

KEY, LIVE_KEY = "ekyc_test_whole", "a-live-key"


@pytest.fixture(scope="package")  # not of the session: an idle worker uses a twentieth of a core
def server(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Here one face stands for many people, so portraits are not searched for under other names."""
    settings = {"VALID_API_KEYS": f"{KEY},{LIVE_KEY}", "PORTRAIT_REUSE_DAYS": "0", **database_settings(request)}
    with Server(tmp_path_factory.mktemp("server"), **settings) as running:
        yield running


def database_settings(request: pytest.FixtureRequest) -> dict[str, str]:
    """The embedded database as a newcomer has it, or a separate PostgreSQL with `--database postgresql`."""
    if request.config.getoption("--database") != "postgresql":
        return SPARING
    return {**SPARING, "DATABASE_URL": request.getfixturevalue("database").copy()}


@pytest.fixture(scope="package")
def client(server: Server) -> Client:
    return Client(server.url, KEY)


@pytest.fixture(scope="session")
def astronaut() -> Image.Image:
    """Public domain, shipped by scikit-image."""
    return people.astronaut()


@pytest.fixture(scope="session")
def others() -> dict[str, Image.Image]:
    """Other people's photographs, shipped by an npm package."""
    return people.fetch_people(people_dir())

"""What faults are injected into: a durable database, and a whole site on it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from tests.databases import Database, Postgres, Sqlite
from tests.reliability.receiver import Receiver
from tests.reliability.site import Site

DURABLE = "-c max_connections=100"
"""PostgreSQL with its defaults: what it acknowledged is durable."""

Opened = Callable[..., Site]
FULL = os.environ.get("FAULTS") == "full"
LONG = {
    f"test_{name}.py"
    for name in ("disk_full", "erasures", "locked", "receiver_away", "restarts", "slow_clients", "store_away")
}


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Leave out what cannot run: two hosts need a database service, full disks root, shifted clocks a compiler.

    What takes minutes runs by `make reliability` (FAULTS=full), or when it is named.
    """
    left_out = {
        "test_two_hosts.py": config.getoption("--database") == "sqlite",
        "test_contained.py": not os.environ.get("CONTAINED") or os.geteuid() != 0,
        "test_clock.py": not FULL or not shutil.which("cc"),
        **dict.fromkeys(LONG, not FULL),
    }
    return left_out.get(collection_path.name) or None


@pytest.fixture(scope="session")
def database(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """The database of all tests, except that PostgreSQL's commits are durable."""
    folder = tmp_path_factory.mktemp("durable")
    is_server = request.config.getoption("--database") == "postgresql"
    with Postgres(folder, DURABLE) if is_server else Sqlite(folder) as made:
        yield made


@pytest.fixture
def opened(tmp_path: Path, database: Database) -> Iterator[Opened]:
    """Opens a site under further settings on a fresh database; it is closed after the test."""
    with ExitStack() as stack:

        def site(**more: Any) -> Site:
            return stack.enter_context(Site(tmp_path / "instance", **{"database_url": database.copy(), **more}))

        yield site


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with Receiver() as found:
        yield found

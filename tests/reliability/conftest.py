"""Which of these tests a database allows."""

from __future__ import annotations

from pathlib import Path

import pytest


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Two hosts cannot share a file: they run where the database is a service."""
    return (collection_path.name == "test_two_hosts.py" and config.getoption("--database") == "sqlite") or None

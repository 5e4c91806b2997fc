"""Which of these tests a database and a machine allow."""

from __future__ import annotations

import os
from pathlib import Path

import pytest


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Two hosts cannot share a file: they run where the database is a service. Only root may make what contains."""
    left_out = {
        "test_two_hosts.py": config.getoption("--database") == "sqlite",
        "test_contained.py": not os.environ.get("CONTAINED") or os.geteuid() != 0,
    }
    return left_out.get(collection_path.name) or None

"""The commands of `flask kyc`, without a database."""

from __future__ import annotations

import pytest
from flask import Flask

from kyc.cli import kyc_cli, register_commands


@pytest.fixture(scope="session")
def commands() -> set[str]:
    """The words that may follow `flask kyc`."""
    register_commands(Flask("commands"))
    return set(kyc_cli.commands)

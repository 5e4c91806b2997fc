"""The commands of the house, without a database."""

from __future__ import annotations

import pytest
from flask import Flask

from kyc.cli import kyc_cli, register_commands


@pytest.fixture(scope="session")
def commands() -> set[str]:
    """What may stand after `flask kyc`."""
    register_commands(Flask("commands"))
    return set(kyc_cli.commands)

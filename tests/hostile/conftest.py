"""Hostile files, made once; they are sent the way a partner sends files."""

from __future__ import annotations

import pytest

from bench import _hostile
from tests.outside import client

__all__ = ["client", "material"]


@pytest.fixture(scope="session")
def material() -> _hostile.Material:
    """Honest files of one drawn page, from which the hostile ones are made."""
    return _hostile.prepare(seed=3)

"""The service that stores of these tests speak to."""

from __future__ import annotations

import pytest

from tests.providers.s3 import S3


@pytest.fixture
def bucket(s3: S3, monkeypatch: pytest.MonkeyPatch) -> str:
    """The address of an empty bucket, and the way to it in the environment."""
    for name, value in s3.env.items():
        monkeypatch.setenv(name, value)
    return s3.bucket()

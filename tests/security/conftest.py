"""What is written while something happens: every line that any module of ours would log, before any redaction."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import pytest
import structlog
from structlog.testing import capture_logs
from structlog.typing import EventDict


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[EventDict]]:
    """A logger keeps the configuration of its first use, so each module is lent a fresh one."""
    for name, module in list(sys.modules.items()):
        if name.startswith("kyc.") and hasattr(module, "log"):
            monkeypatch.setattr(module, "log", structlog.get_logger())
    with capture_logs() as entries:
        yield entries

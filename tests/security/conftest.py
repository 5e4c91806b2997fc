"""Captures what is logged: every line that any of our modules would write, before redaction."""

from __future__ import annotations

import sys
from collections.abc import Mapping

import pytest
from structlog.testing import LogCapture
from structlog.typing import EventDict

from kyc.web import access
from tests.outside import client
from tests.said import hearing

__all__ = ["client", "said"]


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch) -> list[EventDict]:
    """Request it before the application, which binds its request logger when created."""
    heard = LogCapture()
    for name, module in list(sys.modules.items()):
        if name.startswith("kyc.") and hasattr(module, "log"):
            monkeypatch.setattr(module, "log", hearing(heard))

    def tell(request: str, method: str, route: str, status: int, ms: float, about: Mapping[str, str]) -> None:
        line = {"event": "request", "request": request, "method": method, "route": route, "status": status}
        heard.entries.append({**line, "ms": ms, **about})

    monkeypatch.setattr(access, "teller", lambda _level: tell)
    return heard.entries

"""What is written while something happens: every line that any module of ours would log, before any redaction."""

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
    """To be asked for before the application, which takes the teller of its request lines when it is made."""
    heard = LogCapture()
    for name, module in list(sys.modules.items()):
        if name.startswith("kyc.") and hasattr(module, "log"):
            monkeypatch.setattr(module, "log", hearing(heard))

    def tell(request: str, method: str, route: str, status: int, ms: float, about: Mapping[str, str]) -> None:
        line = {"event": "request", "request": request, "method": method, "route": route, "status": status}
        heard.entries.append({**line, "ms": ms, **about})

    monkeypatch.setattr(access, "teller", lambda _level: tell)
    return heard.entries

"""What is written while something happens: every line that any module of ours would log, before any redaction."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping

import pytest
import structlog
from structlog.testing import capture_logs
from structlog.typing import EventDict

from kyc.web import access
from tests.outside import client

__all__ = ["client", "said"]


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[EventDict]]:
    """To be asked for before the application; a logger keeps the configuration of its first use: each is lent one."""
    for name, module in list(sys.modules.items()):
        if name.startswith("kyc.") and hasattr(module, "log"):
            monkeypatch.setattr(module, "log", structlog.get_logger())
    with capture_logs() as entries:

        def tell(request: str, method: str, route: str, status: int, ms: float, about: Mapping[str, str]) -> None:
            line = {"event": "request", "request": request, "method": method, "route": route, "status": status}
            entries.append({**line, "ms": ms, **about})

        monkeypatch.setattr(access, "teller", lambda _level: tell)
        yield entries

"""The line of a request: the same as any other line, at a tenth of the cost."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Iterator

import pytest
import structlog

from kyc import logs
from kyc.logs.fields import FIELDS
from kyc.logs.request_lines import teller

REQUEST = ("abcdef12", "GET", "/v1/sessions/{session_id}", 200, 12.5)


@pytest.fixture(autouse=True)
def _restored() -> Iterator[None]:
    before = structlog.get_config()
    yield
    structlog.configure(**before)


def test_it_is_one_object_of_known_fields(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = io.StringIO()
    monkeypatch.setattr(sys, "stderr", stream)
    tell = teller("info")
    assert tell
    tell(*REQUEST, {"key": "abcdefghij", "verification": "sess_1"})
    line = json.loads(stream.getvalue())
    assert line.pop("timestamp").endswith("Z")
    assert line == {
        "level": "info",
        "event": "request",
        "method": "GET",
        "route": "/v1/sessions/{session_id}",
        "status": 200,
        "ms": 12.5,
        "request": "abcdef12",
        "key": "abcdefghij",
        "verification": "sess_1",
    }
    assert set(line) <= set(FIELDS)


@pytest.mark.parametrize("level", ["WARNING", "ERROR"])
def test_a_level_above_leaves_it_out(level: str) -> None:
    assert teller(level) is None


def test_on_a_terminal_it_reads_as_the_others_do(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = io.StringIO()
    stream.isatty = lambda: True  # type: ignore[method-assign]
    monkeypatch.setattr(sys, "stderr", stream)
    logs.configure("INFO")
    tell = teller("INFO")
    assert tell
    tell(*REQUEST, {})
    assert "/v1/sessions/{session_id}" in stream.getvalue()
    assert not stream.getvalue().lstrip().startswith("{")

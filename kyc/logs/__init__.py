"""Structured logs on standard error: ids, codes and durations, never personal data."""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog

from kyc.logs.library import Foreign
from kyc.logs.redaction import redacted

LIBRARIES = ("dbos", "gunicorn.error")
"""Libraries that would write their own log lines."""

_ENCODER = json.JSONEncoder()


def configure(level: str) -> None:
    """JSON lines, or readable lines on a terminal; the logs of libraries go the same way."""
    human = sys.stderr.isatty()
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            redacted,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.dev.ConsoleRenderer() if human else _as_json,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level.upper()]),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
    _take_over()


def _as_json(logger: object, method: str, line: MutableMapping[str, Any]) -> str:
    """Values are text, numbers and lists of text by now, so the faster plain encoder will do."""
    return _ENCODER.encode(line)


def _take_over() -> None:
    """Route warnings and errors of the standard library's logging here, each once."""
    root = logging.getLogger()
    root.handlers = [*(one for one in root.handlers if not isinstance(one, Foreign)), Foreign()]
    for name in LIBRARIES:
        if (found := logging.getLogger(name)).handlers:
            found.handlers, found.propagate = [Foreign()], False  # each its own: a library sets its level

"""The logs of libraries, in our form: their messages without values, errors by class only."""

from __future__ import annotations

import logging

import structlog

log = structlog.get_logger(__name__)


class Foreign(logging.Handler):
    """A handler that passes warnings and errors of the standard library's logging to our logger."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)

    def emit(self, record: logging.LogRecord) -> None:
        try:
            say = log.error if record.levelno >= logging.ERROR else log.warning
            error = record.exc_info[0].__name__ if record.exc_info and record.exc_info[0] else None
            # The first line only: a traceback follows, and its last line is the error's text.
            said = record.getMessage().strip().partition("\n")[0]
            say("library", logger=record.name, message=said, **({"error": error} if error else {}))
        except Exception:  # noqa: BLE001  (as logging itself does)
            self.handleError(record)

"""What a module logs, whichever application was configured before in the same process."""

from __future__ import annotations

from collections.abc import Iterator, MutableMapping
from contextlib import contextmanager
from types import ModuleType
from typing import Any
from unittest import mock

import structlog
from structlog.testing import LogCapture


def hearing(heard: LogCapture) -> Any:
    """A logger that no configuration reaches, and that records every level."""
    return structlog.wrap_logger(None, processors=[heard], wrapper_class=structlog.make_filtering_bound_logger(0))


@contextmanager
def said_by(module: ModuleType) -> Iterator[list[MutableMapping[str, Any]]]:
    """The entries of the module's `log`, of every level."""
    heard = LogCapture()
    with mock.patch.object(module, "log", hearing(heard)):
        yield heard.entries

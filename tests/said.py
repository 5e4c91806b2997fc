"""What a module logs, whichever application was configured before in the same process."""

from __future__ import annotations

from collections.abc import Iterator, MutableMapping
from contextlib import contextmanager
from types import ModuleType
from typing import Any
from unittest import mock

import structlog
from structlog.testing import capture_logs


@contextmanager
def said_by(module: ModuleType) -> Iterator[list[MutableMapping[str, Any]]]:
    """The entries of the module's `log`; a logger keeps the configuration of its first use, so a fresh one is lent."""
    with mock.patch.object(module, "log", structlog.get_logger()), capture_logs() as entries:
        yield entries

"""The request that caused a piece of work: its id goes with a job into that job's log lines."""

from __future__ import annotations

import re

from structlog.contextvars import get_contextvars

_MACHINE_MADE = re.compile(r"(?=.*[a-fr])r?[0-9a-f]{16,64}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
"""Request ids as this server, proxies and UUIDs make them; never digits alone, for document numbers are."""


def origin() -> str:
    """The id of the current request, or of the one that the running job came from; empty where there is none.

    Also empty for an id that a caller made up, because job tables must not keep a caller's words.
    """
    request = str(get_contextvars().get("request", ""))
    return request if _MACHINE_MADE.fullmatch(request) else ""

"""The request that work came from: its id goes with a job into the lines of that job."""

from __future__ import annotations

import re

from structlog.contextvars import get_contextvars

_MACHINE_MADE = re.compile(r"(?=.*[a-fr])r?[0-9a-f]{16,64}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
"""Request ids as this house, proxies and UUIDs make them; never digits alone, as numbers of documents are."""


def origin() -> str:
    """The id of the request that is served now, or that the job at work came from; empty where there is none.

    Empty too for words of a caller's own, who may send any: job tables keep none.
    """
    request = str(get_contextvars().get("request", ""))
    return request if _MACHINE_MADE.fullmatch(request) else ""

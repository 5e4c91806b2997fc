"""JSON answers: keys in the order in which they were written, text as it is."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from flask import Response


def answer(body: Mapping[str, Any], status: int = 200, mimetype: str = "application/json") -> Response:
    """A JSON answer; the application's own JSON provider is not asked, because it may sort."""
    return Response(json.dumps(body, ensure_ascii=False), status, mimetype=mimetype)

"""Uploads stay in memory: a photo that lies on disk before it is sealed, even for a second, was not sealed at rest."""

from __future__ import annotations

from io import BytesIO
from typing import IO

from flask import Request


class InMemory(Request):
    """werkzeug would spool files over 500 kB into a temporary file; `MAX_CONTENT_LENGTH` bounds what this takes."""

    def _get_file_stream(
        self,
        total_content_length: int | None,
        content_type: str | None,
        filename: str | None = None,
        content_length: int | None = None,
    ) -> IO[bytes]:
        return BytesIO()

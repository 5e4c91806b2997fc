"""Uploads stay in memory: a photo on disk before it is sealed, even for a second, was not sealed at rest."""

from __future__ import annotations

from io import BytesIO
from typing import IO

from flask import Request


class InMemory(Request):
    """Keeps files over 500 kB out of werkzeug's temporary files; `MAX_CONTENT_LENGTH` bounds the memory."""

    def _get_file_stream(
        self,
        total_content_length: int | None,
        content_type: str | None,
        filename: str | None = None,
        content_length: int | None = None,
    ) -> IO[bytes]:
        return BytesIO()

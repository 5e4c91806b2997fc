"""Where an upload lies before it is sealed."""

from __future__ import annotations

from io import BytesIO

import pytest
from flask import Flask, request
from werkzeug.exceptions import RequestEntityTooLarge

from kyc.web.memory import InMemory


@pytest.fixture
def plain() -> Flask:
    app = Flask(__name__)
    app.request_class = InMemory
    app.config["MAX_CONTENT_LENGTH"] = 3_000_000
    return app


@pytest.mark.parametrize("size", [10, 600_000, 2_000_000])
def test_a_file_of_any_size_never_touches_the_disk(plain: Flask, monkeypatch: pytest.MonkeyPatch, size: int) -> None:
    def spooled(*_: object, **__: object) -> None:
        raise AssertionError("a temporary file was made")

    data = {"file": (BytesIO(b"x" * size), "photo.jpg"), "type": "passport"}
    with plain.test_request_context(method="POST", data=data):
        monkeypatch.setattr("werkzeug.formparser.SpooledTemporaryFile", spooled)
        found = request.files["file"]
        assert isinstance(found.stream, BytesIO)
        assert (len(found.stream.read()), request.form["type"]) == (size, "passport")


def test_what_memory_holds_is_bounded(plain: Flask) -> None:
    data = {"file": (BytesIO(b"x" * 4_000_000), "photo.jpg")}
    with plain.test_request_context(method="POST", data=data), pytest.raises(RequestEntityTooLarge):
        request.files

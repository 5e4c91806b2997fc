"""What makes two requests the same, and how long the second has to wait."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from flask import Flask

from kyc.web import idempotency

BARE = Flask(__name__)


def digest(path: str = "/v1/sessions", **given: Any) -> str:
    with BARE.test_request_context(path, method=given.pop("method", "POST"), **given):
        return idempotency.request_digest()


def form(*parts: tuple[str, Any]) -> str:
    data: dict[str, list[Any]] = {}
    for name, value in parts:
        data.setdefault(name, []).append((BytesIO(value), "x") if isinstance(value, bytes) else value)
    return digest(data=data, content_type="multipart/form-data")


def test_the_same_bytes_are_the_same_request() -> None:
    assert digest(data=b'{"a": 1}') == digest(data=b'{"a": 1}')


@pytest.mark.parametrize(
    "other",
    [
        {"data": b'{"a":1}'},
        {"data": b""},
        {"data": b'{"a": 1}', "path": "/v1/x"},
        {"data": b'{"a": 1}', "method": "PUT"},
    ],
)
def test_other_bytes_path_or_method_are_another(other: dict[str, Any]) -> None:
    assert digest(**other) != digest(data=b'{"a": 1}')


def test_a_form_is_its_fields_and_files_in_any_order() -> None:
    assert form(("type", "passport"), ("file", b"x")) == form(("file", b"x"), ("type", "passport"))


@pytest.mark.parametrize(
    "parts",
    [
        (("type", "passport"), ("file", b"y")),
        (("type", "visa"), ("file", b"x")),
        (("type", "passport"), ("selfie", b"x")),
        (("type", "passport"), ("file", b"x"), ("file", b"x")),
        (("type", "passport"), ("file", b"x"), ("side", "front")),
    ],
)
def test_another_field_or_file_is_another_form(parts: tuple[tuple[str, Any], ...]) -> None:
    assert form(*parts) != form(("type", "passport"), ("file", b"x"))


def test_a_file_can_still_be_read_after_the_digest() -> None:
    from kyc.web.contract import uploaded

    data = {"file": (BytesIO(b"bytes"), "x")}
    with BARE.test_request_context(method="POST", data=data, content_type="multipart/form-data"):
        idempotency.request_digest()
        assert uploaded("file") == b"bytes"


@pytest.mark.parametrize(("seconds", "header"), [(0.2, "1"), (1, "1"), (11.1, "12"), (30, "30"), (-1, "1")])
def test_the_wait_is_in_whole_seconds(seconds: float, header: str) -> None:
    with BARE.test_request_context():
        assert idempotency._running(seconds).headers["Retry-After"] == header

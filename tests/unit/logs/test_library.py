"""What libraries log comes in lines of ours: their words without values, errors by their kind."""

from __future__ import annotations

import io
import json
import logging
import sys
from collections.abc import Iterator
from typing import Any

import pytest
import structlog

from kyc import logs
from kyc.logs import library


@pytest.fixture
def stream(monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    """What is written from the moment on in which logs are configured."""
    before, root = structlog.get_config(), logging.getLogger()
    handlers = list(root.handlers)
    written = io.StringIO()
    monkeypatch.setattr(sys, "stderr", written)
    monkeypatch.setattr(library, "log", structlog.get_logger())
    logs.configure("INFO")
    yield written
    root.handlers = handlers
    structlog.configure(**before)


def lines(stream: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_a_warning_of_a_library_is_a_line_with_its_name(stream: io.StringIO) -> None:
    logging.getLogger("urllib3.connectionpool").warning("Retrying after %s", "3 seconds")
    (line,) = lines(stream)
    assert (line["event"], line["logger"], line["level"]) == ("library", "urllib3.connectionpool", "warning")
    assert line["message"] == "Retrying after 3 seconds"


def test_less_than_a_warning_is_left_out(stream: io.StringIO) -> None:
    logging.getLogger("some.library").info("fine")
    assert lines(stream) == []


def test_an_error_is_named_by_its_kind_and_its_words_are_not_written(stream: io.StringIO) -> None:
    try:
        raise ValueError("Jane Doe, L898902C3")
    except ValueError:
        logging.getLogger("some.library").exception("it broke\nTraceback: Jane Doe")
    (line,) = lines(stream)
    assert (line["message"], line["error"], line["level"]) == ("it broke", "ValueError", "error")
    assert "Jane" not in stream.getvalue()


def test_what_a_library_quotes_is_not_written(stream: io.StringIO) -> None:
    logging.getLogger("some.library").error("no such key: 'Anna Maria' of anna@example.org")
    assert "Anna" not in stream.getvalue()
    assert "anna" not in stream.getvalue()


def test_libraries_with_lines_of_their_own_are_taken_over(stream: io.StringIO, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stderr", stream)
    theirs = logging.getLogger("gunicorn.error")
    before = theirs.handlers, theirs.propagate
    theirs.handlers = [logging.StreamHandler()]
    try:
        logs.configure("INFO")
        theirs.error("Worker exiting")
        assert [line["logger"] for line in lines(stream)] == ["gunicorn.error"]
    finally:
        theirs.handlers, theirs.propagate = before


def test_configuring_again_leaves_one_line_for_each(stream: io.StringIO, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stderr", stream)
    logs.configure("INFO")
    logging.getLogger("some.library").warning("once")
    assert len(lines(stream)) == 1

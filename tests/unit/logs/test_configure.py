"""Logs: one JSON object a line where a machine reads, and nothing below the level that was asked for."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Iterator

import pytest
import structlog

from kyc import logs


class Terminal(io.StringIO):
    """Standard error as a person's terminal."""

    def isatty(self) -> bool:
        return True


@pytest.fixture(autouse=True)
def _restored() -> Iterator[None]:
    before = structlog.get_config()
    yield
    structlog.configure(**before)


def written(monkeypatch: pytest.MonkeyPatch, stream: io.StringIO, level: str) -> str:
    """What one debug, one info and one error line leave on `stream`."""
    monkeypatch.setattr(sys, "stderr", stream)
    logs.configure(level)
    log = structlog.get_logger("test")
    log.debug("looked")
    log.info("worker_ready", executor="host-1")
    log.error("check_failed", check="face_match", error="KeyError")
    return stream.getvalue()


def test_a_machine_reads_one_object_a_line(monkeypatch: pytest.MonkeyPatch) -> None:
    lines = [json.loads(line) for line in written(monkeypatch, io.StringIO(), "INFO").splitlines()]
    assert [(line["event"], line["level"]) for line in lines] == [("worker_ready", "info"), ("check_failed", "error")]
    assert lines[1]["check"] == "face_match"
    assert all(line["timestamp"].endswith("Z") for line in lines)


@pytest.mark.parametrize(("level", "lines"), [("DEBUG", 3), ("info", 2), ("WARNING", 1), ("ERROR", 1)])
def test_the_level_decides_what_is_written(monkeypatch: pytest.MonkeyPatch, level: str, lines: int) -> None:
    assert len(written(monkeypatch, io.StringIO(), level).splitlines()) == lines


def test_a_person_reads_plain_words(monkeypatch: pytest.MonkeyPatch) -> None:
    said = written(monkeypatch, Terminal(), "INFO")
    assert "worker_ready" in said
    assert not said.lstrip().startswith("{")


def test_what_is_bound_to_a_context_stands_in_every_line(monkeypatch: pytest.MonkeyPatch) -> None:
    with structlog.contextvars.bound_contextvars(request="req_1"):
        lines = written(monkeypatch, io.StringIO(), "INFO").splitlines()
    assert {json.loads(line)["request"] for line in lines} == {"req_1"}


def test_standard_output_stays_free_for_commands(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    written(monkeypatch, io.StringIO(), "INFO")
    assert capsys.readouterr().out == ""

"""The command: a line for each finding with what to do, JSON for machines, and the worst as exit code."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable

import pytest
from flask import Flask

from kyc.cli.doctor import command
from kyc.cli.doctor.finding import Finding, Installation, fail, ok, warn

pytestmark = pytest.mark.one_database
WELL, LATE, BROKEN = ok("disk", "room enough"), warn("lists", "old", "update"), fail("keys", "gone", "put them back")


def finding(*found: Finding) -> Callable[[Installation], Iterable[Finding]]:
    def check(_: Installation) -> Iterable[Finding]:
        return found

    return check


@pytest.mark.parametrize(
    ("found", "code", "worst"),
    [([WELL], 0, "ok"), ([WELL, LATE], 1, "warn"), ([BROKEN, WELL, LATE], 2, "fail"), ([], 0, "ok")],
)
def test_the_worst_finding_is_the_exit_code(
    app: Flask, monkeypatch: pytest.MonkeyPatch, found: list[Finding], code: int, worst: str
) -> None:
    monkeypatch.setattr(command, "CHECKS", (finding(*found),))
    assert app.test_cli_runner().invoke(args=["kyc", "doctor"]).exit_code == code
    answer = app.test_cli_runner().invoke(args=["kyc", "doctor", "--json"])
    assert answer.exit_code == code
    told = json.loads(answer.output)
    assert (told["worst"], len(told["findings"])) == (worst, len(found))


def test_each_finding_is_a_line_and_what_to_do_the_next(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(command, "CHECKS", (finding(WELL, LATE, BROKEN),))
    assert app.test_cli_runner().invoke(args=["kyc", "doctor"]).output.splitlines() == [
        "ok    disk: room enough",
        "warn  lists: old",
        "      → update",
        "fail  keys: gone",
        "      → put them back",
        "1 ok, 1 warnings, 1 faults",
    ]


def test_every_check_is_asked_once() -> None:
    assert len(set(command.CHECKS)) == len(command.CHECKS) == 18

"""The command: a line for each finding with what to do, JSON for machines, and the worst as exit code."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable

import pytest
from flask import Flask

from kyc.cli.doctor import command
from kyc.cli.doctor.finding import Finding, Installation, fail, ok, warn
from kyc.cli.doctor.setting_values import setting_mistakes
from kyc.config import Settings

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
    assert len(set(command.CHECKS)) == len(command.CHECKS) == 19


def test_what_needs_a_mistaken_setting_is_left_out_and_the_rest_is_looked_at(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    def database(_: Installation) -> Iterable[Finding]:
        return [BROKEN]

    monkeypatch.setattr(command, "CHECKS", (setting_mistakes, database, finding(WELL)))
    monkeypatch.setattr(command, "NEEDS", {database: frozenset({"DATABASE_URL"})})
    app.config["MISTAKES"] = {"DATABASE_URL": "has to begin with …"}
    answer = app.test_cli_runner().invoke(args=["kyc", "doctor"])
    assert (answer.exit_code, answer.output.splitlines()[0]) == (2, "fail  settings: DATABASE_URL has to begin with …")
    assert answer.output.splitlines()[2:] == ["ok    disk: room enough", "1 ok, 0 warnings, 1 faults"]


def test_every_check_that_needs_a_setting_is_one_that_is_asked() -> None:
    assert command.NEEDS.keys() <= set(command.CHECKS)
    assert {name.lower() for names in command.NEEDS.values() for name in names} <= Settings.model_fields.keys()

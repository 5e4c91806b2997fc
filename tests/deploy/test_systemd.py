"""The units: systemd understands them, they give up nearly everything, and start commands and settings that exist."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

from kyc.cli.supervisor import GRACE_S
from tests.deploy.told import ROOT, judged, unknown

UNITS = sorted((ROOT / "deploy" / "systemd").glob("*.service"))
PYTHON = "/opt/ekyc/.venv/bin/python"
MOST_EXPOSED = "20"
"""In tenths, as `systemd-analyze security` counts; a unit that says nothing has 96."""


def told(unit: Path, word: str) -> str:
    found = re.search(rf"^{word}=(.*)$", unit.read_text(), re.MULTILINE)
    assert found, word
    return found[1]


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_systemd_understands_it_and_it_gives_up_nearly_everything(unit: Path, tmp_path: Path) -> None:
    here = tmp_path / unit.name
    here.write_text(unit.read_text().replace(PYTHON, sys.executable))
    judged("systemd-analyze", "verify", "--man=no", str(here))
    judged("systemd-analyze", "security", "--offline=true", f"--threshold={MOST_EXPOSED}", str(here))


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_it_starts_a_command_that_exists_with_settings_that_exist(unit: Path, commands: set[str]) -> None:
    started = re.search(rf"{PYTHON} -m flask --app wsgi kyc (\S+)", told(unit, "ExecStart"))
    assert started
    assert started[1] in commands
    settings = dict(pair.split("=") for pair in told(unit, "Environment").split())
    assert unknown(set(settings)) == set()
    if told(unit, "Type") != "oneshot":
        assert int(told(unit, "TimeoutStopSec")) > int(settings["STOP_SECONDS"]) + GRACE_S
    assert settings["INSTANCE_DIR"] == f"%S/{told(unit, 'StateDirectory')}"


def test_all_are_held_in_alike() -> None:
    sandboxes = {unit.read_text().split("\nDynamicUser=")[1].split("\n\n")[0].strip() for unit in UNITS}
    assert len(sandboxes) == 1


def test_a_timer_starts_a_unit_that_is_there(tmp_path: Path) -> None:
    for timer in (ROOT / "deploy" / "systemd").glob("*.timer"):
        for unit in (timer, timer.with_suffix(".service")):
            (tmp_path / unit.name).write_text(unit.read_text().replace(PYTHON, sys.executable))
        judged("systemd-analyze", "verify", "--man=no", str(tmp_path / timer.name))
        judged("systemd-analyze", "calendar", told(timer, "OnCalendar"))

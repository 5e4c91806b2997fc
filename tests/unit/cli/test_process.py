"""What the starting commands prepare before anything runs."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from kyc.cli import process
from kyc.models import ApiKey, Partner, db


def test_the_figures_of_all_web_processes_meet_in_an_empty_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PROMETHEUS_MULTIPROC_DIR", "elsewhere")
    folder = tmp_path / "metrics"
    folder.mkdir()
    (folder / "left_from_before.db").write_bytes(b"old")
    process.share_metrics(folder)
    assert os.environ["PROMETHEUS_MULTIPROC_DIR"] == str(folder)
    assert list(folder.iterdir()) == []


def test_init_prepares_everything_and_can_be_run_again(app: Flask) -> None:
    runner = app.test_cli_runner()
    first, second = runner.invoke(args=["kyc", "init"]), runner.invoke(args=["kyc", "init"])
    assert (first.exit_code, second.exit_code) == (0, 0), first.output + second.output
    assert "One-time password" in first.output
    assert "One-time password" not in second.output
    assert db.session.scalar(select(func.count()).select_from(Partner)) == 1
    assert db.session.scalar(select(func.count()).select_from(ApiKey)) == 1


def test_every_command_is_listed_with_what_it_does(app: Flask) -> None:
    told = app.test_cli_runner().invoke(args=["kyc", "--help"]).output
    for command in ("init", "migrate", "serve", "worker", "demo", "keys", "models", "partners", "staff", "watchlists"):
        assert command in told

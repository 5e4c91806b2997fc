"""The commands that start things: prepared first, then handed to what runs."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
import requests
from flask import Flask
from sqlalchemy import func, select

from kyc.cli import database, process, supervisor
from kyc.models import ApiKey, StaffUser, db


def ran(app: Flask, *words: str) -> str:
    """What `flask kyc …` prints when it goes well."""
    found = app.test_cli_runner().invoke(args=["kyc", *words])
    assert found.exit_code == 0, found.output
    return found.output


def counted(table: type[Any]) -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(table)) or 0


@pytest.fixture
def started(app: Flask, monkeypatch: pytest.MonkeyPatch) -> list[tuple[Any, ...]]:
    """What would have been started, in place of starting it."""
    calls: list[tuple[Any, ...]] = []
    monkeypatch.setenv("PROMETHEUS_MULTIPROC_DIR", "")  # what serving sets here is taken back
    monkeypatch.setattr(supervisor, "run", lambda settings, workers: calls.append(("serve", settings.port, workers)))
    monkeypatch.setattr(process.os, "execv", lambda path, words: calls.append(("web", path, words)))
    monkeypatch.setattr(supervisor, "port_is_free", lambda port: True)
    monkeypatch.setattr(process, "run", lambda tools, engine, slot: calls.append(("worker", engine, slot)))
    monkeypatch.setattr(process, "tell_story", lambda tools, say: calls.append(("demo", tools)))
    return calls


def test_an_installation_is_made_once_however_often_it_is_asked_for(app: Flask) -> None:
    first, again = ran(app, "init"), ran(app, "init")
    assert "API key (test)" in first
    assert "keys and logins stay as they are" in again
    assert (counted(ApiKey), counted(StaffUser)) == (1, 1)


def test_no_secret_is_shown_a_second_time(app: Flask) -> None:
    first = ran(app, "init")
    key = next(word for word in first.split() if word.startswith("ekyc_test_"))
    assert key not in ran(app, "init")


def test_a_demonstration_without_a_server_says_what_to_do(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    def alone(*_: object) -> None:
        raise requests.ConnectionError

    monkeypatch.setattr(process, "tell_story", alone)
    found = app.test_cli_runner().invoke(args=["kyc", "demo"])
    assert found.exit_code == 1
    assert "nothing answers at http://localhost:3000; run make serve in another terminal" in found.output


def test_serving_prepares_and_starts_what_was_asked_for(app: Flask, started: list[tuple[Any, ...]]) -> None:
    said = ran(app, "serve", "--workers", "3")
    assert started == [("serve", 3000, 3)]
    assert "API key (test)" in said
    assert counted(ApiKey) == 1


def test_the_web_alone_becomes_the_web_server_and_shares_its_figures(
    app: Flask, started: list[tuple[Any, ...]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ran(app, "web")
    settings = app.config["SETTINGS"]
    command = supervisor.web_command(settings)
    assert started == [("web", command[0], command)]
    assert os.environ["PROMETHEUS_MULTIPROC_DIR"] == str(settings.instance_dir / "metrics")
    monkeypatch.setenv("PROMETHEUS_MULTIPROC_DIR", str(tmp_path))
    (tmp_path / "counter_17.db").write_text("a worker's on this host")
    ran(app, "web")
    assert (tmp_path / "counter_17.db").exists()
    assert counted(ApiKey) == 0


def test_serving_starts_one_worker_unless_more_are_asked_for(app: Flask, started: list[tuple[Any, ...]]) -> None:
    ran(app, "serve")
    assert started == [("serve", 3000, 1)]


def test_a_database_that_has_to_be_migrated_first_is_not_served(
    app: Flask, started: list[tuple[Any, ...]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "is_behind", lambda: True)
    monkeypatch.setattr(type(app.config["SETTINGS"]), "is_sqlite", property(lambda _: False))
    found = app.test_cli_runner().invoke(args=["kyc", "serve"])
    assert found.exit_code == 1
    assert "flask kyc migrate" in found.output
    assert started == []


def test_a_worker_runs_under_its_slot_on_the_applications_database(app: Flask, started: list[tuple[Any, ...]]) -> None:
    ran(app, "worker", "--slot", "7")
    assert started == [("worker", db.engine, "7")]


def test_the_demo_uses_the_parts_of_this_installation(app: Flask, started: list[tuple[Any, ...]]) -> None:
    ran(app, "demo")
    assert started == [("demo", app.config["TOOLS"])]


def test_migrating_again_changes_nothing(app: Flask) -> None:
    before = database.revision()
    ran(app, "migrate")
    assert database.revision() == before == database.head()

"""The job that brings lists up to date at the operator's hour, and what it says in the log."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from kyc.adapters.screening import load
from kyc.adapters.screening.fetch import Limits
from kyc.adapters.screening.updating import Outcome
from kyc.config import Settings
from kyc.config import load as settings_of
from kyc.domain.errors import Unavailable
from kyc.tools import Tools
from kyc.worker import updates
from tests.said import said_by
from tests.unit.adapters.screening.files import write_own


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return settings_of(_env_file=None, instance_dir=tmp_path / "instance", watchlist_allow_http=True)


def house(folder: Path, **head: object) -> Path:
    return write_own(folder, {"id": "e1", "name": "Viktor Sampleman"}, **head)


def test_what_came_of_each_source_is_said_in_the_log(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    outcomes = [Outcome("House", "loaded"), Outcome("Gone", "failed", problem="lists.example: answered 404")]
    monkeypatch.setattr(updates, "updated_apart", lambda update, sources: outcomes)
    with said_by(updates) as said:
        updates.bring_up_to_date(Tools(settings), [])
    assert [(one["source"], one["result"], one["log_level"]) for one in said] == [
        ("House", "loaded", "info"),
        ("Gone", "failed", "warning"),
    ]


def test_a_process_that_died_is_said(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(updates, "updated_apart", lambda update, sources: None)
    with said_by(updates) as said:
        updates.bring_up_to_date(Tools(settings), [])
    assert [one["event"] for one in said] == ["list_update_died"]


def test_lists_older_than_their_limit_are_named_in_the_log(settings: Settings, tmp_path: Path) -> None:
    load(settings.watchlists_dir, [house(tmp_path, date="2020-01-01")])
    with said_by(updates) as said:
        updates.warn_of_old(Tools(settings))
    assert [(one["event"], one["kind"], one["list"]) for one in said] == [("watchlist_old", "sanctions", "House list")]
    assert said[0]["days"] > 365


def test_a_service_that_is_away_ends_no_worker(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(self: Tools, kind: str) -> object:
        raise Unavailable("watchlist_unavailable")

    monkeypatch.setattr(Tools, "list_standings", away)
    with said_by(updates) as said:
        updates.warn_of_old(Tools(settings))
    assert said == []


def test_nothing_is_scheduled_unless_the_operator_asks() -> None:
    assert updates.schedules("") == ()
    (schedule,) = updates.schedules("30 4 * * *")
    assert (schedule.name, schedule.cron) == ("update_lists", "30 4 * * *")


@pytest.mark.parametrize(("cron", "asked"), [("", 0), ("30 4 * * *", 1)])
def test_a_schedule_that_was_switched_off_again_does_nothing(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, cron: str, asked: int
) -> None:
    """The row of a schedule outlives the setting."""
    registered: dict[str, Callable[..., None]] = {}
    updated: list[Any] = []
    forgotten: list[object] = []
    monkeypatch.setattr(updates, "bring_up_to_date", lambda *given: updated.append(given))
    monkeypatch.setattr(updates.jobs, "failed", lambda engine, name: [f"{name}-1"])
    monkeypatch.setattr(updates.jobs, "forget", lambda engine, ids: forgotten.extend(ids))
    worker = SimpleNamespace(engine=None, workflow=lambda work: registered.update({work.__name__: work}))
    chosen = settings.model_copy(
        update={"watchlist_update_cron": cron, "watchlist_sources": ("House=https://lists.example/own.json",)}
    )
    updates.register(worker, Tools(chosen))  # type: ignore[arg-type]
    registered[updates.NAME]("moment", "context")
    assert len(updated) == asked
    assert forgotten == ["update_lists-1"]
    assert all([source.name for source in sources] == ["House"] for _, sources in updated)


def test_the_limits_of_an_update_are_those_of_the_settings(settings: Settings) -> None:
    chosen = settings.model_copy(update={"watchlist_download_seconds": 60, "outgoing_allow": ("10.0.0.0/8",)})
    update = Tools(chosen).list_update(again=True)
    assert update.limits == Limits(seconds=60, allow_http=True, allow=("10.0.0.0/8",))
    assert (update.directory, update.again, update.allow_shrunken) == (settings.watchlists_dir, True, False)

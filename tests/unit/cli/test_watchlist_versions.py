"""The operator's commands for sources and kept versions."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask

from kyc.adapters.screening import load
from kyc.adapters.screening.versions import Kept, Versions
from kyc.cli.watchlist_versions import watchlists_cli
from kyc.config import Settings
from kyc.config import load as settings_of
from kyc.tools import Tools
from tests.unit.adapters.screening.files import write_own
from tests.unit.adapters.screening.publisher import Published, Publisher, publishing

Run = Callable[..., Result]
TODAY = datetime.now(UTC).date()


@pytest.fixture
def publisher() -> Iterator[Publisher]:
    with publishing() as running:
        yield running


@pytest.fixture
def settings(tmp_path: Path, publisher: Publisher) -> Settings:
    sources = (f"House={publisher.url('/own.json')}", f"Other={publisher.url('/other.json')}")
    return settings_of(
        _env_file=None, instance_dir=tmp_path / "instance", watchlist_allow_http=True, watchlist_sources=sources
    )


@pytest.fixture
def run(settings: Settings) -> Run:
    app = Flask("watchlists")
    app.config.update(SETTINGS=settings, TOOLS=Tools(settings))
    app.cli.add_command(watchlists_cli)
    runner = app.test_cli_runner()
    return lambda *words: runner.invoke(args=["watchlists", *map(str, words)])


def people(folder: Path, *names: str, day: object = TODAY) -> Path:
    rows = [{"id": f"e{number}", "name": name} for number, name in enumerate(names, 1)]
    return write_own(folder, *rows, date=str(day))


def kept(settings: Settings) -> tuple[Kept, ...]:
    return Versions(settings.watchlists_dir / "sanctions").kept()


@pytest.fixture
def two(settings: Settings, tmp_path: Path) -> tuple[Kept, Kept]:
    """An older and a newer version of one list."""
    for names in (("Viktor Sampleman", "Anna Example"), ("Viktor Sampleman", "Anna Exemplar", "Jan Novy")):
        load(settings.watchlists_dir, [people(tmp_path, *names)])
    newer, older = kept(settings)
    return older, newer


def test_an_update_tells_each_source_and_fails_where_one_does(run: Run, publisher: Publisher, tmp_path: Path) -> None:
    publisher.files["/own.json"] = Published(people(tmp_path, "Viktor Sampleman").read_bytes())
    answer = run("update")
    assert answer.exit_code == 1
    assert f"House: loaded\nsanctions: House, {TODAY}, 1 entries, version " in answer.output
    assert "Other: failed: 127.0.0.1: answered 404" in answer.output
    assert "Error: 1 of 2 not updated; what was loaded before stays in use" in answer.output
    assert "WARNING: the last update of Other failed: 127.0.0.1: answered 404" in run("list").output


def test_an_update_may_be_of_some_sources_and_leaves_the_unchanged(
    run: Run, publisher: Publisher, tmp_path: Path
) -> None:
    publisher.files["/own.json"] = Published(people(tmp_path, "Viktor Sampleman").read_bytes())
    assert run("update", "House").exit_code == 0
    answer = run("update", "House")
    assert (answer.exit_code, answer.output) == (0, "House: unchanged\n")
    assert "House: loaded" in run("update", "House", "--again").output


def test_a_shrunken_list_tells_how_to_accept_it(run: Run, publisher: Publisher, tmp_path: Path) -> None:
    publisher.files["/own.json"] = Published(people(tmp_path, *["Viktor Sampleman"] * 9).read_bytes())
    run("update", "House")
    publisher.files["/own.json"] = Published(people(tmp_path, "Viktor Sampleman").read_bytes(), '"2"', None)
    answer = run("update", "House")
    assert answer.exit_code == 1
    assert "1 entries where 9 were loaded before" in answer.output
    assert "flask kyc watchlists update 'House' --allow-shrunken" in answer.output
    assert run("update", "House", "--allow-shrunken").exit_code == 0


def test_an_update_says_that_a_rollback_holds(run: Run, publisher: Publisher, tmp_path: Path) -> None:
    publisher.files["/own.json"] = Published(people(tmp_path, "Viktor Sampleman").read_bytes())
    run("update", "House")
    publisher.files["/own.json"] = Published(people(tmp_path, "Viktor Sampleman", "Jan").read_bytes(), '"2"', None)
    run("update", "House")
    run("rollback", "sanctions")
    assert run("update", "House").output.startswith("House: unchanged\nsanctions: still ROLLED BACK")
    assert "ROLLED BACK" not in run("update", "House", "--again").output


def test_a_source_that_is_not_in_the_settings_is_refused(run: Run) -> None:
    answer = run("update", "Nowhere")
    assert answer.exit_code == 2
    assert "not in WATCHLIST_SOURCES: Nowhere; there are House, Other" in answer.output


def test_without_sources_an_update_says_what_to_set(tmp_path: Path) -> None:
    app = Flask("watchlists")
    bare = settings_of(_env_file=None, instance_dir=tmp_path / "bare")
    app.config.update(SETTINGS=bare, TOOLS=Tools(bare))
    app.cli.add_command(watchlists_cli)
    answer = app.test_cli_runner().invoke(args=["watchlists", "update"])
    assert answer.exit_code == 1
    assert "set WATCHLIST_SOURCES=name=https://" in answer.output


def test_the_difference_to_the_version_before_is_told(run: Run, two: tuple[Kept, Kept]) -> None:
    answer = run("diff", "sanctions")
    assert answer.exit_code == 0
    assert answer.output.startswith(f"sanctions: from {two[0].version} (")
    assert "House list: 1 added, 1 changed, 0 removed\n    added: e3\n    changed: e2\n" in answer.output


def test_versions_may_be_named_by_their_beginning(run: Run, two: tuple[Kept, Kept]) -> None:
    older, newer = (one.version[:6] for one in two)
    assert "0 added, 1 changed, 1 removed" in run("diff", "sanctions", newer, older).output
    assert "no entry differs" in run("diff", "sanctions", newer, newer).output


def test_many_ids_are_cut_short_unless_all_are_asked_for(run: Run, settings: Settings, tmp_path: Path) -> None:
    load(settings.watchlists_dir, [people(tmp_path, "Viktor Sampleman")])
    load(settings.watchlists_dir, [people(tmp_path, *["Viktor Sampleman"] * 31)])
    assert "… and 10 more (--all)" in run("diff", "sanctions").output
    assert "more" not in run("diff", "sanctions", "--all").output


@pytest.mark.parametrize("command", ["diff", "rollback"])
def test_where_there_is_nothing_older_it_is_said(run: Run, settings: Settings, tmp_path: Path, command: str) -> None:
    assert "sanctions: nothing is loaded" in run(command, "sanctions").output
    load(settings.watchlists_dir, [people(tmp_path, "Viktor Sampleman")])
    answer = run(command, "sanctions")
    assert answer.exit_code == 1
    assert "no version older than" in answer.output


@pytest.mark.parametrize("words", [("rollback", "sanctions", "zz"), ("diff", "sanctions", "zz"), ("rollback", "crime")])
def test_a_version_or_kind_that_does_not_exist_is_refused(run: Run, two: tuple[Kept, Kept], words: list[str]) -> None:
    answer = run(*words)
    assert answer.exit_code == 2
    assert "Usage:" in answer.output


def test_a_rollback_is_told_and_stays_until_it_is_taken_back(
    run: Run, settings: Settings, two: tuple[Kept, Kept]
) -> None:
    older, newer = two
    answer = run("rollback", "sanctions")
    assert f"sanctions: in use is index {older.version} (" in answer.output
    listed = run("list").output
    assert f"index {older.version}" in listed
    assert "in use, ROLLED BACK: House list" in listed
    assert [one.version for one in kept(settings) if one.current] == [older.version]
    run("rollback", "sanctions", newer.version)
    assert "ROLLED BACK" not in run("list").output


def test_every_kept_version_is_listed_with_its_date_of_load(run: Run, two: tuple[Kept, Kept]) -> None:
    listed = run("list").output
    for one, use in zip(two, ("kept", "in use"), strict=True):
        assert f"sanctions: index {one.version}, loaded {one.loaded_at:%Y-%m-%d %H:%M} UTC, {use}: House list" in listed
    assert f"    loaded {two[1].loaded_at:%Y-%m-%d %H:%M} UTC\n" in listed


def test_a_list_that_is_too_old_warns(run: Run, settings: Settings, tmp_path: Path) -> None:
    load(settings.watchlists_dir, [people(tmp_path, "Viktor Sampleman", day=TODAY - timedelta(days=9))])
    assert "    WARNING: 9 days old, the limit is 7: flask kyc watchlists update" in run("list").output


def test_a_list_can_be_taken_out(run: Run, two: tuple[Kept, Kept]) -> None:
    assert run("remove", "sanctions", "House list").exit_code == 0
    assert "sanctions_screening says not_performed" in run("list").output
    answer = run("remove", "sanctions", "House list")
    assert answer.exit_code == 2
    assert "no list of this name is loaded as sanctions" in answer.output
    run("rollback", "sanctions")
    assert "sanctions: House list, " in run("list").output


def test_an_update_that_runs_already_is_told(run: Run, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    import fcntl

    settings.watchlists_dir.mkdir(parents=True)
    with (settings.watchlists_dir / "update.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        answer = run("update")
    assert answer.exit_code == 1
    assert "another update is running" in answer.output


def test_a_version_whose_notes_are_lost_is_simply_not_kept(
    run: Run, settings: Settings, two: tuple[Kept, Kept]
) -> None:
    note = two[0].path.with_suffix(".json")
    note.write_text(json.dumps({"format": 0}))
    assert two[0].version not in run("list").output

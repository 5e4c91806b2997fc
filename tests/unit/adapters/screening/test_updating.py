"""Bringing lists up to date from their sources: what fails leaves the old version in use and stops nothing else."""

from __future__ import annotations

import fcntl
import json
import sqlite3
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from kyc.adapters.screening import create, ledger, updating
from kyc.adapters.screening.fetch import Limits
from kyc.adapters.screening.loading import remove
from kyc.adapters.screening.standing import AgeLimits, failures, standings
from kyc.adapters.screening.updating import Outcome, Update, UpdateRunning
from kyc.adapters.screening.versions import Versions
from kyc.domain.watchlists import Kind, Source
from tests.unit.adapters.screening.files import sdn_row, write_ofac, write_opensanctions, write_own
from tests.unit.adapters.screening.publisher import Published, Publisher, pointing, publishing

LIMITS = Limits(seconds=10, allow_http=True)


@pytest.fixture
def publisher() -> Iterator[Publisher]:
    with publishing() as running:
        yield running


@pytest.fixture
def lists(tmp_path: Path) -> Path:
    return tmp_path / "lists"


def house(folder: Path, count: int, etag: str = '"1"', name: str = "House") -> Published:
    rows = ({"id": f"e{number}", "name": f"Viktor Example{number}"} for number in range(count))
    return Published(write_own(folder, *rows, name="own.json").read_bytes(), etag=etag)


def run(lists: Path, *sources: Source, **how: bool) -> list[Outcome]:
    return list(Update(lists, LIMITS, **how).run(sources))


def results(outcomes: list[Outcome]) -> list[str]:
    return [outcome.result for outcome in outcomes]


def named(lists: Path, kind: Kind = "sanctions") -> dict[str, int]:
    return {one.name: one.entities for one in create(lists, kind).lists()}


def source(publisher: Publisher, name: str = "House", *paths: str, kind: str | None = None) -> Source:
    return Source(name, tuple(publisher.url(path) for path in paths or ("/own.json",)), kind)


def test_a_source_is_fetched_and_loaded_under_its_name(publisher: Publisher, lists: Path, tmp_path: Path) -> None:
    publisher.files["/own.json"] = house(tmp_path, 3)
    (outcome,) = run(lists, source(publisher))
    assert (outcome.source, outcome.result) == ("House", "loaded")
    assert [(kind, one.name, one.entities) for kind, one in outcome.lists] == [("sanctions", "House", 3)]
    assert named(lists) == {"House": 3}
    assert list(lists.glob("download-*")) == []


def test_an_unchanged_source_has_nothing_to_do(publisher: Publisher, lists: Path, tmp_path: Path) -> None:
    publisher.files["/own.json"] = house(tmp_path, 3)
    run(lists, source(publisher))
    before = Versions(lists / "sanctions").kept()
    assert results(run(lists, source(publisher))) == ["unchanged"]
    assert Versions(lists / "sanctions").kept() == before
    assert publisher.asked == [("/own.json", False), ("/own.json", True)]


def test_the_same_bytes_are_unchanged_though_the_server_does_not_say_so(
    publisher: Publisher, lists: Path, tmp_path: Path
) -> None:
    publisher.files["/own.json"] = house(tmp_path, 3)
    run(lists, source(publisher))
    before = Versions(lists / "sanctions").kept()
    publisher.files["/own.json"] = house(tmp_path, 3, etag='"2"')
    publisher.files["/own.json"].modified = None
    assert results(run(lists, source(publisher))) == ["unchanged"]
    assert Versions(lists / "sanctions").kept() == before


def test_a_changed_source_takes_the_place_of_the_old_list(publisher: Publisher, lists: Path, tmp_path: Path) -> None:
    publisher.files["/own.json"] = house(tmp_path, 3)
    run(lists, source(publisher))
    publisher.files["/own.json"] = changed(house(tmp_path, 4))
    assert results(run(lists, source(publisher))) == ["loaded"]
    assert named(lists) == {"House": 4}


def changed(published: Published) -> Published:
    published.etag, published.modified = '"2"', None
    return published


def test_one_that_fails_keeps_its_old_version_and_stops_no_other(
    publisher: Publisher, lists: Path, tmp_path: Path
) -> None:
    publisher.files |= {"/a": house(tmp_path, 3), "/b": house(tmp_path, 3), "/c": house(tmp_path, 3)}
    sources = [source(publisher, name, f"/{name}") for name in "abc"]
    run(lists, *sources)
    publisher.files |= {"/a": Published(b'{"cut o', '"2"', None), "/c": changed(house(tmp_path, 5))}
    del publisher.files["/b"]
    outcomes = run(lists, *sources)
    assert results(outcomes) == ["failed", "failed", "loaded"]
    assert "not JSON, or cut off" in outcomes[0].problem
    assert outcomes[1].problem == "127.0.0.1: answered 404"
    assert named(lists) == {"a": 3, "b": 3, "c": 5}
    assert set(failures(lists)) == {"a", "b"}
    publisher.files |= {"/a": changed(house(tmp_path, 4)), "/b": house(tmp_path, 3)}
    assert results(run(lists, *sources)) == ["loaded", "unchanged", "unchanged"]
    assert failures(lists) == {}


@pytest.mark.parametrize("body", [b"", b"<html>Log in</html>\n", b"\x00\xff\xfe", b"id,name\n"])
def test_what_is_no_list_is_refused_and_the_old_version_serves(
    publisher: Publisher, lists: Path, tmp_path: Path, body: bytes
) -> None:
    publisher.files["/own.json"] = house(tmp_path, 3)
    run(lists, source(publisher))
    publisher.files["/own.json"] = Published(body, '"2"', None)
    assert results(run(lists, source(publisher))) == ["failed"]
    assert named(lists) == {"House": 3}


def test_whatever_a_parser_stumbles_over_the_others_are_updated(
    publisher: Publisher, lists: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    publisher.files |= {"/a": house(tmp_path, 3), "/b": house(tmp_path, 3)}
    real = updating.load

    def stumbles(*args: object, name: str, **more: object) -> object:
        return {}["Jane Doe"] if name == "a" else real(*args, name=name, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(updating, "load", stumbles)
    outcomes = run(lists, source(publisher, "a", "/a"), source(publisher, "b", "/b"))
    assert [(one.result, one.problem) for one in outcomes] == [("failed", "KeyError"), ("loaded", "")]


@pytest.mark.parametrize(
    ("problem", "said"),
    [
        (OSError(28, "No space left on device", "/srv/lists/draft"), "OSError: No space left on device"),
        (sqlite3.OperationalError("database or disk is full"), "OperationalError: database or disk is full"),
        (ValueError("Jane Doe"), "ValueError"),
    ],
)
def test_what_goes_wrong_is_said_without_a_path_or_a_value(
    publisher: Publisher, lists: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, problem: Exception, said: str
) -> None:
    def fails(*_: object, **__: object) -> object:
        raise problem

    publisher.files["/own.json"] = house(tmp_path, 3)
    monkeypatch.setattr(updating, "load", fails)
    assert [one.problem for one in run(lists, source(publisher))] == [said]


def test_a_shrunken_list_is_refused_each_time_until_it_is_allowed(
    publisher: Publisher, lists: Path, tmp_path: Path
) -> None:
    publisher.files["/own.json"] = house(tmp_path, 10)
    run(lists, source(publisher))
    publisher.files["/own.json"] = changed(house(tmp_path, 2))
    for _ in range(2):
        (outcome,) = run(lists, source(publisher))
        assert (outcome.result, outcome.shrunken) == ("failed", True)
        assert named(lists) == {"House": 10}
    assert results(run(lists, source(publisher), allow_shrunken=True)) == ["loaded"]
    assert named(lists) == {"House": 2}


def test_a_list_of_several_files_is_fetched_whole_when_one_of_them_changed(
    publisher: Publisher, lists: Path, tmp_path: Path
) -> None:
    def publish(rows: list[str], etag: str) -> None:
        for path in write_ofac(tmp_path, rows):
            publisher.files.setdefault(f"/{path.name.upper()}", Published(b""))
            publisher.files[f"/{path.name.upper()}"] = Published(path.read_bytes(), '"1"')
        publisher.files["/SDN.CSV"] = Published((tmp_path / "sdn.csv").read_bytes(), etag, None)

    ofac = source(publisher, "OFAC SDN", "/SDN.CSV", "/ALT.CSV", "/ADD.CSV", "/SDN_COMMENTS.CSV")
    publish([sdn_row(101, "SAMPLEMAN, Viktor")], '"1"')
    assert results(run(lists, ofac)) == ["loaded"]
    assert results(run(lists, ofac)) == ["unchanged"]
    publish([sdn_row(101, "SAMPLEMAN, Viktor"), sdn_row(102, "EXAMPLE, Anna")], '"2"')
    publisher.asked.clear()
    assert results(run(lists, ofac)) == ["loaded"]
    assert named(lists) == {"OFAC SDN": 2}
    assert publisher.asked.count(("/ALT.CSV", True)) == publisher.asked.count(("/ALT.CSV", False)) == 1


def test_the_kind_is_the_sources_where_the_format_does_not_say_it(
    publisher: Publisher, lists: Path, tmp_path: Path
) -> None:
    rows = [{"id": "Q1", "name": "Petra Publicova"}]
    publisher.files["/targets.simple.csv"] = Published(write_opensanctions(tmp_path, rows).read_bytes())
    silent = source(publisher, "PEPs", "/targets.simple.csv")
    (outcome,) = run(lists, silent)
    assert "state the kind" in outcome.problem
    assert results(run(lists, source(publisher, "PEPs", "/targets.simple.csv", kind="pep"))) == ["loaded"]
    assert named(lists, "pep") == {"PEPs": 1}


def test_what_is_not_in_use_any_more_is_loaded_again_though_unchanged(
    publisher: Publisher, lists: Path, tmp_path: Path
) -> None:
    publisher.files["/own.json"] = house(tmp_path, 3)
    run(lists, source(publisher))
    remove(lists, "sanctions", "House")
    assert results(run(lists, source(publisher))) == ["loaded"]
    assert results(run(lists, source(publisher), again=True)) == ["loaded"]


def test_a_rollback_is_not_undone_by_the_same_file_and_ends_with_a_new_one(
    publisher: Publisher, lists: Path, tmp_path: Path
) -> None:
    publisher.files["/own.json"] = house(tmp_path, 3)
    run(lists, source(publisher))
    publisher.files["/own.json"] = changed(house(tmp_path, 4))
    run(lists, source(publisher))
    versions = Versions(lists / "sanctions")
    versions.go_back(versions.kept()[1].version)
    assert results(run(lists, source(publisher))) == ["unchanged"]
    assert named(lists) == {"House": 3}
    (standing,) = standings(lists, "sanctions", create(lists, "sanctions").lists(), AgeLimits(7))
    assert standing.confirmed_at is None, "its source confirmed another version than the one gone back to"
    publisher.files["/own.json"] = Published(house(tmp_path, 5).body, '"3"', None)
    assert results(run(lists, source(publisher))) == ["loaded"]
    assert named(lists) == {"House": 5}
    assert not versions.rolled_back


def test_a_list_knows_when_its_source_confirmed_it(publisher: Publisher, lists: Path, tmp_path: Path) -> None:
    publisher.files["/own.json"] = house(tmp_path, 3)
    run(lists, source(publisher))
    (first,) = standings(lists, "sanctions", create(lists, "sanctions").lists(), AgeLimits(7, {"House": 30}))
    run(lists, source(publisher))
    (second,) = standings(lists, "sanctions", create(lists, "sanctions").lists(), AgeLimits(7))
    assert first.loaded_at == second.loaded_at
    assert first.confirmed_at is not None
    assert second.confirmed_at is not None
    assert first.confirmed_at < second.confirmed_at
    assert (first.limit_days, second.limit_days) == (30, 7)
    del publisher.files["/own.json"]
    run(lists, source(publisher))
    (third,) = standings(lists, "sanctions", create(lists, "sanctions").lists(), AgeLimits(7))
    assert (third.confirmed_at, third.problem) == (second.confirmed_at, "127.0.0.1: answered 404")


def test_two_updates_do_not_run_at_once(lists: Path, publisher: Publisher) -> None:
    lists.mkdir()
    with (lists / "update.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with pytest.raises(UpdateRunning):
            run(lists, source(publisher))


def test_what_a_killed_update_left_behind_is_cleared_away(publisher: Publisher, lists: Path, tmp_path: Path) -> None:
    publisher.files["/own.json"] = house(tmp_path, 3)
    (lists / "download-killed" / "0").mkdir(parents=True)
    (lists / "download-killed" / "0" / "half.csv").write_text("half")
    assert results(run(lists, source(publisher))) == ["loaded"]
    assert not (lists / "download-killed").exists()


@pytest.mark.parametrize("text", ["cut o", "[]", '{"House": 3}', '{"House": {"kind": null}}', ""])
def test_a_ledger_that_cannot_be_read_makes_everything_be_fetched(
    publisher: Publisher, lists: Path, tmp_path: Path, text: str
) -> None:
    publisher.files["/own.json"] = house(tmp_path, 3)
    run(lists, source(publisher))
    (lists / "sources.json").write_text(text)
    assert results(run(lists, source(publisher))) == ["loaded"]
    assert json.loads((lists / "sources.json").read_text())["House"]["problem"] == ""


def test_the_ledger_is_for_its_owner_alone_since_addresses_may_hold_tokens(
    publisher: Publisher, lists: Path, tmp_path: Path
) -> None:
    publisher.files["/own.json"] = house(tmp_path, 3)
    run(lists, source(publisher))
    assert stat.S_IMODE((lists / "sources.json").stat().st_mode) == 0o600
    (record,) = ledger.read(lists).values()
    assert record.lists[0][:2] == ("sanctions", "House")


def test_a_source_whose_files_are_others_now_is_fetched_anew(publisher: Publisher, lists: Path, tmp_path: Path) -> None:
    publisher.files |= {"/own.json": house(tmp_path, 3), "/new.json": house(tmp_path, 4), "/go": pointing("/new.json")}
    run(lists, source(publisher))
    assert results(run(lists, source(publisher, "House", "/go"))) == ["loaded"]
    assert named(lists) == {"House": 4}

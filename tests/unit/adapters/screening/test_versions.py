"""Versions of an index on disk."""

from __future__ import annotations

import json
import os
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from kyc.adapters.screening.versions import KEPT, NoSuchVersion, Versions


def publish(versions: Versions, version: str, content: str = "index") -> Path:
    with versions.exclusive() as draft:
        draft.write_text(content)
        return versions.publish(draft, version)


def test_nothing_is_current_before_the_first_version(tmp_path: Path) -> None:
    assert Versions(tmp_path / "pep").current() is None


def test_what_is_published_is_current(tmp_path: Path) -> None:
    versions = Versions(tmp_path / "pep")
    publish(versions, "0" * 12, "old")
    path = publish(versions, "1" * 12, "new")
    assert versions.current() == path
    assert path.read_text() == "new"


def test_a_draft_that_fails_leaves_the_old_version_and_no_rest(tmp_path: Path) -> None:
    versions = Versions(tmp_path)
    path = publish(versions, "0" * 12)

    def fail() -> None:
        with versions.exclusive() as draft:
            draft.write_text("half")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert versions.current() == path
    assert not (tmp_path / "draft").exists()


def test_the_rest_of_a_crashed_build_is_not_built_upon(tmp_path: Path) -> None:
    (tmp_path / "draft").write_text("half")
    with Versions(tmp_path).exclusive() as draft:
        assert not draft.exists()


def test_only_the_last_versions_are_kept(tmp_path: Path) -> None:
    versions = Versions(tmp_path)
    for number in range(KEPT + 2):
        path = publish(versions, f"{number:012x}")
        os.utime(path, (number, number))
    kept = sorted(path.name for path in tmp_path.glob("*.sqlite"))
    assert kept == [f"{number:012x}.sqlite" for number in range(2, KEPT + 2)]


def test_an_open_version_outlives_its_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kyc.adapters.screening.versions.YOUNG", timedelta(seconds=-60))
    versions = Versions(tmp_path)
    first = publish(versions, "a" * 12, "first")
    with first.open() as opened:
        for number in range(KEPT + 1):
            publish(versions, f"{number:012x}")
        assert not first.exists()
        assert opened.read() == "first"


@pytest.mark.parametrize("content", ["../../etc/passwd", "", "missing.sqlite", "f" * 12, f"{'f' * 12}.sqlite/.."])
def test_a_pointer_to_anything_else_is_no_version(tmp_path: Path, content: str) -> None:
    publish(Versions(tmp_path), "0" * 12)
    (pointer,) = tmp_path.glob("current-*")
    pointer.write_text(content)
    assert Versions(tmp_path).current() is None


def test_a_version_of_another_format_counts_as_not_loaded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    publish(Versions(tmp_path), "0" * 12)
    monkeypatch.setattr("kyc.adapters.screening.versions._POINTER", "current-999")
    assert Versions(tmp_path).current() is None


def test_two_builders_take_turns(tmp_path: Path) -> None:
    versions, order = Versions(tmp_path), []

    def build() -> None:
        with versions.exclusive():
            order.append("second")

    with versions.exclusive():
        other = threading.Thread(target=build)
        other.start()
        other.join(timeout=0.2)
        order.append("first")
    other.join(timeout=10)
    assert order == ["first", "second"]


A, B, C = "a" * 12, "b" * 12, "c" * 12


def aged(folder: Path, version: str, hours: float) -> None:
    """As if it had been made so long ago."""
    moment = datetime.now(UTC) - timedelta(hours=hours)
    told = folder / f"{version}.json"
    told.write_text(json.dumps(json.loads(told.read_text()) | {"loaded_at": moment.isoformat()}))
    os.utime(folder / f"{version}.sqlite", (moment.timestamp(), moment.timestamp()))


def test_a_version_that_was_only_just_replaced_is_never_removed(tmp_path: Path) -> None:
    versions = Versions(tmp_path)
    for number in range(KEPT + 4):
        publish(versions, f"{number:012x}")
    assert len(versions.kept()) == KEPT + 4


def test_kept_versions_are_told_the_newest_first_with_their_dates_of_load(tmp_path: Path) -> None:
    versions = Versions(tmp_path)
    sunday = datetime(2026, 11, 15, tzinfo=UTC)
    with versions.exclusive() as draft:
        draft.write_text("index")
        versions.publish(draft, A, {"House list": sunday})
    aged(tmp_path, A, 48)
    publish(versions, B)
    newest, oldest = versions.kept()
    assert (newest.version, newest.current, oldest.version, oldest.current) == (B, True, A, False)
    assert oldest.lists == {"House list": sunday}
    assert newest.loaded_at - oldest.loaded_at > timedelta(hours=47)


def test_what_cannot_be_read_is_not_kept(tmp_path: Path) -> None:
    versions = Versions(tmp_path)
    for version in (A, B, C):
        publish(versions, version)
    (tmp_path / f"{A}.json").write_text('{"format": 999, "loaded_at": "2026-11-15T00:00:00+00:00", "lists": {}}')
    (tmp_path / f"{B}.json").write_text("cut o")
    (tmp_path / "strange.sqlite").write_text("not ours")
    assert [one.version for one in versions.kept()] == [C]


def test_going_back_makes_an_older_version_current(tmp_path: Path) -> None:
    versions = Versions(tmp_path)
    first = publish(versions, A)
    aged(tmp_path, A, 2)
    publish(versions, B)
    assert not versions.rolled_back
    assert versions.go_back(A).current
    assert versions.current() == first
    assert versions.rolled_back
    assert Versions(tmp_path).current() == first, "whoever starts later sees the same"
    versions.go_back(B)
    assert not versions.rolled_back


def test_a_version_that_a_killed_load_left_behind_is_not_gone_back_from(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    versions = Versions(tmp_path)
    path = publish(versions, A)

    def killed(self: Versions, name: str, text: str) -> None:
        if name.startswith("current"):
            raise KeyboardInterrupt
        write(self, name, text)

    with monkeypatch.context() as patch:
        write = Versions._write
        patch.setattr(Versions, "_write", killed)
        with pytest.raises(KeyboardInterrupt):
            publish(versions, B)
    assert versions.current() == path
    assert not versions.rolled_back
    publish(versions, B)
    assert versions.find(B).current


def test_a_new_version_ends_a_rollback(tmp_path: Path) -> None:
    versions = Versions(tmp_path)
    for version in (A, B):
        publish(versions, version)
    versions.go_back(A)
    publish(versions, C)
    assert not versions.rolled_back
    assert versions.find(C).current


@pytest.mark.parametrize("version", [C, "", "../../etc/passwd", "draft"])
def test_there_is_no_way_back_to_what_is_not_kept(tmp_path: Path, version: str) -> None:
    versions = Versions(tmp_path)
    path = publish(versions, A)
    with pytest.raises(NoSuchVersion):
        versions.go_back(version)
    assert versions.current() == path


def test_what_somebody_still_compares_with_is_kept(tmp_path: Path) -> None:
    versions = Versions(tmp_path)
    publish(versions, A)
    aged(tmp_path, A, 200)
    versions.hold("monitoring", A)
    for number in range(KEPT + 2):
        publish(versions, f"{number:012x}")
        aged(tmp_path, f"{number:012x}", 100 - number)
    publish(versions, B)
    assert versions.find(A).path.is_file()
    versions.hold("monitoring", B)
    publish(versions, C)
    with pytest.raises(NoSuchVersion):
        versions.find(A)
    assert not (tmp_path / f"{A}.json").exists()


@pytest.mark.parametrize(("holder", "version"), [("../x", A), ("monitoring", "../x"), ("", A)])
def test_a_hold_is_for_a_version_and_by_a_name(tmp_path: Path, holder: str, version: str) -> None:
    with pytest.raises(NoSuchVersion):
        Versions(tmp_path).hold(holder, version)


def test_the_version_that_another_format_reads_stays_for_it(tmp_path: Path) -> None:
    """Two servers of different releases may share the folder while one is replaced by the other."""
    versions = Versions(tmp_path)
    publish(versions, A)
    aged(tmp_path, A, 200)
    (tmp_path / "current-0").write_text(f"{A}.sqlite")
    for number in range(KEPT + 2):
        publish(versions, f"{number:012x}")
        aged(tmp_path, f"{number:012x}", 100 - number)
    publish(versions, B)
    assert (tmp_path / f"{A}.sqlite").exists()

"""Versions of an index on disk."""

from __future__ import annotations

import os
import threading
from pathlib import Path

import pytest

from kyc.adapters.screening.versions import KEPT, Versions


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


def test_an_open_version_outlives_its_name(tmp_path: Path) -> None:
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

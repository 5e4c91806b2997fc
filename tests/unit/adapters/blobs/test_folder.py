"""Images in a folder: on the disk before a write returns, whole or not at all."""

from __future__ import annotations

import os
import secrets
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from kyc.adapters.blobs import Keyring, SealedStore, create, folder
from kyc.adapters.blobs.folder import Folder
from kyc.domain.errors import Unavailable

RING = Keyring({"k1": secrets.token_bytes(32)})


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[tuple[str, str]]]:
    """What the kernel is asked, in order: (call, what it is about), done all the same."""
    calls: list[tuple[str, str]] = []
    fsync, replace, unlink = os.fsync, Path.replace, Path.unlink

    def noted(descriptor: int) -> None:
        kind = "folder" if stat.S_ISDIR(os.fstat(descriptor).st_mode) else "file"
        calls.append((f"fsync {kind}", Path(f"/proc/self/fd/{descriptor}").readlink().name))
        fsync(descriptor)

    def renamed(path: Path, target: Path) -> Path:
        calls.append(("rename", target.name))
        return replace(path, target)

    def removed(path: Path, missing_ok: bool = False) -> None:
        calls.append(("unlink", path.name))
        unlink(path, missing_ok=missing_ok)

    with monkeypatch.context() as patch:
        patch.setattr("os.fsync", noted)
        patch.setattr(Path, "replace", renamed)
        patch.setattr(Path, "unlink", removed)
        yield calls


def test_the_bytes_are_on_the_disk_before_the_name_and_the_name_before_it_returns(
    tmp_path: Path, asked: list[tuple[str, str]]
) -> None:
    store = Folder(tmp_path)
    store.put("selfie/img_1", b"first")
    asked.clear()
    store.put("selfie/img_2", b"second")
    staged = asked[0][1]
    assert asked == [("fsync file", staged), ("rename", "img_2"), ("unlink", staged), ("fsync folder", "selfie")]


def test_a_new_folder_is_on_the_disk_before_anything_lies_in_it(tmp_path: Path, asked: list[tuple[str, str]]) -> None:
    Folder(tmp_path / "deep" / "blobs").put("selfie/img_1", b"face")
    told = [call for call in asked if call[0] == "fsync folder"]
    assert told == [("fsync folder", place) for place in (tmp_path.name, "deep", "blobs", "blobs", "selfie")]


def test_what_was_deleted_is_gone_from_the_disk_when_it_returns(tmp_path: Path, asked: list[tuple[str, str]]) -> None:
    store = Folder(tmp_path)
    store.put("selfie/img_1", b"face")
    asked.clear()
    store.delete("selfie/img_1")
    assert asked == [("fsync file", "img_1"), ("unlink", "img_1"), ("fsync folder", "selfie")]


def test_a_folder_goes_with_the_last_that_lay_in_it(tmp_path: Path) -> None:
    store = Folder(tmp_path / "blobs")
    for name in ("sess_a/document_1", "sess_a/selfie_1", "alone"):
        store.put(name, b"sealed")
    store.delete("sess_a/document_1")
    assert list(store.names("sess_a")) == ["sess_a/selfie_1"]
    store.delete("sess_a/selfie_1")
    store.delete("alone")
    assert [path.name for path in (tmp_path / "blobs").iterdir()] == [folder.STAGING]
    store.put("sess_a/document_2", b"sealed")
    assert store.get("sess_a/document_2") == b"sealed"


@pytest.mark.parametrize("earlier", [None, b"earlier"])
def test_a_disk_that_is_full_is_unavailable_and_leaves_what_was_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, earlier: bytes | None
) -> None:
    store = create(f"file://{tmp_path}", RING)
    if earlier:
        store.put("selfie/img_1", earlier)

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("os.fsync", full)
        with pytest.raises(Unavailable) as caught:
            store.put("selfie/img_1", b"face")
    assert "img_1" not in str(caught.value)
    assert [store.get(name) for name in store.names()] == ([earlier] if earlier else [])
    assert files(tmp_path / folder.STAGING) == []


@pytest.mark.parametrize("later", ["start", "write"])
def test_what_a_dead_process_was_writing_goes_later_and_is_never_listed(tmp_path: Path, later: str) -> None:
    store = Folder(tmp_path)
    store.put("selfie/img_1", b"face")
    for name, age in (("old", folder.ABANDONED_S + 60), ("young", 60)):
        left = tmp_path / folder.STAGING / name
        left.write_bytes(b"half")
        os.utime(left, (left.stat().st_atime, left.stat().st_mtime - age))
    assert list(store.names("")) == ["selfie/img_1"]
    if later == "start":
        Folder(tmp_path)
    else:
        store.put("selfie/img_1", b"face")
    assert files(tmp_path / folder.STAGING) == ["young"]


def test_files_and_folders_are_for_their_owner_alone(tmp_path: Path) -> None:
    store: SealedStore = create(f"file://{tmp_path / 'blobs'}", RING)
    store.put("selfie/img_1", b"face")
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "blobs").rglob("*")}
    assert modes == {"selfie": 0o700, "img_1": 0o600, folder.STAGING: 0o700}


def files(place: Path) -> list[str]:
    return [path.name for path in place.glob("*")]

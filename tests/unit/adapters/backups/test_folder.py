"""A backup's folder: for its owner alone, whole or no backup, and what was changed in it is found."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kyc.adapters.backups.folder import LISTING, BackupFolder, Kept, Manifest, digest_of
from kyc.domain.errors import Unavailable

ONE = Kept("document/one", 3, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")


@pytest.fixture
def folder(tmp_path: Path) -> BackupFolder:
    """One object, a database of five bytes and their manifest."""
    made = BackupFolder(tmp_path / "new" / "backup")
    made.begin()
    (made.path / "database.db").write_bytes(b"bytes")
    made.objects.put(ONE.name, b"abc")
    assert made.list_objects([ONE]) == (1, 3)
    files = {name: digest_of(made.path / name) for name in ("database.db", LISTING)}
    made.finish(Manifest("2026-01-01", "0.1.0", "0012", "sqlite", {"profile": 1}, 1, 3, [], files))
    return made


def test_what_was_written_is_read_again(folder: BackupFolder) -> None:
    manifest = folder.manifest()
    assert (manifest.revision, manifest.rows, manifest.objects) == ("0012", {"profile": 1}, 1)
    assert list(folder.listed()) == [ONE]
    assert list(folder.faults(manifest)) == []


@pytest.mark.parametrize("name", ["database.db", LISTING])
def test_a_file_that_changed_is_the_only_fault_that_is_told(folder: BackupFolder, name: str) -> None:
    with (folder.path / name).open("ab") as file:
        file.write(b"!")
    assert list(folder.faults(folder.manifest())) == [f"{name} is not as it was written"]


def test_an_object_that_changed_or_is_gone_is_named(folder: BackupFolder) -> None:
    folder.objects.put(ONE.name, b"abd")
    fault = ["object document/one is not as it was written"]
    assert list(folder.faults(folder.manifest())) == fault
    folder.objects.delete(ONE.name)
    assert list(folder.faults(folder.manifest())) == fault


@pytest.mark.parametrize("text", ["", "[]", '{"taken_at": 1}'])
def test_a_manifest_that_is_none_is_refused(folder: BackupFolder, text: str) -> None:
    (folder.path / "manifest.json").write_text(text)
    with pytest.raises(Unavailable, match="cannot be read by this version"):
        folder.manifest()


def test_a_member_of_a_later_version_is_refused_rather_than_passed_over(folder: BackupFolder) -> None:
    path = folder.path / "manifest.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | {"later": 1}))
    with pytest.raises(Unavailable):
        folder.manifest()


def test_nothing_is_written_over(folder: BackupFolder) -> None:
    with pytest.raises(Unavailable, match="is not empty"):
        folder.begin()

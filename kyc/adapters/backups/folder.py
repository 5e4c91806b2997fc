"""A backup's folder: the database as one file, every sealed object under its name, and the manifest, written last.

manifest.json     what it contains, as of when, with digests; a folder without one is no backup
database.db       or database.dump, as the manifest says
objects.jsonl     name, bytes and SHA-256 of each object, one a line
objects/          the objects, sealed as in the store
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from kyc.adapters.blobs.folder import Folder
from kyc.domain.errors import Unavailable

FORMAT = 1
MANIFEST, LISTING, OBJECTS = "manifest.json", "objects.jsonl", "objects"
_PIECE = 1 << 20


@dataclass(frozen=True, slots=True)
class Kept:
    """One object of a backup."""

    name: str
    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup holds.

    `revision` is that of the tables, `rows` their numbers of rows, `missing` the objects that a row names but the store
    lacked, `files` the SHA-256 of each file other than objects, `keys` is for checking whether the secrets match.
    """

    taken_at: str
    version: str
    revision: str
    database: str
    rows: dict[str, int]
    objects: int
    object_bytes: int
    missing: list[str]
    files: dict[str, str]
    keys: dict[str, str] = field(default_factory=dict)
    format: int = FORMAT


class BackupFolder:
    """One backup on this machine's disk."""

    def __init__(self, path: Path) -> None:
        self.path = path

    @property
    def objects(self) -> Folder:
        return Folder(self.path / OBJECTS)

    def begin(self) -> None:
        """Create the folder, accessible only to its owner; raises `Unavailable` where something exists already."""
        if self.path.exists() and any(self.path.iterdir()):
            raise Unavailable(f"{self.path} is not empty: a backup goes into a folder of its own")
        self.path.mkdir(parents=True, exist_ok=True, mode=0o700)

    def list_objects(self, kept: Iterable[Kept]) -> tuple[int, int]:
        """Write the listing while objects arrive; returns their number and their bytes."""
        number = size = 0
        with _owned(self.path / LISTING) as file:
            for one in kept:
                file.write(json.dumps(asdict(one)) + "\n")
                number, size = number + 1, size + one.bytes
        return number, size

    def finish(self, manifest: Manifest) -> str:
        """Write the manifest; returns its SHA-256, which identifies the backup."""
        draft = self.path / f".{MANIFEST}"
        with _owned(draft) as file:
            file.write(json.dumps(asdict(manifest), indent=1, sort_keys=True))
        draft.replace(self.path / MANIFEST)
        return digest_of(self.path / MANIFEST)

    def manifest(self) -> Manifest:
        """The manifest; raises `Unavailable` for an unfinished backup, or one of a later format."""
        try:
            found: dict[str, Any] = json.loads((self.path / MANIFEST).read_text())
            manifest = Manifest(**found)
        except FileNotFoundError:
            raise Unavailable(f"{self.path} holds no finished backup: there is no {MANIFEST}") from None
        except (ValueError, TypeError):
            raise Unavailable(f"the {MANIFEST} of {self.path} cannot be read by this version") from None
        if manifest.format != FORMAT:
            raise Unavailable(f"the backup has format {manifest.format}, this version reads {FORMAT}")
        return manifest

    def listed(self) -> Iterator[Kept]:
        """Every object, in the order of the listing."""
        with (self.path / LISTING).open(encoding="utf-8") as file:
            for line in file:
                yield Kept(**json.loads(line))

    def faults(self, manifest: Manifest) -> Iterator[str]:
        """Everything that is not as it was written; nothing for an intact backup."""
        for name, wanted in manifest.files.items():
            if digest_of(self.path / name) != wanted:
                yield f"{name} is not as it was written"
                return  # the listing itself may be damaged
        for one in self.listed():
            if digest_of(self.path / OBJECTS / one.name) != one.sha256:
                yield f"object {one.name} is not as it was written"


def digest_of(path: Path) -> str:
    """The SHA-256 of a file in hex; empty where there is none."""
    found = hashlib.sha256()
    try:
        with path.open("rb") as file:
            while piece := file.read(_PIECE):
                found.update(piece)
    except FileNotFoundError:
        return ""
    return found.hexdigest()


def _owned(path: Path) -> Any:
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8")

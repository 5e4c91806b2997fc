"""Taking a backup while the installation runs: the database, then the objects it names, then the manifest."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import os
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from pathlib import Path

from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session

from kyc import __version__, secret_file
from kyc.adapters.backups import snapshots
from kyc.adapters.backups.folder import LISTING, BackupFolder, Kept, Manifest, digest_of
from kyc.adapters.blobs import SealedStore
from kyc.adapters.blobs.keyring import Keyring
from kyc.cli import database
from kyc.config import Settings
from kyc.domain.errors import NotFound, Unavailable
from kyc.models import utcnow
from kyc.services.privacy import orphans

PROBE = "backup"
_AT_ONCE = 8
_BATCH = 200


def take(engine: Engine, store: SealedStore, settings: Settings, folder: BackupFolder) -> tuple[Manifest, str]:
    """Take a complete backup into a new folder; returns its manifest and digest. Raises `Unavailable`.

    An object never changes under its name, and is stored before its row: what the snapshot names is there, unless it
    was erased in these very minutes. Objects found missing are listed, not passed over.
    """
    folder.begin()
    missing: list[str] = []
    file, taken_at = snapshots.file_of(engine), utcnow()
    with snapshots.snapshot(engine, folder.path / file) as frozen:
        rows, revision = snapshots.counts(frozen), database.revision_in(frozen)
        names = orphans.named(Session(frozen))
        number, size = folder.list_objects(_copied(store, folder, names, missing))
    manifest = Manifest(
        taken_at=taken_at.isoformat(),
        version=__version__,
        revision=revision or "",
        database=engine.dialect.name,
        rows=rows,
        objects=number,
        object_bytes=size,
        missing=missing,
        files={name: digest_of(folder.path / name) for name in (file, LISTING)},
        keys=marks(settings),
    )
    return manifest, folder.finish(manifest)


def marks(settings: Settings) -> dict[str, str]:
    """Marks that later tell whether secrets are those of this installation, without revealing any of them."""
    ring = Keyring.parse(settings.blob_keys.get_secret_value())
    sealed = base64.b64encode(ring.seal(PROBE, b"")).decode()
    return {"blob_keys": sealed, "api_key_pepper": pepper_mark(settings.peppers[0])}


def pepper_mark(pepper: bytes) -> str:
    """A digest keyed with the pepper itself (HMAC-SHA-256)."""
    return hmac.digest(pepper, PROBE.encode(), hashlib.sha256).hex()


def write_keys(settings: Settings, path: Path, folder: Path) -> None:
    """Write the secrets in force, wherever they were set, as a `secrets.json`; raises `Unavailable`."""
    if path.resolve().is_relative_to(folder.resolve()):
        raise Unavailable("the keys go apart from the data: whoever has both can read everything")
    names = secret_file.secrets_in(settings.instance_dir / secret_file.FILE)
    text = json.dumps({name: getattr(settings, name).get_secret_value() for name in names}, indent=1)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise Unavailable(f"{path} exists; keys are not written over") from None
    with os.fdopen(descriptor, "w") as file:
        file.write(text)


def _copied(store: SealedStore, folder: BackupFolder, names: Iterator[str], missing: list[str]) -> Iterator[Kept]:
    """Copy several at once, because each waits for a disk or a service."""
    target = folder.objects

    def copy(name: str) -> Kept | str:
        try:
            sealed = store.sealed(name)
        except NotFound:
            return name
        target.put(name, sealed)
        return Kept(name, len(sealed), hashlib.sha256(sealed).hexdigest())

    with ThreadPoolExecutor(_AT_ONCE) as pool:
        for batch in _batches(names):
            for one in pool.map(copy, batch):
                if isinstance(one, Kept):
                    yield one
                else:
                    missing.append(one)


def _batches(names: Iterable[str]) -> Iterator[list[str]]:
    left = iter(names)
    while batch := list(islice(left, _BATCH)):
        yield batch

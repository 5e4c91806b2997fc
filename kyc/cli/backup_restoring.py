"""Restoring a backup into an empty installation: nothing is lost, nothing decided twice, nobody erased comes back."""

from __future__ import annotations

import base64
import json
import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import sqlalchemy as sa
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from flask import Flask
from pydantic import SecretStr
from sqlalchemy.engine import Engine

from kyc import jobs, secret_file
from kyc.adapters import blobs
from kyc.adapters.backups import snapshots
from kyc.adapters.backups.folder import BackupFolder, Kept, Manifest
from kyc.adapters.blobs import Keyring, SealedStore
from kyc.cli import database
from kyc.cli.backup_taking import PROBE, pepper_mark
from kyc.config import MIGRATIONS, Settings
from kyc.domain.erasing import Tombstone
from kyc.domain.errors import Unavailable
from kyc.domain.ports import SealBroken
from kyc.models import WorkerHeartbeat, db, transaction
from kyc.services.privacy import tombstones
from kyc.services.record import audit
from kyc.services.record.audit import OPERATOR, Act
from kyc.tools import Tools

_AT_ONCE = 8


def check(engine: Engine, settings: Settings, manifest: Manifest) -> None:
    """Check that this installation can take the backup; raises `Unavailable` with the reason. Nothing is changed."""
    if manifest.database != engine.dialect.name:
        raise Unavailable(f"the backup is of {manifest.database}, DATABASE_URL is of {engine.dialect.name}")
    try:
        ScriptDirectory(str(MIGRATIONS)).get_revision(manifest.revision)
    except CommandError:
        raise Unavailable(f"the backup is of a later version (tables {manifest.revision}): install that one") from None
    if snapshots.tables(engine) or any(True for _ in _store(settings).names()):
        raise Unavailable("this installation is not empty; a backup is restored into an empty database and image store")


def use_keys(app: Flask, path: Path) -> None:
    """Adopt the backup's secrets, for nothing is sealed here yet; the environment still takes precedence."""
    settings: Settings = app.config["SETTINGS"]
    target = settings.instance_dir / secret_file.FILE
    before, kept = secret_file.secrets_in(target), json.loads(path.read_text())
    draft = target.with_name(f".{target.name}.restored")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        json.dump(kept, file, indent=1)
    draft.replace(target)
    from_file = [name for name in kept if getattr(settings, name).get_secret_value() == before.get(name)]
    changed = settings.model_copy(update={name: SecretStr(kept[name]) for name in from_file})
    app.config.update(SETTINGS=changed, TOOLS=Tools(changed))


def check_keys(settings: Settings, manifest: Manifest) -> None:
    """Check that the secrets in force are those of the backup; raises `Unavailable`."""
    ring = Keyring.parse(settings.blob_keys.get_secret_value())
    try:
        ring.open(PROBE, base64.b64decode(manifest.keys["blob_keys"]))
    except SealBroken:
        raise Unavailable("BLOB_KEYS does not open this backup: give its secrets with --keys FILE") from None
    if manifest.keys["api_key_pepper"] not in map(pepper_mark, settings.peppers):
        raise Unavailable("API_KEY_PEPPER is not that of the backup: no stored API key would work")


def put_back(app: Flask, folder: BackupFolder) -> None:
    """Restore the objects, then the whole database, migrated to this version's tables; safe to be killed in between."""
    store = _store(app.config["SETTINGS"])
    kept = folder.objects

    def copy(one: Kept) -> None:
        store.put_sealed(one.name, kept.get(one.name))

    with ThreadPoolExecutor(_AT_ONCE) as pool:
        for _ in pool.map(copy, folder.listed()):
            """Raises what went wrong."""
    db.session.remove()
    snapshots.put_back(db.engine, folder.path / snapshots.file_of(db.engine))
    database.bring_up()


def tombstones_of(settings: Settings, given: Path | None, *, lost: bool) -> list[Tombstone]:
    """The known erasures: from the given file, and from the instance folder's own, which survives a lost database.

    Raises `Unavailable` where there is neither file and nobody said that they are lost.
    """
    own = settings.instance_dir / tombstones.FILE
    files = [one for one in (given, own) if one and one.exists()]
    if not files and not lost:
        raise Unavailable(f"say --tombstones FILE ({tombstones.FILE} of the installation), or --without-tombstones")
    try:
        return [stone for file in files for stone in tombstones.kept(file)]
    except ValueError as error:
        raise Unavailable(f"the tombstones cannot be read: {error}") from None


def bury(stones: Sequence[Tombstone]) -> int:
    """Erase again what the backup brought back; returns the number of erasures."""
    with transaction(db.session()) as session:
        return tombstones.replay(session, stones)


def resume(engine: Engine, digest: str, taken_at: str) -> int:
    """Release interrupted jobs to the next workers and record the restore on the audit chain; returns how many jobs."""
    handed = jobs.reclaim(engine, jobs.busy(engine))
    with transaction(db.session()) as session:
        session.execute(sa.delete(WorkerHeartbeat))
        audit.note(session, Act.BACKUP_RESTORED, OPERATOR, backup=digest, taken_at=taken_at, jobs=handed)
    return handed


def _store(settings: Settings) -> SealedStore:
    return blobs.create(settings.blob_url, Keyring.parse(settings.blob_keys.get_secret_value()))

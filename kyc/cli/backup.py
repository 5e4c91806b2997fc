"""Commands for backups: take one while everything runs, verify one, restore one into an empty installation."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from flask import Flask, current_app
from flask.cli import AppGroup

from kyc.adapters import blobs
from kyc.adapters.backups.folder import MANIFEST, BackupFolder, digest_of
from kyc.adapters.blobs import Keyring
from kyc.cli import backup_restoring, backup_taking
from kyc.config import Settings
from kyc.domain.audit import first_fault
from kyc.domain.errors import Unavailable
from kyc.domain.ports import SealBroken
from kyc.models import db, transaction
from kyc.services.record import audit
from kyc.services.record.audit import OPERATOR, Act

backup_cli = AppGroup("backup", help="Backups: create, verify, restore.")
_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)


@backup_cli.command("create")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.option("--keys", type=click.Path(dir_okay=False, path_type=Path), help="Write the secrets to this file too.")
def create(folder: Path, keys: Path | None) -> None:
    """Back up everything into the new FOLDER while it runs: the database, then every image it names."""
    settings, taken = _settings(), BackupFolder(folder)
    store = blobs.create(settings.blob_url, Keyring.parse(settings.blob_keys.get_secret_value()))
    with _worded():
        if keys:
            backup_taking.write_keys(settings, keys, folder)
        manifest, digest = backup_taking.take(db.engine, store, settings, taken)
    with transaction(db.session()) as session:
        audit.note(session, Act.BACKUP_TAKEN, OPERATOR, backup=digest, taken_at=manifest.taken_at)
    click.echo(f"{sum(manifest.rows.values())} rows, {manifest.objects} objects, as of {manifest.taken_at}")
    if manifest.missing:
        click.echo(f"{len(manifest.missing)} objects are named by a row and not in the store: see {MANIFEST}", err=True)
    click.echo(f"backup {digest}")


@backup_cli.command("verify")
@click.argument("folder", type=_FOLDER)
@click.option("--keys", type=_FILE, help="Open every object with these secrets too.")
def verify(folder: Path, keys: Path | None) -> None:
    """Check that FOLDER holds a complete backup, each file and object as it was written."""
    with _worded():
        taken = _whole(folder)
        opened = _opened(taken, keys) if keys else 0
    click.echo(f"whole: backup {digest_of(folder / MANIFEST)}" + (f", {opened} objects opened" if keys else ""))


@backup_cli.command("restore")
@click.argument("folder", type=_FOLDER)
@click.option("--keys", type=_FILE, help="The secrets of the installation; without them those in force have to fit.")
@click.option("--tombstones", "stones", type=_FILE, help="erasures.jsonl of the installation that runs, or ran.")
@click.option("--without-tombstones", "lost", is_flag=True, help="That file is lost: who was erased since is back.")
def restore(folder: Path, keys: Path | None, stones: Path | None, lost: bool) -> None:
    """Restore the backup in FOLDER into this empty installation, and bring it to this version.

    Whoever was erased after the backup was taken is still in it, and is erased again by --tombstones.
    """
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]  # Flask's way to the object itself
    with _worded():
        graves = backup_restoring.tombstones_of(_settings(), stones, lost=lost)
        taken = _whole(folder)
        manifest = taken.manifest()
        backup_restoring.check(db.engine, _settings(), manifest)
        if keys:
            backup_restoring.use_keys(app, keys)
        backup_restoring.check_keys(_settings(), manifest)
        backup_restoring.put_back(app, taken)
        again = backup_restoring.bury(graves)
        jobs = backup_restoring.resume(db.engine, digest_of(folder / MANIFEST), manifest.taken_at)
    if fault := first_fault(audit.entries(db.session()), audit.head(db.session()) or ""):
        raise click.ClickException(f"restored, but the audit chain is broken at entry {fault.position}: {fault.what}")
    done = f"{manifest.objects} objects, {again} erasures done again, {jobs} jobs handed on"
    click.echo(f"restored as of {manifest.taken_at}: {done}")


def _whole(folder: Path) -> BackupFolder:
    """The backup, after every digest has been compared."""
    taken = BackupFolder(folder)
    if faults := list(taken.faults(taken.manifest())):
        raise click.ClickException("\n".join(faults))
    return taken


def _opened(taken: BackupFolder, keys: Path) -> int:
    """The number of objects; fails for one that these secrets do not open."""
    ring, kept = Keyring.parse(json.loads(keys.read_text())["blob_keys"]), taken.objects
    for one in taken.listed():
        try:
            ring.open(one.name, kept.get(one.name))
        except SealBroken as problem:
            raise click.ClickException(f"object {one.name} does not open: {problem}") from None
    return taken.manifest().objects


def _settings() -> Settings:
    settings: Settings = current_app.config["SETTINGS"]
    return settings


@contextmanager
def _worded() -> Iterator[None]:
    try:
        yield
    except Unavailable as problem:
        raise click.ClickException(problem.detail) from None

"""The command that imports a PocketBase's records, keeping their ids and times."""

from __future__ import annotations

import csv
import fcntl
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext

from kyc.adapters.pocketbase import Access, Client, Names, Server, clear, names, of_server, snapshot
from kyc.cli.moving import Run, Tally
from kyc.config import Settings
from kyc.domain.errors import NotFound, Unavailable
from kyc.domain.moving import MEANINGS, MovingStopped, OldRecords, Words
from kyc.models import DEFAULT_PARTNER, db
from kyc.services.accounts import partners
from kyc.services.moving.importing import Owner
from kyc.services.moving.planning import Finding
from kyc.tools import Tools

_PAIR = "OURS=THEIRS"


def _pairs(context: click.Context, option: click.Parameter, given: tuple[str, ...]) -> list[tuple[str, str]]:
    """Parse options of the form NAME=VALUE."""
    if odd := [one for one in given if one.count("=") != 1]:
        raise click.BadParameter(f"{odd[0]}: write it as {option.metavar}")
    return [(left.strip(), right.strip()) for left, _, right in (one.partition("=") for one in given)]


@click.command("import-pocketbase")
@click.argument("source")
@click.option("--partner", default=DEFAULT_PARTNER, show_default=True, help="Whose records they become.")
@click.option("--mode", type=click.Choice(["live", "test"]), default="live", show_default=True)
@click.option("--dry-run", is_flag=True, help="Read and judge everything, write nothing.")
@click.option("--without-files", is_flag=True, help="Leave the photos behind.")
@click.option(
    "--rejects", type=click.Path(dir_okay=False, path_type=Path), help="CSV of what to look at: ids and codes."
)
@click.option("--storage", type=click.Path(exists=True, file_okay=False, path_type=Path), help="Folder of the files.")
@click.option("--email", help="Superuser of a server; default POCKETBASE_EMAIL. The password: POCKETBASE_PASSWORD.")
@click.option("--profiles", help="Collection of the records; default POCKETBASE_PROFILES.")
@click.option("--history", help="Collection of their history; default POCKETBASE_HISTORY.")
@click.option(
    "--field", "fields", multiple=True, metavar=_PAIR, callback=_pairs, help="A field called otherwise there."
)
@click.option(
    "--file", "files", multiple=True, metavar="THEIRS=PICTURE", callback=_pairs, help="front, back, selfie, skip."
)
@click.option(
    "--status", "statuses", multiple=True, metavar="THEIRS=OURS", callback=_pairs, help="A status word of theirs."
)
@with_appcontext
def import_pocketbase(
    source: str,
    partner: str,
    mode: str,
    dry_run: bool,
    without_files: bool,
    rejects: Path | None,
    storage: Path | None,
    email: str | None,
    profiles: str | None,
    history: str | None,
    fields: list[tuple[str, str]],
    files: list[tuple[str, str]],
    statuses: list[tuple[str, str]],
) -> None:
    """Import records from SOURCE: a pb_data folder, its data.db, a backup zip, or the https:// of a running server.

    Run it again at any time: records that are here are left alone, and changes made at the source since are applied.
    """
    tools: Tools = current_app.config["TOOLS"]
    chosen = tools.settings
    called = (profiles or chosen.pocketbase_profiles, history or chosen.pocketbase_history)
    try:
        with _alone(chosen.instance_dir) as scratch, _written(rejects) as write:
            owner, words = _owner(partner, mode), _words(statuses)
            with _opened(source, names(*called, fields, files), chosen, scratch, storage, email) as records:
                tally = Run(records, owner, words, tools, dry_run, without_files).all(db.session(), write)
    except (MovingStopped, Unavailable) as problem:
        raise click.ClickException(str(problem)) from None
    _tell(tally, dry_run, rejects)


@contextmanager
def _alone(instance: Path) -> Iterator[Path]:
    """The folder for copies, locked for one run at a time; leftovers of a killed run are removed."""
    with (instance / "moving.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise click.ClickException("another import is running on this machine") from None
        clear(instance)
        yield instance


@contextmanager
def _written(rejects: Path | None) -> Iterator[Callable[[Iterable[Finding]], None]]:
    """Where findings go: a CSV of ids and codes, or only into the summary."""
    if rejects is None:
        yield lambda found: None
        return
    with rejects.open("w", newline="") as file:
        lines = csv.writer(file)
        lines.writerow(("record", "part", "code", "moved"))

        def write(found: Iterable[Finding]) -> None:
            lines.writerows((one.record_id, one.part, one.code, "yes" if one.moved else "no") for one in found)
            file.flush()

        yield write


def _opened(
    source: str, called: Names, settings: Settings, scratch: Path, storage: Path | None, email: str | None
) -> AbstractContextManager[OldRecords]:
    if not source.startswith(("http://", "https://")):
        return snapshot(Path(source), called, scratch, storage)
    password = settings.pocketbase_password.get_secret_value()
    identity = email or settings.pocketbase_email
    if not identity:
        raise click.ClickException("a server needs a login: --email, and POCKETBASE_PASSWORD in the environment")
    password = password or click.prompt("Password of this superuser", hide_input=True)
    ca_file = str(settings.pocketbase_ca_file) if settings.pocketbase_ca_file else None
    return of_server(Server(Client(Access(source, identity, password, ca_file)), called), called, scratch)


def _owner(partner: str, mode: str) -> Owner:
    try:
        return Owner(partners.get(db.session(), partner).id, mode)
    except NotFound:
        raise click.ClickException("there is no partner with this id; see: flask kyc partners list") from None


def _words(statuses: list[tuple[str, str]]) -> Words:
    if odd := {ours for _, ours in statuses} - set(MEANINGS):
        raise click.ClickException(f"no status of ours: {', '.join(sorted(odd))}; there are {', '.join(MEANINGS)}")
    return Words({theirs.lower(): ours for theirs, ours in statuses})


def _tell(tally: Tally, dry_run: bool, rejects: Path | None) -> None:
    done = "would be moved in" if dry_run else "moved in"
    click.echo(f"{tally.fresh} records {done}, {tally.changed} brought up to date, {tally.same} were here already")
    click.echo(f"{tally.pictures} photos, {tally.refused} records not taken")
    for (code, moved), number in sorted(tally.codes.items()):
        click.echo(f"  {code}: {number} ({'moved all the same' if moved else 'not moved'})")
    if tally.codes and rejects is None:
        click.echo("which ones: run it again with --dry-run --rejects FILE.csv, or see docs/operate/moving-in.md")

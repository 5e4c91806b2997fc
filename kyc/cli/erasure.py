"""Commands for erasures: run one, verify receipts, export tombstones, replay them after a restored backup."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, TextIO

import click
from flask import current_app
from flask.cli import AppGroup

from kyc.adapters.receipts import Unsigned, opened
from kyc.domain.erasing import REASONS, Tombstone, from_lines, to_line
from kyc.domain.errors import Held, NotFound
from kyc.models import Erasure, Verification, db, transaction
from kyc.models.leftovers import rewrite
from kyc.services.privacy import erasure, receipts, tombstones
from kyc.services.privacy.personal_columns import TOUCHED
from kyc.services.record.audit import OPERATOR
from kyc.services.verification import profiles
from kyc.tools import Tools

erasure_cli = AppGroup("erasure", help="Erase a person, verify receipts, erase again after a restore.")


@erasure_cli.command("run")
@click.argument("subject")
@click.option("--reason", type=click.Choice(list(REASONS)), required=True)
@click.confirmation_option(prompt="What is erased cannot be brought back. Erase it?")
def run(subject: str, reason: str) -> None:
    """Erase SUBJECT: a record with all its sessions by its id, or one session (sess_…)."""
    try:
        with transaction(db.session()) as session:
            wish = erasure.order(reason, OPERATOR)
            found = session.get(Verification, subject)
            done = (
                erasure.redact(session, found, wish)
                if found
                else erasure.erase_profile(session, profiles.get(session, subject), wish)
            )
            click.echo(f"{done.id}: erased; a worker deletes {len(done.objects)} objects, then signs the receipt")
    except NotFound:
        raise click.ClickException("there is no such record or session") from None
    except Held:
        raise click.ClickException("the record is under a legal hold; see: flask kyc holds") from None


@erasure_cli.command("list")
def list_erasures() -> None:
    """Show every erasure, oldest first, and what remains to be done for it."""
    for stone in tombstones.of_database(db.session()):
        found = db.session().get_one(Erasure, stone.id)
        subject = stone.record_id if stone.whole else " ".join(stone.sessions)
        click.echo(f"{stone.at}  {stone.id}  {erasure.status_of(found):<9}  {stone.reason:<17}  {subject}")


@erasure_cli.command("receipt")
@click.argument("receipt_id")
def receipt(receipt_id: str) -> None:
    """Print a signed receipt, for the person who asked for the erasure."""
    found = db.session().get(Erasure, receipt_id)
    if found is None or not found.receipt:
        raise click.ClickException("there is no such receipt" if found is None else "not yet: images are being deleted")
    click.echo(found.receipt)


@erasure_cli.command("keys")
def keys() -> None:
    """Print the public keys (a JWK Set) that verify receipts."""
    click.echo(json.dumps(_tools().receipts.public(), indent=1))


@erasure_cli.command("verify")
@click.argument("file", type=click.File(encoding="utf-8"))
@click.option("--keys", "known", type=click.File(encoding="utf-8"), help="Public keys (JWK Set); default: our own.")
def verify(file: TextIO, known: TextIO | None) -> None:
    """Verify the receipt in FILE and print what it attests; fails if it was changed or is not ours."""
    said = _opened(file.read(), json.load(known) if known else _tools().receipts.public())
    stone = said[1]
    what = f"record {stone.record_id}" if stone.whole else f"of record {stone.record_id}"
    click.echo(f"good: {stone.id}, {what}, sessions {', '.join(stone.sessions) or 'none'}")
    click.echo(f"erased {said[0]['erased_at']}, completed {said[0]['completed_at']}, because {stone.reason}")


@erasure_cli.command("export")
@click.argument("file", type=click.File("w", encoding="utf-8"), default="-")
def export(file: TextIO) -> None:
    """Write the tombstone of every erasure to FILE, to be kept apart from the backups."""
    for stone in tombstones.of_database(db.session()):
        file.write(to_line(stone) + "\n")


@erasure_cli.command("replay")
@click.argument("files", type=click.Path(exists=True, dir_okay=False, path_type=Path), nargs=-1)
def replay(files: tuple[Path, ...]) -> None:
    """Erase again what a restored backup brought back, by the tombstones in FILES and INSTANCE_DIR/erasures.jsonl.

    A file holds tombstones, or our signed receipts, one per line. Running it again changes nothing.
    """
    stones = [*tombstones.kept(_tools().settings.instance_dir / tombstones.FILE)]
    for path in files:
        stones += _stones(path)
    with transaction(db.session()) as session:
        number = tombstones.replay(session, stones)
    click.echo(f"{len({stone.id for stone in stones})} tombstones, {number} applied; a worker deletes the objects")


@erasure_cli.command("compact")
@click.confirmation_option(prompt="Nobody can write meanwhile. Rewrite the tables?")
def compact() -> None:
    """Rewrite every table that held personal data, so that no old values remain in its files' free space."""
    rewrite(db.engine, TOUCHED)
    click.echo("rewritten")


def _stones(path: Path) -> Iterator[Tombstone]:
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    try:
        for line in filter(str.strip, lines):
            if line.lstrip().startswith("{"):
                yield from from_lines([line])
            else:
                yield _opened(line, _tools().receipts.public())[1]
    except ValueError as error:
        raise click.ClickException(f"{path}: {error}") from None


def _opened(text: str, known: Mapping[str, Any]) -> tuple[dict[str, Any], Tombstone]:
    try:
        said = opened(text, known)
        return said, receipts.tombstone_in(said)
    except (Unsigned, ValueError) as error:
        raise click.ClickException(f"not good: {error}") from None


def _tools() -> Tools:
    tools: Tools = current_app.config["TOOLS"]
    return tools

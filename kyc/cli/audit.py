"""Commands for the audit chain: export it to a file, verify it, print its head."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TextIO

import click
from flask.cli import AppGroup

from kyc.domain.audit import Entry, first_fault, from_lines, to_line
from kyc.models import db
from kyc.services.record import audit

audit_cli = AppGroup("audit", help="The record of who did what: export, verify.")


@audit_cli.command("export")
@click.argument("file", type=click.File("w", encoding="utf-8"), default="-")
def export(file: TextIO) -> None:
    """Write the chain to FILE, one entry per line; kyc/domain/audit.py alone is enough to verify it."""
    for entry in audit.entries(db.session()):
        file.write(to_line(entry) + "\n")


@audit_cli.command("head")
def head() -> None:
    """Print the chain's head, to be noted where nobody who can change the database can change it too."""
    click.echo(_head())


@audit_cli.command("verify")
@click.argument("file", type=click.File(encoding="utf-8"), required=False)
@click.option("--head", "noted", default="", help="POSITION:DIGEST noted earlier.")
def verify(file: TextIO | None, noted: str) -> None:
    """Check every link, of the database or of an exported FILE; on failure, name the first broken one."""
    try:
        fault = first_fault(from_lines(file), noted) if file else first_fault(_stored(), noted or _head())
    except ValueError as error:
        raise click.ClickException(str(error)) from None
    if fault:
        raise click.ClickException(f"broken at entry {fault.position}: {fault.what}")
    click.echo("whole")


def _stored() -> Iterator[Entry]:
    return audit.entries(db.session())


def _head() -> str:
    return audit.head(db.session()) or ""

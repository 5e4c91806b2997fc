"""Commands for legal holds: put, list, lift."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import click
from flask.cli import AppGroup

from kyc.domain.errors import Invalid, LostRace, NotFound
from kyc.domain.holding import REASONS
from kyc.models import db, transaction
from kyc.services.privacy import holds
from kyc.services.record.audit import OPERATOR

holds_cli = AppGroup("holds", help="Legal holds: records that are neither erased nor purged.")


@holds_cli.command("put")
@click.argument("record_id")
@click.option("--reason", type=click.Choice(list(REASONS)), required=True)
@click.option("--reference", default="", help="Your own file number; never a name.")
def put(record_id: str, reason: str, reference: str) -> None:
    """Put a hold on RECORD_ID from now on, and print the hold's id."""
    with _worded("there is no such record"), transaction(db.session()) as session:
        click.echo(holds.put(session, record_id, reason, reference, OPERATOR).id)


@holds_cli.command("list")
def list_holds() -> None:
    """Show every hold in force, newest first."""
    standing = holds.standing(db.session())
    for one in standing:
        since = one.at.strftime("%Y-%m-%d")
        click.echo(f"{one.id}  record {one.profile_id}  {one.reason}  {one.reference or '-'}  since {since}")
    if not standing:
        click.echo("no hold is in force")


@holds_cli.command("lift")
@click.argument("hold_id")
def lift(hold_id: str) -> None:
    """Lift HOLD_ID; what is past its retention term goes at the worker's next run."""
    with _worded("there is no such hold"), transaction(db.session()) as session:
        hold = holds.lift(session, hold_id, OPERATOR)
        still = holds.held(session, hold.profile_id)
    click.echo("lifted; another hold on the record is still in force" if still else "lifted")


@contextmanager
def _worded(unknown: str) -> Iterator[None]:
    try:
        yield
    except NotFound:
        raise click.ClickException(unknown) from None
    except LostRace:
        raise click.ClickException("it is lifted already") from None
    except Invalid as error:
        raise click.ClickException(error.detail) from None

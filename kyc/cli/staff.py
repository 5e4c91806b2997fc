"""Commands for staff accounts: create, reset, deactivate, list."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click
from flask.cli import AppGroup
from sqlalchemy.orm import Session

from kyc.domain.errors import Invalid, NotFound
from kyc.models import db, transaction
from kyc.services.accounts import staff_accounts

staff_cli = AppGroup("staff", help="Staff accounts: create, reset, deactivate, list; their sessions.")
SHOWN_ONCE = """One-time password, shown once: {password}
At the first sign-in its owner sets up an authenticator app and chooses a password."""


@staff_cli.command("create")
@click.argument("email")
@click.option("--role", type=click.Choice(staff_accounts.ROLES), default="reviewer", show_default=True)
def create(email: str, role: str) -> None:
    """Create an account for EMAIL and print its one-time password."""
    _print_password(lambda session: staff_accounts.create_account(session, email, role))


@staff_cli.command("reset")
@click.argument("email")
def reset(email: str) -> None:
    """Give EMAIL a new one-time password; ends their sessions and removes their second factor."""
    _print_password(lambda session: staff_accounts.reset(session, email))


@staff_cli.command("deactivate")
@click.argument("email")
def deactivate(email: str) -> None:
    """Deactivate the account of EMAIL; `reset` activates it again."""
    with worded(), transaction(db.session()) as session:
        staff_accounts.deactivate(session, email)
    click.echo("closed")


@staff_cli.command("list")
def list_accounts() -> None:
    """Show every account, its role and whether its owner has signed in and set up a second factor."""
    for user in staff_accounts.accounts(db.session()):
        roles = ", ".join(role.name for role in user.roles)
        click.echo(f"{user.email}  {roles}  {_standing(user.active, user.must_change_password, user.tf_totp_secret)}")


def _print_password(work: Callable[[Session], str]) -> None:
    with worded(), transaction(db.session()) as session:
        password = work(session)
    click.echo(SHOWN_ONCE.format(password=password))


@contextmanager
def worded() -> Iterator[None]:
    """Turn errors into the command line's own."""
    try:
        yield
    except Invalid as error:
        raise click.ClickException(error.errors[0].detail) from error
    except NotFound as error:
        raise click.ClickException("there is no account with this address") from error


def _standing(active: bool, must_change: bool, secret: str | None) -> str:
    if not active:
        return "closed"
    if must_change:
        return "waits for the first sign-in"
    return "authenticator app set" if secret else "no authenticator app yet"

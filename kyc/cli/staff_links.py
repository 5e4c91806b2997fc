"""Commands that link staff accounts to people of the identity provider, and unlink them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import click
from flask import current_app

from kyc.cli.staff import staff_cli
from kyc.domain.errors import Invalid, NotFound
from kyc.models import db, transaction
from kyc.services.accounts import oidc_links


@staff_cli.command("link")
@click.argument("email")
@click.argument("subject")
def link(email: str, subject: str) -> None:
    """Link the account of EMAIL to the person whom the provider (OIDC_ISSUER) calls SUBJECT."""
    issuer = current_app.config["SETTINGS"].oidc_issuer
    if not issuer:
        raise click.ClickException("there is no provider: set OIDC_ISSUER first")
    with _worded("there is no account with this address"), transaction(db.session()) as session:
        oidc_links.link(session, email, issuer, subject)
    click.echo("linked")


@staff_cli.command("unlink")
@click.argument("email")
def unlink(email: str) -> None:
    """Unlink EMAIL from the provider; the next sign-in links them anew by the verified address."""
    with _worded("there is no link of this address"), transaction(db.session()) as session:
        oidc_links.unlink(session, email)
    click.echo("unlinked")


@contextmanager
def _worded(missing: str) -> Iterator[None]:
    try:
        yield
    except Invalid as error:
        raise click.ClickException(error.errors[0].detail) from error
    except NotFound as error:
        raise click.ClickException(missing) from error

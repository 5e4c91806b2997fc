"""Commands for staff sessions: list them, end them, and admit a new browser while a password is being guessed."""

from __future__ import annotations

import click
from flask import current_app

from kyc.cli.staff import staff_cli, worded
from kyc.models import db, transaction
from kyc.services.accounts import staff_accounts, staff_sessions
from kyc.services.accounts.staff_sessions import Ending
from kyc.services.record.audit import OPERATOR
from kyc.web.staff.entrance import known_browsers


@staff_cli.command("sessions")
@click.argument("email")
def sessions(email: str) -> None:
    """Show the sessions of EMAIL."""
    with worded():
        person = staff_accounts.get(db.session(), email)
    going_on = staff_sessions.going_on(db.session(), current_app.config["SETTINGS"].staff_idle, person.id)
    for one in going_on:
        since, seen = (moment.strftime("%Y-%m-%d %H:%M") for moment in (one.started_at, one.seen_at))
        click.echo(f"{staff_sessions.short(one.id)}  {one.device}  since {since}, seen {seen} UTC")
    if not going_on:
        click.echo("nowhere signed in")


@staff_cli.command("end")
@click.argument("email")
@click.argument("session_id", required=False)
def end(email: str, session_id: str | None) -> None:
    """End the session of EMAIL that begins with SESSION_ID, or all of them."""
    with worded(), transaction(db.session()) as session:
        person = staff_accounts.get(session, email)
        count = staff_sessions.end_named(session, person.id, session_id or "", Ending.REVOKED, OPERATOR)
    if session_id and not count:
        raise click.ClickException("no session of this person begins like that")
    click.echo(f"ended: {count}")


@staff_cli.command("pass")
@click.argument("email")
def make_pass(email: str) -> None:
    """Print a link that lets EMAIL try to sign in from a new browser while strangers guess their password."""
    settings = current_app.config["SETTINGS"]
    with worded(), transaction(db.session()) as session:
        person = staff_accounts.get(session, email)
        staff_accounts.note_change(session, person.id, "pass_made", OPERATOR)
    token = known_browsers.pass_for(settings, person.email)
    click.echo(f"{settings.public_base_url}/staff/known/{token}")
    click.echo("Works for a day, in the browser that opens it first thing. Password and code are asked for as always.")

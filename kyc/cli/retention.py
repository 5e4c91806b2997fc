"""Commands for retention: what is deleted when, partners' own terms, and orphaned objects."""

from __future__ import annotations

import click
from flask import current_app
from flask.cli import AppGroup

from kyc.domain.data_classes import DataClass
from kyc.domain.errors import NotFound
from kyc.domain.retention import LONGEST
from kyc.models import db, transaction, utcnow
from kyc.services.privacy import orphans, retention
from kyc.services.privacy.forecast import NOW, Outlook, forecast
from kyc.services.record.audit import OPERATOR
from kyc.tools import Tools

retention_cli = AppGroup("retention", help="Retention: preview, partners' terms, orphaned objects.")
_CLASS = click.Choice([kind.value for kind in DataClass])
_FIRST = 6
"""Months printed one by one."""


@retention_cli.command("preview")
def preview() -> None:
    """Show how many verifications lose which data class now and in the months to come; nothing is changed."""
    found = forecast(db.session(), _tools().settings.terms, utcnow().date())
    for one in found.classes:
        click.echo(f"{one.kind.value:<11} {_term(one.days):>10}   {_told(one)}")
    click.echo(f"{found.open} open verifications lose nothing; {found.holds} records are under a legal hold")


@retention_cli.command("terms")
def terms() -> None:
    """Show the terms of every partner, in days from the end of a verification."""
    for partner_id, one in retention.terms_of(db.session(), _tools().settings.terms).items():
        click.echo(f"{partner_id}  " + "  ".join(f"{kind.value} {_term(one.of(kind))}" for kind in DataClass))


@retention_cli.command("set")
@click.argument("partner_id")
@click.argument("data_class", type=_CLASS)
@click.argument("days", type=click.IntRange(0, LONGEST), required=False)
def set_term(partner_id: str, data_class: str, days: int | None) -> None:
    """Keep PARTNER_ID's DATA_CLASS for DAYS, 0 for ever; without DAYS the setting applies again."""
    try:
        with transaction(db.session()) as session:
            retention.set_term(session, partner_id, DataClass(data_class), days, OPERATOR)
    except NotFound:
        raise click.ClickException("there is no such partner; see: flask kyc partners list") from None
    click.echo("set" if days is not None else "the setting counts")


@retention_cli.command("orphans")
@click.option("--remove", is_flag=True, help="Delete them; a worker does so every night.")
def show_orphans(remove: bool) -> None:
    """Count the stored objects that no row has named for more than a day."""
    store = _tools().blobs
    found = orphans.find(db.session(), store, utcnow())
    click.echo(f"{found.seen} objects, {len(found.orphans)} that no row names, {found.young} too young to say")
    if remove:
        click.echo(f"removed: {orphans.remove(store, found.orphans)}")


def _told(one: Outlook) -> str:
    """One line: the first months in order, later ones together."""
    months = sorted(one.goes, key=lambda month: (month != NOW, month))
    told = [f"{month} {one.goes[month]}" for month in months[:_FIRST]]
    if later := sum(one.goes[month] for month in months[_FIRST:]):
        told.append(f"later {later}")
    told += [f"{word} {number}" for word, number in (("kept", one.kept), ("held", one.held)) if number]
    return ", ".join(told) or "nothing there"


def _term(days: int | None) -> str:
    return "kept" if days is None else f"{days} days"


def _tools() -> Tools:
    tools: Tools = current_app.config["TOOLS"]
    return tools

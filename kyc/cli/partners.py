"""Commands for partners: their API keys, webhook endpoints, signing secrets and branding."""

from __future__ import annotations

from datetime import timedelta

import click
from flask import current_app
from flask.cli import AppGroup
from sqlalchemy import select

from kyc.adapters.outgoing import check_url
from kyc.cli.looks import set_look
from kyc.domain.errors import Invalid, NotFound
from kyc.models import DEFAULT_PARTNER, ApiKey, Delivery, Partner, WebhookEndpoint, db, transaction, utcnow
from kyc.services.accounts import keys, partners
from kyc.services.telling import deliveries
from kyc.services.telling.messages import EVENTS
from kyc.tools import Tools

partners_cli = AppGroup("partners", help="Partners: API keys, webhooks and looks.")
key_cli = AppGroup("key", help="API keys.")
webhook_cli = AppGroup("webhook", help="Webhooks of the default partner.")
partners_cli.add_command(key_cli)
partners_cli.add_command(webhook_cli)
partners_cli.add_command(set_look)


@partners_cli.command("add")
@click.argument("name")
def add_partner(name: str) -> None:
    """Add a partner called NAME and print its id; its people, records and keys are separate from all others."""
    try:
        with transaction(db.session()) as session:
            made = partners.add(session, _tools().keyring, name)
    except Invalid as error:
        raise click.ClickException(error.errors[0].detail) from None
    click.echo(made.id)


@partners_cli.command("list")
def list_partners() -> None:
    """Show every partner and its id."""
    for partner_id, name in partners.names(db.session()).items():
        click.echo(f"{partner_id}  {name}")


@key_cli.command("create")
@click.option("--partner", default=DEFAULT_PARTNER, show_default=True, help="Whose key; see: flask kyc partners list")
@click.option("--mode", type=click.Choice(["test", "live"]), default="test", show_default=True)
@click.option("--name", default="", help="A name to recognise it by.")
@click.option("--scope", "scopes", multiple=True, type=click.Choice(keys.SCOPES), help="Default: all.")
@click.option("--days", type=click.IntRange(1, 3660), help="How long it is good; default: until it is revoked.")
def create_key(partner: str, mode: str, name: str, scopes: tuple[str, ...], days: int | None) -> None:
    """Create a key and print it, this once."""
    pepper = _tools().settings.api_key_pepper.get_secret_value()
    until = utcnow() + timedelta(days=days) if days else None
    try:
        with transaction(db.session()) as session:
            whose = partners.get(session, partner).id
            key = keys.issue(session, pepper, whose, mode, name, scopes or keys.SCOPES, until)
    except NotFound:
        raise click.ClickException("there is no partner with this id; see: flask kyc partners list") from None
    click.echo(key)


@key_cli.command("list")
def list_keys() -> None:
    """Show every stored key by its id; the keys of VALID_API_KEYS are not stored."""
    for key in db.session.scalars(select(ApiKey).order_by(ApiKey.created_at, ApiKey.id)):
        used = f"last used {key.last_used_at:%Y-%m-%d %H:%M}" if key.last_used_at else "not used yet"
        until = f"until {key.expires_at:%Y-%m-%d}  " if key.expires_at else ""
        whose = "" if key.partner_id == DEFAULT_PARTNER else f"{key.partner_id}  "
        about = f"{key.id}  {key.mode}  {keys.state(key)}  {whose}made {key.created_at:%Y-%m-%d}  {until}{used}"
        click.echo(f"{about}  {key.name}".rstrip())


@key_cli.command("revoke")
@click.argument("key_id")
def revoke_key(key_id: str) -> None:
    """Revoke the key with this id at once."""
    try:
        with transaction(db.session()) as session:
            keys.revoke(session, key_id)
    except NotFound:
        raise click.ClickException("there is no key with this id; see: flask kyc partners key list") from None
    click.echo(f"{key_id} revoked")


@webhook_cli.command("set")
@click.argument("url")
def set_webhook(url: str) -> None:
    """Send verification.completed to URL from now on."""
    problem = check_url(url, _tools().settings.outgoing_allow)
    if problem == "blocked_address":
        raise click.ClickException("this address is private; OUTGOING_ALLOW lists the private networks to be reached")
    if problem:
        raise click.ClickException("this is no http or https address (without user and password)")
    with transaction(db.session()) as session:
        partners.set_webhook(session, url)
    click.echo("set")


@webhook_cli.command("events")
@click.argument("events", nargs=-1, required=True, type=click.Choice([*EVENTS, "*"]))
def choose_events(events: tuple[str, ...]) -> None:
    """Choose the events an endpoint receives: at first verification.completed alone, "*" for all."""
    try:
        with transaction(db.session()) as session:
            partners.choose_events(session, events)
    except NotFound:
        raise click.ClickException("there is no endpoint yet; run: flask kyc partners webhook set URL") from None
    click.echo("set")


@webhook_cli.command("secret")
def show_secret() -> None:
    """Print the secrets that verify our signatures, newest first."""
    partner = db.session.get(Partner, DEFAULT_PARTNER)
    if partner is None:
        raise click.ClickException("nothing is set up yet; run: flask kyc init")
    for secret in partners.webhook_secrets(partner.id, partner.sealed_webhook_secret, _tools().keyring):
        click.echo(secret)


@webhook_cli.command("list")
def list_webhooks() -> None:
    """Show the endpoints, and the deliveries that were given up."""
    for endpoint in db.session.scalars(select(WebhookEndpoint).order_by(WebhookEndpoint.created_at)):
        heard = f"  {' '.join(endpoint.events)}" if endpoint.events else ""
        click.echo(f"{endpoint.id}  {'disabled' if endpoint.disabled_at else 'enabled'}  {endpoint.url}{heard}")
    dead = select(Delivery).where(Delivery.state == "dead").order_by(Delivery.created_at)
    for delivery in db.session.scalars(dead):
        click.echo(f"{delivery.id}  given up after {delivery.attempts} attempts  {delivery.event_id}")


@webhook_cli.command("replay")
@click.argument("delivery_id")
def replay_delivery(delivery_id: str) -> None:
    """Send a delivery again, under its webhook-id."""
    try:
        with transaction(db.session()) as session:
            deliveries.replay(session, delivery_id)
    except NotFound:
        raise click.ClickException("there is no such delivery; see: flask kyc partners webhook list") from None
    click.echo("queued")


def _tools() -> Tools:
    tools: Tools = current_app.config["TOOLS"]
    return tools

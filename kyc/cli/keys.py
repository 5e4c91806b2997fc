"""Commands for the key ring that seals images: generate a key, re-encrypt what is stored under it."""

from __future__ import annotations

import base64
import secrets
from contextlib import suppress

import click
from flask import current_app
from flask.cli import AppGroup
from sqlalchemy import select

from kyc.adapters import blobs
from kyc.domain.errors import NotFound
from kyc.domain.ports import SealBroken
from kyc.models import DocumentTrace, Partner, WebhookEndpoint, db, transaction
from kyc.services.accounts import partners
from kyc.services.examining import traces
from kyc.services.telling import endpoints
from kyc.tools import Tools
from kyc.web.staff.entrance import code_apps

keys_cli = AppGroup("keys", help="Key ring of the sealed images: new key, re-wrap.")


@keys_cli.command("new")
@click.argument("key_id")
def new_key(key_id: str) -> None:
    """Print a fresh entry for the front of BLOB_KEYS, under the id KEY_ID; nothing is stored."""
    entry = f"{key_id}:{base64.b64encode(secrets.token_bytes(32)).decode()}"
    try:
        blobs.Keyring.parse(entry)
    except ValueError:
        raise click.ClickException("an id has letters, digits, - and _, at most 40 of them") from None
    click.echo(entry)


@keys_cli.command("rewrap")
def rewrap() -> None:
    """Move every image and secret to the first key of the ring; safe to run again and while serving."""
    tools: Tools = current_app.config["TOOLS"]
    store = blobs.create(tools.settings.blob_url, tools.keyring)
    names = list(store.names())  # frames of challenges too, and objects that no row names
    moved = sum(_moved(store, name) for name in names)
    with transaction(db.session()) as session:
        for partner in session.scalars(select(Partner).with_for_update()):
            name = partners.secret_name(partner.id)
            partner.sealed_webhook_secret = tools.keyring.rewrap(name, partner.sealed_webhook_secret)
        standing = select(WebhookEndpoint).where(WebhookEndpoint.sealed_secret.is_not(None)).with_for_update()
        for endpoint in session.scalars(standing):
            name = endpoints.secret_name(endpoint.id)
            endpoint.sealed_secret = tools.keyring.rewrap(name, endpoint.sealed_secret or b"")
        kept = session.scalars(
            select(DocumentTrace).where(DocumentTrace.sealed_portrait.is_not(None)).with_for_update()
        )
        portraits = sum(_rewrapped(trace, tools.keyring) for trace in kept)
        apps = code_apps.rewrap(session, tools.settings)
    click.echo(
        f"{len(names)} images, {moved} of them moved to key {tools.keyring.current}, {portraits} kept portraits too"
    )
    if apps:
        click.echo(f"{apps} authenticator apps moved to the SECRET_KEY of now")


def _rewrapped(trace: DocumentTrace, keyring: blobs.Keyring) -> bool:
    """Whether a portrait changed keys; one whose key is already gone stays as it is."""
    before = trace.sealed_portrait or b""
    with suppress(SealBroken):
        trace.sealed_portrait = keyring.rewrap(traces.sealed_name(trace.verification_id), before)
    return trace.sealed_portrait != before


def _moved(store: blobs.SealedStore, name: str) -> bool:
    """Whether an image changed keys; False for one erased meanwhile."""
    try:
        return store.rewrap(name)
    except NotFound:
        return False

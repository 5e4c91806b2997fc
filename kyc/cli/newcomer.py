"""The first start: a key, a staff login, a sample watchlist, and a word on what to do next."""

from __future__ import annotations

from datetime import UTC, datetime

import click
import sqlalchemy as sa
from flask import Flask

from kyc.adapters import screening
from kyc.cli.watchlist_lines import start_words
from kyc.config import Settings
from kyc.domain.watchlists import KINDS
from kyc.models import DEFAULT_PARTNER, ApiKey, StaffUser, db, transaction
from kyc.services.accounts import keys, staff_accounts
from kyc.tools import Tools

EMAIL = "admin@localhost.localdomain"

WELCOME = """
  eKYC server       {url}
  API documents     {url}/docs
  API key (test)    {key}
  Staff page        {url}/staff      {email}
  One-time password {password}       (you choose your own when you sign in)
  Watchlist         {watchlist}

  Shown once; more keys: .venv/bin/flask kyc partners key create. Try it:

  curl -s {url}/api/profiles/create -H 'x-api-key: {key}' -H 'content-type: application/json' \\
    -d '{{"name": "Anna Sample", "document_type": "passport", "document_number": "L898902C3", "nationality": "UTO"}}'

  Open the url of the answer on a phone or here, or run a whole verification: make demo
"""


def prepare(app: Flask) -> None:
    """Create sample data and first accounts, each only where missing; what exists is neither changed nor shown."""
    settings: Settings = app.config["SETTINGS"]
    loaded = _sample_watchlist(settings)
    with transaction(db.session()) as session:
        fresh = session.scalar(sa.select(ApiKey.id).limit(1)) is None
        pepper = settings.api_key_pepper.get_secret_value()
        key = keys.issue(session, pepper, DEFAULT_PARTNER, "test", "first start", keys.SCOPES) if fresh else ""
        staffed = session.scalar(sa.select(StaffUser.id).limit(1)) is not None
        password = "" if staffed else staff_accounts.create_account(session, EMAIL, "admin")
    if key:
        shown = password or "(a staff account exists)"
        text = WELCOME.format(url=settings.public_base_url, key=key, email=EMAIL, password=shown, watchlist=loaded)
        click.echo(text)
    else:
        click.echo(f"eKYC server on {settings.public_base_url}; keys and logins stay as they are.")
    if settings.valid_api_keys:
        click.echo(f"VALID_API_KEYS: {len(settings.valid_api_keys)} keys of the default partner are accepted.")
    if settings.watchlist == "index":
        _warn_of_lists(app.config["TOOLS"])


def _sample_watchlist(settings: Settings) -> str:
    """Load the synthetic sample where no list is loaded; returns the lists by name, or the other engine in use."""
    if settings.watchlist != "index":
        return f"WATCHLIST={settings.watchlist}"
    indexes = [screening.create(settings.watchlists_dir, kind) for kind in KINDS]
    if not any(index.lists() for index in indexes):
        screening.load_sample(settings.watchlists_dir)
    names = sorted({one.name for index in indexes for one in index.lists()})
    return ", ".join(names)


def _warn_of_lists(tools: Tools) -> None:
    """Say which screenings do not take place in live mode, and which lists are too old."""
    standings = [one for kind in KINDS for one in tools.list_standings(kind)]
    for line in start_words(standings, datetime.now(UTC)):
        click.echo(line)

"""`flask kyc listen`: webhooks on a developer's machine that the server cannot reach."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from time import sleep
from typing import Any

import click
import requests
from flask import current_app
from flask.cli import with_appcontext

from kyc.models import Event
from kyc.services.accounts import partners
from kyc.services.telling import deliveries

TEST_PREFIX = "ekyc_test_"
POLL_S, AWAY_S, TIMEOUT_S = 1.0, 5.0, 15.0
AT_ONCE = 100
USELESS = {
    401: "the server does not know this key",
    403: "this key lacks sessions:read",
    404: "no such event: --after",
    422: "no such event: --after",
}


@click.command("listen")
@click.option("--forward", "url", required=True, metavar="URL", help="The URL of your receiver.")
@click.option("--key", envvar="EKYC_KEY", required=True, help="A test key; better in EKYC_KEY than in the command.")
@click.option("--server", help="The eKYC server; default: PUBLIC_BASE_URL.")
@click.option("--secret", help="Signs what is forwarded (whsec_…); default: a new one, printed.")
@click.option("--after", help="Start after this event (evt_…); default: from now on.")
@with_appcontext
def listen_cli(url: str, key: str, server: str | None, secret: str | None, after: str | None) -> None:
    """Post every event of a test key to URL, signed like a webhook, until you press ctrl-C."""
    if not key.startswith(TEST_PREFIX):
        raise click.ClickException(f"only events of test keys ({TEST_PREFIX}…) are forwarded")
    if not url.startswith(("http://", "https://")):
        raise click.ClickException("--forward takes the http or https address of your receiver")
    secret = secret or partners.fresh_secret()
    try:
        deliveries.sign([secret], "evt_", 0, b"")
    except ValueError:
        raise click.ClickException("--secret takes whsec_ and base64") from None
    feed = Feed(server or current_app.config["SETTINGS"].public_base_url, key)
    try:
        last = after or feed.newest()
        click.echo(f"signing secret {secret}\nforwarding to {url}; ctrl-C ends")
        _follow(feed, last, url, secret)
    except KeyboardInterrupt:
        click.echo("ended")


class Feed:
    """`GET /v1/events` with one key; raises `ClickException` for faults that waiting would not cure."""

    def __init__(self, server: str, key: str) -> None:
        self._url = f"{server.rstrip('/')}/v1/events"
        self._session = requests.Session()
        self._session.headers["x-api-key"] = key

    def after(self, last: str | None) -> Iterator[dict[str, Any]]:
        """Every event after `last`, oldest first, page by page; raises `RequestException` while the server is away."""
        more = True
        while more:
            asked = {"limit": str(AT_ONCE), **({"after": last} if last else {})}
            answer = self._session.get(self._url, params=asked, timeout=TIMEOUT_S, allow_redirects=False)
            if answer.status_code in USELESS:
                raise click.ClickException(USELESS[answer.status_code])
            if answer.status_code != 200:
                raise requests.HTTPError(f"it answers {answer.status_code}")
            body = answer.json()
            yield from body["data"]
            more = body["has_more"]
            last = body["data"][-1]["id"] if more else last

    def newest(self) -> str | None:
        """The newest event; raises `ClickException` where the server cannot be reached."""
        last = None
        try:
            for event in self.after(None):
                last = event["id"]
        except requests.RequestException as error:
            raise click.ClickException(f"no events from {self._url}: {_reason(error)}") from None
        return last


def _follow(feed: Feed, last: str | None, url: str, secret: str) -> None:
    """Forward new events without end; while the server is away, ask again and miss nothing."""
    while True:
        pause = POLL_S
        try:
            for event in feed.after(last):
                click.echo(
                    f"{event['at']}  {event['type']}  {event['session_id'] or '-'}  {_posted(event, url, secret)}"
                )
                last = event["id"]
        except requests.RequestException as error:
            click.echo(f"the server is away ({_reason(error)}); asking again")
            pause = AWAY_S
        sleep(pause)


def _posted(told: dict[str, Any], url: str, secret: str) -> str:
    """Post one event once, with a webhook's bytes and headers; returns the outcome in a word."""
    body = json.dumps(told["message"], ensure_ascii=False, separators=(",", ":")).encode()
    event = Event(id=told["id"], type=told["type"], body=body, profile_id=told["record_id"], mode="test")
    timestamp = int(datetime.now(UTC).timestamp())
    headers = deliveries.headers(event, 0, timestamp, deliveries.sign([secret], event.id, timestamp, body))
    try:
        answer = requests.post(url, data=body, headers=headers, timeout=TIMEOUT_S, allow_redirects=False)
    except requests.RequestException as error:
        return _reason(error)
    return str(answer.status_code)


def _reason(error: requests.RequestException) -> str:
    """An error in a word; its own text may be a page long."""
    return str(error) if isinstance(error, requests.HTTPError) else type(error).__name__

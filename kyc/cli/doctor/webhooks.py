"""A webhook to ourselves: signed like every other, posted over the network, verified as a partner would."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

from standardwebhooks.webhooks import Webhook, WebhookVerificationError

from kyc.adapters import outgoing
from kyc.cli.doctor.finding import Finding, Installation, fail, ok
from kyc.domain import ids
from kyc.domain.ports import SealBroken
from kyc.models import DEFAULT_PARTNER, Partner, utcnow
from kyc.services.accounts import partners
from kyc.services.telling import deliveries, messages

PATIENCE_S, LONGEST = 10, 4096


class _Receiver(HTTPServer):
    """Receives one message on loopback."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Taking)
        self.timeout = PATIENCE_S
        self.heard: tuple[dict[str, str], bytes] | None = None


class _Taking(BaseHTTPRequestHandler):
    server: _Receiver
    timeout = PATIENCE_S

    def do_POST(self) -> None:
        length = min(int(self.headers.get("Content-Length", 0)), LONGEST)
        self.server.heard = ({name.lower(): value for name, value in self.headers.items()}, self.rfile.read(length))
        self.send_response(204)
        self.end_headers()

    def log_message(self, *said: Any) -> None:
        """Silent: the finding says it."""


def webhook_to_oneself(installation: Installation) -> Iterator[Finding]:
    """Signs, sends and verifies a webhook; nothing is stored."""
    partner = installation.session.get(Partner, DEFAULT_PARTNER)
    if partner is None:
        yield fail("webhooks", "there is no partner yet", "flask kyc init")
        return
    try:
        known = partners.webhook_secrets(partner.id, partner.sealed_webhook_secret, installation.tools.keyring)
    except SealBroken:
        yield fail("webhooks", "none can be signed: their secret does not open", "see: keys")
        return
    with _Receiver() as receiver:
        thread = threading.Thread(target=receiver.handle_request)
        thread.start()
        error = _posted(f"http://127.0.0.1:{receiver.server_port}/", known)
        thread.join()
    if error or receiver.heard is None:
        yield fail(
            "webhooks", f"one to ourselves did not arrive: {error or 'timeout'}", "does a firewall hold loopback?"
        )
    elif _verified(known[0], *receiver.heard):
        yield ok("webhooks", "one to ourselves arrived, and its signature holds")
    else:
        yield fail("webhooks", "one to ourselves arrived with a signature that does not hold", "WEBHOOK_SECRET")


def _posted(url: str, known: Any) -> str | None:
    event_id, now = ids.event_id(), utcnow()
    body, timestamp = messages.test("we_doctor", "test", now), int(now.timestamp())
    headers = {
        "content-type": "application/json",
        "webhook-id": event_id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": deliveries.sign(known, event_id, timestamp, body),
    }
    return outgoing.create(("127.0.0.0/8",)).post(url, body, headers).error


def _verified(secret: str, headers: dict[str, str], body: bytes) -> bool:
    try:
        Webhook(secret).verify(body, headers)
    except WebhookVerificationError:
        return False
    return True

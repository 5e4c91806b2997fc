"""What this host must reach: the image store, the store of rate limits, the identity provider, and ourselves."""

from __future__ import annotations

import email.utils
import secrets
from collections.abc import Iterator
from datetime import UTC, datetime

import requests
from limits.storage import storage_from_string

from kyc.cli.doctor.finding import Finding, Installation, fail, ok, warn
from kyc.domain.errors import Unavailable
from kyc.domain.sign_in import SignInRefused

PATIENCE_S, SKEW_S = 5, 30.0


def image_store(installation: Installation) -> Iterator[Finding]:
    """Writes, reads and deletes an object of its own."""
    name, data = f"doctor/{secrets.token_hex(8)}", secrets.token_bytes(64)
    try:
        installation.tools.blobs.put(name, data)
        same = installation.tools.blobs.get(name) == data
        installation.tools.blobs.delete(name)
    except (Unavailable, ValueError) as error:
        says = error.detail if isinstance(error, Unavailable) else str(error)
        yield fail("image store", says or "does not answer", "BLOB_URL, AWS_… and the service itself")
        return
    yield ok("image store", "writes, reads and deletes") if same else fail("image store", "gives back other bytes", "")


def limits_store(installation: Installation) -> Iterator[Finding]:
    """Where rate limits are counted; without it each process counts by itself."""
    url = installation.settings.rate_limit_url
    if url.startswith("memory"):
        return
    try:
        answers = storage_from_string(url, socket_timeout=PATIENCE_S, socket_connect_timeout=PATIENCE_S).check()
    except Exception:  # noqa: BLE001  (each store raises errors of its own)
        answers = False
    if answers:
        yield ok("limits", "the shared store answers")
    else:
        yield warn("limits", "the shared store does not answer: each process counts alone", "RATE_LIMIT_URL")


def identity_provider(installation: Installation) -> Iterator[Finding]:
    """Reads the provider's discovery document."""
    provider = installation.tools.identity_provider
    if provider is None:
        return
    try:
        provider.authorization_url(f"{installation.settings.public_base_url}/staff/oidc/callback")
    except SignInRefused as error:
        yield fail("sign-in", f"the identity provider: {error.code}", "OIDC_ISSUER; docs/operate/sign-in.md")
        return
    yield ok("sign-in", "the identity provider answers")


def own_address(installation: Installation) -> Iterator[Finding]:
    """Calls PUBLIC_BASE_URL as an applicant would, and compares its clock with ours."""
    base = installation.settings.public_base_url
    try:
        answer = requests.get(f"{base}/healthz", timeout=PATIENCE_S, allow_redirects=False)
    except requests.exceptions.SSLError:
        yield fail("address", f"the certificate of {base} is not good", "renew it, or install its chain")
        return
    except requests.RequestException as error:
        says = f"{base} does not answer from here: {type(error).__name__}"
        yield warn("address", says, "does the server run, and does this host reach itself by that name?")
        return
    if answer.status_code != 200 or answer.headers.get("X-Request-ID") is None:
        yield fail("address", f"{base} leads to something else ({answer.status_code})", "PUBLIC_BASE_URL, or the proxy")
    else:
        yield ok("address", f"{base} leads here")
    yield from _clock(answer.headers.get("Date", ""))


def _clock(date: str) -> Iterator[Finding]:
    try:
        said = email.utils.parsedate_to_datetime(date)
    except ValueError:
        return
    skew = abs((datetime.now(UTC) - (said if said.tzinfo else said.replace(tzinfo=UTC))).total_seconds())
    if skew > SKEW_S:
        says = f"{skew:.0f} seconds apart from the one in front"
        yield fail("clock", says, "let both follow a time server: signatures of webhooks hold for five minutes")
    else:
        yield ok("clock", "the same as the one in front")

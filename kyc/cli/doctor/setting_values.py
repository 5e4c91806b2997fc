"""Settings that contradict each other, are unsafe, or do not do what they seem to."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

from kyc.cli.doctor.finding import Finding, Installation, fail, ok, warn
from kyc.config import Settings
from kyc.mistakes import Mistaken
from kyc.tools import load_policy

HERE = ("localhost", "127.0.0.1", "::1")
SHORT_KEY = 20


def setting_mistakes(installation: Installation) -> Iterator[Finding]:
    """Invalid settings, which stop every other command; everything else is checked with their defaults."""
    for sentence in Mistaken(installation.mistakes).sentences():
        yield fail("settings", sentence, "nothing else starts with it; what needs it is not looked at")


def setting_values(installation: Installation) -> Iterator[Finding]:
    """Each rule by itself; secrets are examined but never shown."""
    chosen = installation.settings
    found = [*_address(chosen), *_several_hosts(chosen), *_keys(chosen), *_lists(chosen), *_outgoing(installation)]
    if not found and not installation.mistakes:
        yield ok("settings", "they go together")
    yield from found
    yield _policy(chosen)


def _address(chosen: Settings) -> Iterator[Finding]:
    place = urlsplit(chosen.public_base_url)
    if place.scheme == "http" and place.hostname not in HERE:
        yield fail(
            "settings",
            "PUBLIC_BASE_URL is http: browsers open a camera on https pages alone, and cookies travel in the open",
            "put a proxy with a certificate in front and set PUBLIC_BASE_URL=https://…",
        )
    if place.scheme == "https" and not chosen.trusted_proxies:
        yield warn(
            "settings",
            "PUBLIC_BASE_URL is https and TRUSTED_PROXIES is 0: every applicant seems to come from the proxy's address",
            "set TRUSTED_PROXIES to the number of proxies in front",
        )
    if chosen.oidc_allow_http:
        yield warn("settings", "OIDC_ALLOW_HTTP is on", "it is for a provider on this machine while you try it out")


def _several_hosts(chosen: Settings) -> Iterator[Finding]:
    if chosen.is_sqlite:
        return
    if chosen.rate_limit_url.startswith("memory"):
        yield warn("settings", "limits are counted by each process alone", "RATE_LIMIT_URL=redis://… counts over all")
    if chosen.blob_url.startswith("file://"):
        yield warn(
            "settings",
            "the database is a server's, the images lie in a folder of this host",
            "several hosts need BLOB_URL=s3://… or the same folder",
        )


def _keys(chosen: Settings) -> Iterator[Finding]:
    if any(len(key) < SHORT_KEY for key in chosen.valid_api_keys):
        yield warn("settings", "VALID_API_KEYS has a key that is short enough to guess", "take 32 random characters")
    if 0 < len(chosen.metrics_token.get_secret_value()) < SHORT_KEY:
        yield warn("settings", "METRICS_TOKEN is short enough to guess", "take 32 random characters")
    if chosen.oidc_new_accounts and not chosen.oidc_issuer:
        yield warn("settings", "OIDC_NEW_ACCOUNTS does nothing without OIDC_ISSUER", "set both, or none")


def _lists(chosen: Settings) -> Iterator[Finding]:
    if chosen.watchlist == "yente" and not chosen.yente_url:
        yield fail("settings", "WATCHLIST=yente without YENTE_URL: nobody is screened", "set YENTE_URL")
    if chosen.watchlist_update_cron and not chosen.watchlist_sources:
        yield warn("settings", "WATCHLIST_UPDATE_CRON without WATCHLIST_SOURCES fetches nothing", "name the sources")


def _outgoing(installation: Installation) -> Iterator[Finding]:
    url = installation.settings.webhook_url
    problem = installation.tools.check_url(url) if url else None
    if problem == "blocked_address":
        yield fail(
            "settings", "WEBHOOK_URL is a private address: nothing is sent", "list its network in OUTGOING_ALLOW"
        )
    elif problem:
        yield fail("settings", "WEBHOOK_URL is no address that can be posted to", "http or https, without a password")
    if any(one in ("0.0.0.0/0", "::/0") for one in installation.settings.outgoing_allow):
        yield fail("settings", "OUTGOING_ALLOW opens every private address to partners", "list single networks")


def _policy(chosen: Settings) -> Finding:
    try:
        rules = load_policy(chosen)
    except (OSError, ValueError) as error:
        words = f"POLICY_FILE cannot be used: {error}" if isinstance(error, ValueError) else "POLICY_FILE is not there"
        return fail("policy", words, "workers do not start with it; see docs/operate/policy.md")
    return ok("policy", f"{rules.version}, {len(rules.rules)} rules")

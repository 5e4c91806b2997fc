"""Partners, the keys they call with and the secret that signs what they are told."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol, cast

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from kyc.config import Settings
from kyc.domain.errors import FieldError, Invalid, NotFound
from kyc.domain.evidence import Mode
from kyc.models import DEFAULT_PARTNER, ApiKey, Delivery, Partner, WebhookEndpoint, utcnow
from kyc.services.record import audit
from kyc.services.record.audit import OPERATOR, Act

DEFAULT_ENDPOINT = "we_default"
SCOPES = ("profiles:write", "sessions:read", "sessions:write", "reports:read")
_LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789"
_KEY = re.compile(r"ekyc_(?:live|test)_([a-z0-9]{10})_[a-z0-9]{32}([0-9a-f]{8})")
_SIGNING = re.compile(r"whsec_(?:[A-Za-z0-9+/]{4}){6,}(?:[A-Za-z0-9+/]{2,3}={0,2})?")
KEY_LIMIT = 500


class Sealer(Protocol):
    """What seals small secrets; filled by the key ring of the image store."""

    def seal(self, name: str, data: bytes) -> bytes: ...

    def open(self, name: str, sealed: bytes) -> bytes: ...


@dataclass(frozen=True, slots=True)
class Principal:
    """Who calls: a partner, in one mode for ever, with what the key may do."""

    partner_id: str
    mode: Mode
    scopes: frozenset[str]
    key_id: str


# the default partner


def ensure_default(session: Session, settings: Settings, keyring: Sealer) -> None:
    """The partner of VALID_API_KEYS, with the secret and the endpoint of the settings; safe at every start.

    An endpoint that answered 410 stays disabled until its address changes. Without WEBHOOK_URL what the command line
    set stays.
    """
    wanted = _signing_secrets(settings.webhook_secret.get_secret_value())
    partner = session.get(Partner, DEFAULT_PARTNER) or _added(session, settings.partner_name, wanted, keyring)
    partner.name = settings.partner_name
    partner.sealed_webhook_secret = _sealed(wanted, keyring)  # anew at each start: under the first key of the ring
    known = session.get(WebhookEndpoint, DEFAULT_ENDPOINT)
    if settings.webhook_url and (known is None or known.url != settings.webhook_url):
        set_webhook(session, settings.webhook_url)


def _added(session: Session, name: str, wanted: Sequence[str], keyring: Sealer) -> Partner:
    """The default partner's row; where another process was quicker, the row that it made."""
    try:
        with session.begin_nested():
            row = Partner(id=DEFAULT_PARTNER, name=name, sealed_webhook_secret=_sealed(wanted, keyring))
            session.add(row)
    except IntegrityError:
        return session.get_one(Partner, DEFAULT_PARTNER)
    return row


def names(session: Session) -> dict[str, str]:
    """Every partner by its id."""
    return {row.id: row.name for row in session.execute(select(Partner.id, Partner.name).order_by(Partner.name))}


def set_webhook(session: Session, url: str) -> None:
    """Point the default partner's endpoint at an address, and enable it."""
    endpoint = session.get(WebhookEndpoint, DEFAULT_ENDPOINT)
    if endpoint is None:
        session.add(WebhookEndpoint(id=DEFAULT_ENDPOINT, partner_id=DEFAULT_PARTNER, url=url, events=[]))
    else:
        endpoint.url, endpoint.disabled_at = url, None
    audit.note(session, Act.ENDPOINT_SET, OPERATOR, DEFAULT_ENDPOINT)
    session.flush()


def choose_events(session: Session, events: Sequence[str]) -> None:
    """What the default partner's endpoint hears; raises `NotFound` where there is none."""
    endpoint = session.get(WebhookEndpoint, DEFAULT_ENDPOINT)
    if endpoint is None:
        raise NotFound
    endpoint.events = list(dict.fromkeys(events))
    audit.note(session, Act.ENDPOINT_SET, OPERATOR, DEFAULT_ENDPOINT, events=endpoint.events)
    session.flush()


def disable_endpoint(session: Session, endpoint_id: str) -> None:
    """Send nothing more to an endpoint, and give up what is on its way there."""
    now = utcnow()
    session.execute(update(WebhookEndpoint).where(WebhookEndpoint.id == endpoint_id).values(disabled_at=now))
    waiting = update(Delivery).where(Delivery.endpoint_id == endpoint_id, Delivery.state == "pending")
    session.execute(waiting.values(state="dead", next_at=None))


def webhook_secrets(partner_id: str, sealed: bytes, keyring: Sealer) -> tuple[str, ...]:
    """The live signing secrets of a partner, the newest first; two of them while one is being replaced."""
    return tuple(keyring.open(secret_name(partner_id), sealed).decode().split())


def secret_name(partner_id: str) -> str:
    """The name under which a partner's signing secrets are sealed."""
    return f"partner:{partner_id}:webhook"


def _sealed(wanted: Sequence[str], keyring: Sealer) -> bytes:
    return keyring.seal(secret_name(DEFAULT_PARTNER), " ".join(wanted).encode())


def _signing_secrets(text: str) -> tuple[str, ...]:
    """The secrets of the setting, which signing would otherwise be the first to refuse."""
    found = tuple(text.replace(",", " ").split())
    if not found or not all(_SIGNING.fullmatch(secret) for secret in found):
        raise ValueError("WEBHOOK_SECRET has to be whsec_ and base64, or two of them: the new one, the old one")
    return found


# keys


def issue_key(
    session: Session,
    pepper: str,
    partner_id: str,
    mode: str,
    name: str,
    scopes: Sequence[str] = SCOPES,
    expires_at: datetime | None = None,
) -> str:
    """A new key, returned this once: `ekyc_<mode>_<id>_<secret><crc32>`; only its keyed digest is stored."""
    if mode not in ("live", "test") or not set(scopes) <= set(SCOPES):
        raise Invalid([FieldError("/mode", "invalid_value", "a key is live or test, with scopes that exist")])
    key_id = _random(10)
    body = f"ekyc_{mode}_{key_id}_{_random(32)}"
    key = body + _checksum(body)
    row = ApiKey(id=key_id, partner_id=partner_id, mode=mode, digest=_digest(pepper, key), name=name[:200])
    row.scopes, row.expires_at = list(scopes), expires_at
    session.add(row)
    audit.note(session, Act.KEY_ISSUED, OPERATOR, key_id, mode=mode, scopes=list(scopes))
    session.flush()
    return key


def revoke_key(session: Session, key_id: str) -> None:
    """End a key at once; ending it again changes nothing. Raises `NotFound`."""
    key = session.get(ApiKey, key_id)
    if key is None:
        raise NotFound
    if key.revoked_at is None:
        key.revoked_at = utcnow()
        audit.note(session, Act.KEY_REVOKED, OPERATOR, key_id)


def authenticate(session: Session, settings: Settings, presented: str) -> Principal | None:
    """Who presents this key, or None; at most one statement, and none at all for a key with a typing error."""
    if not presented or len(presented) > KEY_LIMIT:
        return None
    pepper = settings.api_key_pepper.get_secret_value()
    return _configured(settings.valid_api_keys, pepper, presented) or _stored(session, pepper, presented)


def note_use(session: Session, key_id: str) -> None:
    """Remember that a key was used, to the hour, so that hardly any request has to write it."""
    now = utcnow()
    hour = now.replace(minute=0, second=0, microsecond=0)
    old = (ApiKey.id == key_id) & (ApiKey.last_used_at.is_(None) | (ApiKey.last_used_at < hour))
    session.execute(update(ApiKey).where(old).values(last_used_at=now).execution_options(synchronize_session=False))


def _configured(valid: Sequence[str], pepper: str, presented: str) -> Principal | None:
    """A key of the settings; every one is compared, so that time tells nothing."""
    given = presented.encode("utf-8", "surrogatepass")
    found = [key for key in valid if hmac.compare_digest(key.encode(), given)]
    if not found:
        return None
    mode: Literal["live", "test"] = "test" if presented.startswith("ekyc_test_") else "live"
    return Principal(DEFAULT_PARTNER, mode, frozenset(SCOPES), f"env_{_digest(pepper, presented)[:10]}")


_LOOKUP = select(
    ApiKey.id, ApiKey.partner_id, ApiKey.mode, ApiKey.digest, ApiKey.scopes, ApiKey.expires_at, ApiKey.revoked_at
)


def _stored(session: Session, pepper: str, presented: str) -> Principal | None:
    shape = _KEY.fullmatch(presented)
    if not shape or _checksum(presented[:-8]) != shape[2]:
        return None
    row = session.execute(_LOOKUP.where(ApiKey.id == shape[1])).one_or_none()
    if row is None or not hmac.compare_digest(row.digest, _digest(pepper, presented)):
        return None
    if row.revoked_at or (row.expires_at and row.expires_at <= utcnow()):
        return None
    return Principal(row.partner_id, cast(Mode, row.mode), frozenset(row.scopes), row.id)


def _random(length: int) -> str:
    return "".join(secrets.choice(_LETTERS) for _ in range(length))


def _checksum(text: str) -> str:
    return f"{zlib.crc32(text.encode()):08x}"


def _digest(pepper: str, key: str) -> str:
    return hmac.new(pepper.encode(), key.encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()

"""The API keys of partners: shown once, identified by a public id, stored only as a keyed digest."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, cast

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from kyc.config import Settings
from kyc.domain.errors import NotFound, require_valid
from kyc.domain.evidence import Mode
from kyc.models import DEFAULT_PARTNER, ApiKey, utcnow
from kyc.services.record import audit
from kyc.services.record.audit import OPERATOR, Act

SCOPES = (
    "profiles:write",
    "sessions:read",
    "sessions:write",
    "reports:read",
    "media:read",
    "webhooks:manage",
    "sessions:redact",
)
LONGEST = 500
_LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789"
_KEY = re.compile(r"ekyc_(?:live|test)_([a-z0-9]{10})_[a-z0-9]{32}([0-9a-f]{8})")


@dataclass(frozen=True, slots=True)
class Principal:
    """The caller: a partner, in the one mode of the key, with the key's scopes."""

    partner_id: str
    mode: Mode
    scopes: frozenset[str]
    key_id: str


def issue(
    session: Session,
    pepper: str,
    partner_id: str,
    mode: str,
    name: str,
    scopes: Sequence[str] = SCOPES,
    expires_at: datetime | None = None,
    who: str = OPERATOR,
) -> str:
    """Create a key and return it, this once: `ekyc_<mode>_<id>_<secret><crc32>`; only its keyed digest is stored.

    Raises `Invalid` by the fields' names. Any number of keys may be valid at once, so that they can be exchanged
    without haste.
    """
    require_valid(
        {
            ("/mode", "A key is for live or for test records."): mode not in ("live", "test"),
            ("/scopes", "Choose at least one thing that the key may do."): not scopes or not set(scopes) <= set(SCOPES),
            ("/expires_at", "Choose a day in the future."): expires_at is not None and expires_at <= utcnow(),
        }
    )
    key_id = _random(10)
    body = f"ekyc_{mode}_{key_id}_{_random(32)}"
    key = body + _checksum(body)
    row = ApiKey(id=key_id, partner_id=partner_id, mode=mode, digest=_digest(pepper, key), name=name[:200])
    row.scopes, row.expires_at = list(scopes), expires_at
    session.add(row)
    audit.note(session, Act.KEY_ISSUED, who, key_id, mode=mode, scopes=list(scopes))
    session.flush()
    return key


def revoke(session: Session, key_id: str, partner_id: str | None = None, who: str = OPERATOR) -> None:
    """Revoke a key at once; safe to repeat. Raises `NotFound`, also for a key of another partner than `partner_id`."""
    key = session.get(ApiKey, key_id)
    if key is None or partner_id not in (None, key.partner_id):
        raise NotFound
    if key.revoked_at is None:
        key.revoked_at = utcnow()
        audit.note(session, Act.KEY_REVOKED, who, key_id)


def of_partner(session: Session, partner_id: str) -> Sequence[ApiKey]:
    """A partner's stored keys, the newest first; those of VALID_API_KEYS are not stored."""
    mine = select(ApiKey).where(ApiKey.partner_id == partner_id)
    return session.scalars(mine.order_by(ApiKey.created_at.desc(), ApiKey.id)).all()


def state(key: ApiKey) -> str:
    """`active`, `revoked` or `expired`."""
    if key.revoked_at:
        return "revoked"
    return "expired" if key.expires_at and key.expires_at <= utcnow() else "active"


def authenticate(session: Session, settings: Settings, presented: str) -> Principal | None:
    """The caller with this key, or None; at most one statement, and none at all for a mistyped key.

    A digest with an older pepper is accepted too, until `renew` replaces it.
    """
    if not presented or len(presented) > LONGEST:
        return None
    pepper = settings.api_key_pepper.get_secret_value()
    found = _configured(settings.valid_api_keys, pepper, presented)
    return found or _stored(session, settings, pepper, presented)


def renew(session: Session, settings: Settings, key_id: str, presented: str) -> None:
    """Store the digest of a key that was just authenticated with the present pepper, where older ones still count."""
    if not settings.api_key_pepper_fallbacks:
        return
    digest = _digest(settings.api_key_pepper.get_secret_value(), presented)
    old = (ApiKey.id == key_id) & (ApiKey.digest != digest)
    session.execute(update(ApiKey).where(old).values(digest=digest).execution_options(synchronize_session=False))


def note_use(session: Session, key_id: str) -> None:
    """Note that a key was used, by the hour, so that hardly any request has to write it."""
    now = utcnow()
    hour = now.replace(minute=0, second=0, microsecond=0)
    old = (ApiKey.id == key_id) & (ApiKey.last_used_at.is_(None) | (ApiKey.last_used_at < hour))
    session.execute(update(ApiKey).where(old).values(last_used_at=now).execution_options(synchronize_session=False))


def _configured(valid: Sequence[str], pepper: str, presented: str) -> Principal | None:
    """A key from the settings; all of them are compared, so that timing reveals nothing."""
    given = presented.encode("utf-8", "surrogatepass")
    found = [key for key in valid if hmac.compare_digest(key.encode(), given)]
    if not found:
        return None
    mode: Literal["live", "test"] = "test" if presented.startswith("ekyc_test_") else "live"
    return Principal(DEFAULT_PARTNER, mode, frozenset(SCOPES), f"env_{_digest(pepper, presented)[:10]}")


_LOOKUP = select(
    ApiKey.id, ApiKey.partner_id, ApiKey.mode, ApiKey.digest, ApiKey.scopes, ApiKey.expires_at, ApiKey.revoked_at
)


def _stored(session: Session, settings: Settings, pepper: str, presented: str) -> Principal | None:
    shape = _KEY.fullmatch(presented)
    if not shape or _checksum(presented[:-8]) != shape[2]:
        return None
    row = session.execute(_LOOKUP.where(ApiKey.id == shape[1])).one_or_none()
    if row is None:
        return None
    if not hmac.compare_digest(row.digest, _digest(pepper, presented)) and not _kept(row.digest, settings, presented):
        return None
    if row.revoked_at or (row.expires_at and row.expires_at <= utcnow()):
        return None
    return Principal(row.partner_id, cast(Mode, row.mode), frozenset(row.scopes), row.id)


def _kept(digest: str, settings: Settings, presented: str) -> bool:
    """Whether it is a digest with any other pepper; all of them are compared, so that timing reveals nothing."""
    found = [hmac.compare_digest(digest, _digest(one.decode(), presented)) for one in settings.peppers[1:]]
    return any(found)


def _random(length: int) -> str:
    return "".join(secrets.choice(_LETTERS) for _ in range(length))


def _checksum(text: str) -> str:
    return f"{zlib.crc32(text.encode()):08x}"


def _digest(pepper: str, key: str) -> str:
    return hmac.new(pepper.encode(), key.encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()

"""Changes of the settings, recorded at each start: which ones changed, never to what."""

from __future__ import annotations

import hashlib
import hmac

from pydantic import SecretStr
from sqlalchemy import select
from sqlalchemy.orm import Session

from kyc.config import Settings
from kyc.models import AuditEntry
from kyc.services.record import audit
from kyc.services.record.audit import OPERATOR, Act

_DIGITS = 16
# Paths may differ between the machines of one installation.
_OF_A_MACHINE = frozenset({"port", "instance_dir", "models_dir", "watchlists_dir"})


def note_changes(session: Session, settings: Settings) -> list[str]:
    """Record the names of the settings that differ from those of the last start, with digests, on the audit chain.

    The digests are keyed (HMAC-SHA-256 under the API key pepper), so that a short secret cannot be guessed from one.
    """
    ways, before = [_fingerprints(settings, pepper) for pepper in settings.peppers], _noted(session)
    now = ways[0]
    changed = sorted(name for name in {*now, *before} if before.get(name) not in [way.get(name) for way in ways])
    if changed:
        audit.note(session, Act.SETTINGS_CHANGED, OPERATOR, changed=changed, digests=now)
    return changed


def noted_settings() -> list[str]:
    """The names of the settings that are the same on every machine of an installation."""
    return [name for name in Settings.model_fields if name not in _OF_A_MACHINE]


def _fingerprints(settings: Settings, key: bytes) -> dict[str, str]:
    return {name: _fingerprint(key, name, getattr(settings, name)) for name in noted_settings()}


def _fingerprint(key: bytes, name: str, value: object) -> str:
    text = value.get_secret_value() if isinstance(value, SecretStr) else repr(value)
    return hmac.new(key, f"{name}={text}".encode(), hashlib.sha256).hexdigest()[:_DIGITS]


def _noted(session: Session) -> dict[str, str]:
    changes = select(AuditEntry.detail).where(AuditEntry.act == Act.SETTINGS_CHANGED.value)
    newest = session.scalar(changes.order_by(AuditEntry.position.desc()).limit(1))
    return dict(newest["digests"]) if newest else {}

"""Partners: the default one, the endpoint it listens at, and the secrets that sign its webhooks."""

from __future__ import annotations

import base64
import re
import secrets
from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from kyc.config import Settings
from kyc.domain import ids
from kyc.domain.errors import FieldError, Invalid, NotFound
from kyc.domain.ports import Sealer
from kyc.mistakes import Mistaken
from kyc.models import DEFAULT_PARTNER, Partner, WebhookEndpoint
from kyc.services.record import audit
from kyc.services.record.audit import OPERATOR, Act

DEFAULT_ENDPOINT = "we_default"
NAME_LIMIT = 200
SECRET_BYTES = 32
_SIGNING = re.compile(r"whsec_(?:[A-Za-z0-9+/]{4}){6,}(?:[A-Za-z0-9+/]{2,3}={0,2})?")


def ensure_default(session: Session, settings: Settings, keyring: Sealer) -> None:
    """Create or update the partner of VALID_API_KEYS, with its secret and endpoint; safe at every start.

    An endpoint that answered 410 stays disabled until its address changes. Without WEBHOOK_URL the endpoint set by
    command stays.
    """
    wanted = _signing_secrets(settings.webhook_secret.get_secret_value())
    partner = session.get(Partner, DEFAULT_PARTNER) or _added(session, settings.partner_name, wanted, keyring)
    partner.name = settings.partner_name
    partner.sealed_webhook_secret = _sealed(wanted, keyring)  # again at each start: under the first key of the ring
    known = session.get(WebhookEndpoint, DEFAULT_ENDPOINT)
    if settings.webhook_url and (known is None or known.url != settings.webhook_url):
        set_webhook(session, settings.webhook_url)


def _added(session: Session, name: str, wanted: Sequence[str], keyring: Sealer) -> Partner:
    """The default partner's row, or the row of another process that was quicker."""
    try:
        with session.begin_nested():
            row = Partner(id=DEFAULT_PARTNER, name=name, sealed_webhook_secret=_sealed(wanted, keyring))
            session.add(row)
    except IntegrityError:
        return session.get_one(Partner, DEFAULT_PARTNER)
    return row


def add(session: Session, keyring: Sealer, name: str, who: str = OPERATOR) -> Partner:
    """Add a partner, with a signing secret of its own; raises `Invalid` for a name that is empty or taken."""
    plain = " ".join(name.split())
    if not 0 < len(plain) <= NAME_LIMIT or not plain.isprintable():
        raise Invalid([FieldError("/name", "invalid_value", f"A name of 1 to {NAME_LIMIT} characters.")])
    if session.scalar(select(Partner.id).where(func.lower(Partner.name) == plain.lower())):
        raise Invalid([FieldError("/name", "exists", "There is a partner with this name already.")])
    partner_id, secret = ids.token("ptn"), fresh_secret()
    sealed = keyring.seal(secret_name(partner_id), secret.encode())
    partner = Partner(id=partner_id, name=plain, sealed_webhook_secret=sealed)
    session.add(partner)
    session.flush()
    audit.note(session, Act.PARTNER_ADDED, who, partner_id)
    return partner


def get(session: Session, partner_id: str) -> Partner:
    """The partner with this id; raises `NotFound`."""
    found = session.get(Partner, partner_id)
    if found is None:
        raise NotFound
    return found


def fresh_secret() -> str:
    """`whsec_` and 256 random bits in base64 (Standard Webhooks 1.0, "Signature scheme")."""
    return "whsec_" + base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode()


def names(session: Session) -> dict[str, str]:
    """Every partner by its id."""
    return {row.id: row.name for row in session.execute(select(Partner.id, Partner.name).order_by(Partner.name))}


def set_webhook(session: Session, url: str) -> None:
    """Point the default partner's endpoint at a URL, and enable it."""
    endpoint = session.get(WebhookEndpoint, DEFAULT_ENDPOINT)
    if endpoint is None:
        session.add(WebhookEndpoint(id=DEFAULT_ENDPOINT, partner_id=DEFAULT_PARTNER, url=url, events=[]))
    else:
        endpoint.url, endpoint.disabled_at, endpoint.disabled_reason, endpoint.failing_since = url, None, None, None
    audit.note(session, Act.ENDPOINT_SET, OPERATOR, DEFAULT_ENDPOINT)
    session.flush()


def choose_events(session: Session, events: Sequence[str]) -> None:
    """Choose the events of the default partner's endpoint; raises `NotFound` where there is none."""
    endpoint = session.get(WebhookEndpoint, DEFAULT_ENDPOINT)
    if endpoint is None:
        raise NotFound
    endpoint.events = list(dict.fromkeys(events))
    audit.note(session, Act.ENDPOINT_SET, OPERATOR, DEFAULT_ENDPOINT, events=endpoint.events)
    session.flush()


def webhook_secrets(partner_id: str, sealed: bytes, keyring: Sealer) -> tuple[str, ...]:
    """The live signing secrets of a partner, the newest first; two of them while one is being replaced."""
    return tuple(keyring.open(secret_name(partner_id), sealed).decode().split())


def secret_name(partner_id: str) -> str:
    """The name under which a partner's signing secrets are sealed."""
    return f"partner:{partner_id}:webhook"


def _sealed(wanted: Sequence[str], keyring: Sealer) -> bytes:
    return keyring.seal(secret_name(DEFAULT_PARTNER), " ".join(wanted).encode())


def _signing_secrets(text: str) -> tuple[str, ...]:
    """The secrets of the setting, validated here because otherwise the first signing would refuse them."""
    found = tuple(text.replace(",", " ").split())
    if not found or not all(_SIGNING.fullmatch(secret) for secret in found):
        raise Mistaken({"WEBHOOK_SECRET": "has to be whsec_ and base64, or two of them: the new one, the old one"})
    return found

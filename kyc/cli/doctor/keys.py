"""Whether the keys open what they sealed: the newest and oldest images, and the partners' secrets."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import select

from kyc.cli.doctor.finding import Finding, Installation, fail, ok, warn
from kyc.domain.errors import NotFound, Unavailable
from kyc.domain.ports import SealBroken
from kyc.models import Document, Partner
from kyc.services.accounts import partners

SAMPLE = 10
LOST = "put the key they were sealed with back into BLOB_KEYS: docs/operate/keys.md"


def stored_images(installation: Installation) -> Iterator[Finding]:
    """Open some images; reports only whether they open."""
    names = _sample(installation)
    outcomes = [_opened(installation, name) for name in names]
    if broken := outcomes.count("broken"):
        yield fail("keys", f"{broken} of {len(names)} images do not open", LOST)
    if missing := outcomes.count("missing"):
        yield fail("keys", f"{missing} of {len(names)} images are not in the store", "restore them from a backup")
    if "away" in outcomes:
        yield warn("keys", "the image store does not answer: no image was opened", "see: image store")
    if not broken and not missing and "away" not in outcomes:
        yield ok("keys", f"{len(names)} images open" if names else "there is no image yet to open")


def sealed_secrets(installation: Installation) -> Iterator[Finding]:
    """Open the secrets that sign webhooks."""
    rows = installation.session.execute(select(Partner.id, Partner.sealed_webhook_secret)).all()
    broken = 0
    for partner_id, sealed in rows:
        try:
            partners.webhook_secrets(partner_id, sealed, installation.tools.keyring)
        except SealBroken:
            broken += 1
    if broken:
        yield fail("keys", f"the webhook secrets of {broken} of {len(rows)} partners do not open", LOST)
    else:
        yield ok("keys", f"the webhook secrets of {len(rows)} partners open")


def _sample(installation: Installation) -> list[str]:
    """The names of the newest and the oldest images, each once."""
    found: dict[str, None] = {}
    for order in (Document.created_at.desc(), Document.created_at):
        found |= dict.fromkeys(installation.session.scalars(select(Document.blob).order_by(order).limit(SAMPLE)))
    return list(found)


def _opened(installation: Installation, name: str) -> str:
    try:
        installation.tools.blobs.get(name)
    except SealBroken:
        return "broken"
    except NotFound:
        return "missing"
    except Unavailable:
        return "away"
    return "open"

"""Opening verifications: what a partner may set, the first verification of a profile, and later ones."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from kyc.domain import ids
from kyc.domain.documents import PROVING
from kyc.domain.lifecycle import State
from kyc.domain.scenarios import scenario
from kyc.models import Profile, Verification, utcnow
from kyc.models.inserting import insert_now
from kyc.services.telling import events
from kyc.services.verification.verifications import expire_if_due, is_due, newest, token_digest

ANOTHER_NAME = "declared_anew"
"""Why a verification opened under another name than its record's needs a review: nothing compared that name."""


@dataclass(frozen=True, slots=True)
class Options:
    """What a partner may set for one verification; `another_name`: it declared a name other than the record's."""

    client_reference_id: str | None = None
    webhook_url: str | None = None
    return_url: str | None = None
    locale: str | None = None
    metadata: dict[str, Any] = field(default_factory=dict)
    date_of_birth: date | None = None
    accepted_documents: tuple[str, ...] = tuple(kind.value for kind in PROVING)
    liveness_type: str = "passive"
    max_retries: int = 3
    ttl_s: int = 86_400
    another_name: bool = False


def open_new(session: Session, profile: Profile, options: Options, *, first: bool = False) -> tuple[Verification, str]:
    """A new verification and its session token, which is shown once and stored as a digest.

    `first` means that the profile is new, so that no earlier verification has to be looked up.
    """
    token = ids.token("st")
    previous = None if first else newest(session, profile.id)
    now = utcnow()
    played = scenario(profile.mode, profile.document_number)
    lifetime_s = played.expires_s if played and played.expires_s else options.ttl_s
    verification = Verification(
        id=ids.token("sess"),
        profile_id=profile.id,
        partner_id=profile.partner_id,
        mode=profile.mode,
        previous_id=previous.id if previous else None,
        client_reference_id=options.client_reference_id,
        webhook_url=options.webhook_url,
        return_url=options.return_url,
        locale=options.locale,
        partner_metadata=options.metadata,
        date_of_birth=options.date_of_birth,
        accepted_documents=list(options.accepted_documents),
        liveness_type="passive" if played else options.liveness_type,
        max_retries=options.max_retries,
        person_wanted=[ANOTHER_NAME] if options.another_name and not played else [],
        token_digest=token_digest(token),
        created_at=now,
        expires_at=now + timedelta(seconds=lifetime_s),
    )
    if first:
        insert_now(session, verification)
    else:  # by a flush, so that it fails if the record was erased meanwhile
        session.add(verification)
        session.flush()
    events.announce(session, verification, "session.created")
    return verification, token


def ensure_open(session: Session, profile: Profile, options: Options) -> Verification:
    """The current verification, or a new one if that was closed, is due to expire, or was rejected.

    An approved profile keeps its approved verification, and after a final rejection there is no new attempt.
    """
    current = newest(session, profile.id)
    if current and _goes_on(current) and not is_due(current, utcnow()):
        return current
    # Two requests may see the same one that has ended or is due. The second waits here, before either has written a
    # row that points to the record (then each would wait for the other), and finds what the first did.
    session.execute(select(Profile.id).where(Profile.id == profile.id).with_for_update(key_share=True))
    current = newest(session, profile.id, lock=True)
    if current:
        expire_if_due(session, current)
    return current if current and _goes_on(current) else open_new(session, profile, options)[0]


def _goes_on(current: Verification) -> bool:
    ended = current.closed_reason or current.state is State.REJECTED
    return not ended or current.rejection_type == "final"


def options_of(verification: Verification) -> Options:
    """What the partner set for a verification, for reuse in the next one of the same record."""
    lifetime = verification.expires_at - verification.created_at
    return Options(
        client_reference_id=verification.client_reference_id,
        webhook_url=verification.webhook_url,
        return_url=verification.return_url,
        locale=verification.locale,
        metadata=dict(verification.partner_metadata),
        date_of_birth=verification.date_of_birth,
        accepted_documents=tuple(verification.accepted_documents),
        liveness_type=verification.liveness_type,
        max_retries=verification.max_retries,
        ttl_s=int(lifetime.total_seconds()),
        another_name=ANOTHER_NAME in verification.person_wanted,
    )

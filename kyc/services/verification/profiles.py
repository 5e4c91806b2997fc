"""The person's record: found by document type, number and country, and created once even by concurrent requests."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from kyc.domain import ids
from kyc.domain.applicant import number_key
from kyc.domain.countries import country
from kyc.domain.documents import document_type
from kyc.domain.errors import Erased, FieldError, Invalid, LostRace, NotFound
from kyc.domain.names import SAME_NAME, similarity
from kyc.models import Erasure, Profile, StatusHistory
from kyc.models.inserting import insert_now

NUMBER_LIMIT = 100


@dataclass(frozen=True, slots=True)
class Declared:
    """What a partner declared about a person, verbatim; echoed back unchanged."""

    name: str | None = None
    document_type: str | None = None
    document_number: str | None = None
    nationality: str | None = None


@dataclass(frozen=True, slots=True)
class StatusView:
    """What the public status lookup shows."""

    name: str | None
    document_type: str | None
    document_number: str | None
    nationality: str | None
    verification_status: str
    status: str
    created_at: datetime
    partner_id: str
    mode: str


def find_or_create(session: Session, partner_id: str, mode: str, declared: Declared) -> tuple[Profile, bool]:
    """The partner's record of this person, and whether it is new; raises `Invalid` for unknown words.

    The caller holds the write transaction. A unique key prevents a second record, so no search is needed first.
    """
    match = match_key(declared)
    profile = _drawn_up(partner_id, mode, declared, match)
    if insert_now(session, profile):
        return profile, True
    found = _find(session, partner_id, mode, match)
    if found is None:  # erased just now
        raise LostRace
    if declared.name and declared.name != found.name:
        found.name_mismatch = True
    return found, False


def names_another(declared: Declared, profile: Profile) -> bool:
    """Whether a declared name differs from the record's, the only one that is compared with the document."""
    return bool(declared.name) and similarity(declared.name or "", profile.name or "") < SAME_NAME


def status_view(session: Session, record_id: str) -> StatusView:
    """The status lookup as one statement: it is polled more than anything else."""
    if not ids.is_record_id(record_id):
        raise NotFound
    row = session.execute(_STATUS, {"record_id": record_id}).one_or_none()
    if row is None:
        raise NotFound
    return StatusView(*row)


def count(session: Session) -> int:
    """The number of records that were not erased."""
    gone = select(func.count()).select_from(Erasure).where(Erasure.whole).scalar_subquery()
    return session.scalar(select(func.count() - gone).select_from(Profile)) or 0


def get(session: Session, record_id: str) -> Profile:
    """A profile by its id; raises `NotFound`, or its subclass `Erased` for one that was erased."""
    profile = session.get(Profile, record_id) if ids.is_record_id(record_id) else None
    if profile is None:
        raise NotFound
    if profile.erasure_id:
        raise Erased
    return profile


_newest = (
    select(StatusHistory.status)
    .where(StatusHistory.profile_id == Profile.id)
    .order_by(StatusHistory.id.desc())
    .limit(1)
    .scalar_subquery()
)
_STATUS = select(
    Profile.name,
    Profile.document_type,
    Profile.document_number,
    Profile.nationality,
    Profile.verification_status,
    func.coalesce(_newest, Profile.verification_status),
    Profile.created_at,
    Profile.partner_id,
    Profile.mode,
).where(Profile.id == bindparam("record_id"), Profile.erasure_id.is_(None))


Match = tuple[str | None, str | None, str | None]


def match_key(declared: Declared) -> Match:
    """The key by which a record is reused; raises `Invalid` for an unknown type or country."""
    kind = document_type(declared.document_type) if declared.document_type else None
    land = country(declared.nationality) if declared.nationality else None
    number = _number(declared.document_number) if declared.document_number else None
    errors = [
        FieldError(f"/{field}", code, text)
        for field, given, found, code, text in (
            ("document_type", declared.document_type, kind, "unknown_document_type", "Unknown document type"),
            ("nationality", declared.nationality, land, "unknown_country", "Unknown country"),
            ("document_number", declared.document_number, number, "invalid_document_number", "Invalid document number"),
        )
        if given and not found
    ]
    if errors:
        raise Invalid(errors)
    return (kind.value if kind else None, number, land)


def _number(text: str) -> str | None:
    """The number in the form for comparing; None if upper case (ß is SS) makes it too long for the column."""
    key = number_key(text)
    return key if 0 < len(key) <= NUMBER_LIMIT else None


def _find(session: Session, partner_id: str, mode: str, match: Match) -> Profile | None:
    kind, number, land = match
    return session.scalar(_FOUND, {"partner": partner_id, "mode": mode, "kind": kind, "number": number, "land": land})


# built once: building a statement costs more than running it
_FOUND = select(Profile).where(
    Profile.partner_id == bindparam("partner"),
    Profile.mode == bindparam("mode"),
    Profile.match_type == bindparam("kind"),
    Profile.match_number == bindparam("number"),
    Profile.match_country == bindparam("land"),
)


def _drawn_up(partner_id: str, mode: str, declared: Declared, match: Match) -> Profile:
    kind, number, land = match
    return Profile(
        id=ids.record_id(),
        partner_id=partner_id,
        mode=mode,
        name=declared.name,
        document_type=declared.document_type,
        document_number=declared.document_number,
        nationality=declared.nationality,
        match_type=kind,
        match_number=number,
        match_country=land,
    )

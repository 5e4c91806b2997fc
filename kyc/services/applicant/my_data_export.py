"""The copy of a person's data (GDPR, Articles 15 and 20): what a browser may have of a record, as plain JSON."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from kyc.domain.dates import stamp
from kyc.models import ApplicantRequest, Partner, Profile, StatusHistory, Verification, utcnow
from kyc.services.applicant import applicant_requests, my_data_check
from kyc.services.applicant.my_data import Share
from kyc.services.applicant.my_data_check import Body, Photo, Told

ACTORS = {"applicant": "you", "partner": "partner", "policy": "automatic", "worker": "automatic", "system": "automatic"}
ELSEWHERE = "Photos of this check were sent from another device or by the partner, who can give you a copy."


@dataclass(frozen=True, slots=True)
class Copy:
    """The contents of the archive: `data` with the path of each photo, and the `photos` themselves."""

    data: Body
    photos: Sequence[Photo]


def copy_of(session: Session, profile_id: str, share: Share, portrait_days: int, told: Told) -> Copy:
    """Everything that `share` grants of a record; reads only the database, so that no image is opened here."""
    profile = session.get_one(Profile, profile_id)
    folders = {one.id: f"check-{number}" for number, one in enumerate(share.own, start=1)}
    photos = {one.id: my_data_check.photos(session, one, folders[one.id], told) for one in share.own}
    data = {
        "record": _record(session, profile),
        "declared": _declared(profile, share) if share.declared else None,
        "verifications": [
            {
                **my_data_check.contents(session, one, portrait_days, told),
                "photos": [{"file": photo.path, **photo.facts} for photo in photos[one.id]],
            }
            for one in share.own
        ],
        "other_verifications": [{"opened_at": stamp(one.created_at), "why": ELSEWHERE} for one in share.others],
        "history": _history(session, profile_id, share.own),
        "requests": [_request(row) for row in applicant_requests.of_profile(session, profile_id)],
    }
    return Copy(data, [photo for one in share.own for photo in photos[one.id]])


def _record(session: Session, profile: Profile) -> Body:
    return {
        "id": profile.id,
        "partner": session.get_one(Partner, profile.partner_id).name,
        "created_at": stamp(profile.created_at),
        "verification_status": profile.verification_status,
        "copied_at": stamp(utcnow()),
    }


def _declared(profile: Profile, share: Share) -> Body:
    """What the partner declared, as it arrived."""
    births = {one.date_of_birth.isoformat() for one in share.own if one.date_of_birth}
    references = {one.client_reference_id for one in share.own if one.client_reference_id}
    return {
        "name": profile.name,
        "document_type": profile.document_type,
        "document_number": profile.document_number,
        "nationality": profile.nationality,
        "dates_of_birth": sorted(births),
        "partner_references": sorted(references),
    }


def _history(session: Session, profile_id: str, own: Sequence[Verification]) -> list[Body]:
    """Each step with its time, without the results of checks."""
    mine = {one.id for one in own} | {None}
    rows = select(StatusHistory).where(StatusHistory.profile_id == profile_id).order_by(StatusHistory.id)
    return [
        {"at": stamp(row.at), "step": row.step, "by": ACTORS.get(row.actor, "person"), "status": row.status}
        for row in session.scalars(rows)
        if row.verification_id in mine
    ]


def _request(row: ApplicantRequest) -> Body:
    return {
        "kind": row.kind,
        "at": stamp(row.at),
        "answer": row.answer,
        "answered_at": stamp(row.answered_at),
        "words": row.note or None,
    }

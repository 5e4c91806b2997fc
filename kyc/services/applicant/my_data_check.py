"""One verification as its applicant may take it home: what was sent, read and done, but not how doubts were measured.

Left out on purpose: results and scores of face match, liveness and screening, whatever a list says of a match, and
colleagues' notes. `told` turns reason codes into the words that an applicant may read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from kyc.domain.check import Result
from kyc.domain.dates import stamp
from kyc.domain.decision import POLICY
from kyc.models import (
    CheckRecord,
    Consent,
    Decision,
    Document,
    DocumentTrace,
    Event,
    Holder,
    LivenessChallenge,
    RefusedUpload,
    Selfie,
    Verification,
    ViewLog,
)
from kyc.services.applicant.my_data import face_until
from kyc.services.verification import challenge_state, corrected
from kyc.services.verification.transitions import public_word

Body = dict[str, Any]
Told = Callable[[Iterable[str]], list[str]]
T = TypeVar("T", Consent, CheckRecord, Decision, RefusedUpload, ViewLog)
# A screening event would reveal what a list says about a person.
TOLD_EVENTS = ("session.%", "verification.%")


@dataclass(frozen=True, slots=True)
class Photo:
    """An image of the copy: its path there, the sealed blob it comes from, and what is known of it."""

    path: str
    blob: str
    facts: Body


def photos(session: Session, verification: Verification, folder: str, told: Told) -> list[Photo]:
    """Every stored image of a verification, including replaced ones and the frames of challenges."""
    documents = select(Document).where(Document.verification_id == verification.id)
    selfies = select(Selfie).where(Selfie.verification_id == verification.id)
    found = [_photo(one, folder, told) for one in session.scalars(documents.order_by(Document.created_at, Document.id))]
    found += [_photo(one, folder, told) for one in session.scalars(selfies.order_by(Selfie.created_at, Selfie.id))]
    for challenge in challenge_state.of(session, verification.id):
        found += _frames(challenge, folder)
    return [one for one in found if one.blob]


def contents(session: Session, one: Verification, portrait_days: int, told: Told) -> Body:
    """Everything but the images, with the keys of the export."""
    return {
        "id": one.id,
        "status": public_word(one),
        "opened_at": stamp(one.created_at),
        "expires_at": stamp(one.expires_at),
        "submitted_at": stamp(one.submitted_at),
        "decided_at": stamp(one.decided_at),
        "closed": {"reason": one.closed_reason, "at": stamp(one.closed_at)} if one.closed_reason else None,
        "chosen_document": {"type": one.document_type, "issuing_country": one.issuing_country},
        "language": one.locale,
        "kind_of_device": session.scalar(select(Holder.device).where(Holder.verification_id == one.id)),
        "consents": [_consent(row) for row in _of(session, Consent, one)],
        "refused_photos": [_refused(row, told) for row in _of(session, RefusedUpload, one)],
        "movements": [_movements(row) for row in challenge_state.of(session, one.id)],
        "read_from_document": _read(session, one),
        "checks": [_check(row, told) for row in _of(session, CheckRecord, one)],
        "decisions": [_decision(row, told) for row in _of(session, Decision, one)],
        "traces": _traces(session, one, portrait_days),
        "told_to_partner": _events(session, one),
        "photo_openings": [{"photo": row.image_id, "at": stamp(row.at)} for row in _of(session, ViewLog, one)],
    }


def _photo(one: Document | Selfie, folder: str, told: Told) -> Photo:
    kind = f"{one.type}-{one.side}" if isinstance(one, Document) else "selfie"
    place = f"{folder}/replaced" if one.replaced_at else folder
    facts: Body = {"id": one.id, "sent_at": stamp(one.created_at), "replaced_at": stamp(one.replaced_at)}
    facts |= {"sent_by": one.capture_method, "width": one.width, "height": one.height, "sha256_as_sent": one.sha256}
    facts["remarks"] = told(one.warnings)
    return Photo(f"{place}/{kind}-{one.id[-6:]}.jpg", one.blob, facts)


def _frames(challenge: LivenessChallenge, folder: str) -> Iterator[Photo]:
    for place, frame in enumerate(challenge.frames, start=1):
        facts = {
            "id": f"{challenge.id}-{place}",
            "sent_at": stamp(challenge.received_at),
            "sha256_as_sent": frame["sha256"],
        }
        if frame.get("blob"):
            yield Photo(f"{folder}/movements-{challenge.number}/{place:02}.jpg", frame["blob"], facts)


def _consent(row: Consent) -> Body:
    return {"agreed": row.agreed, "at": stamp(row.at), "language": row.locale, "text_sha256": row.text_sha256}


def _refused(row: RefusedUpload, told: Told) -> Body:
    return {"photo": row.item, "at": stamp(row.at), "remarks": told([row.reason])}


def _movements(row: LivenessChallenge) -> Body:
    return {"asked": row.moves, "at": stamp(row.opened_at), "sent_at": stamp(row.received_at)}


def _read(session: Session, one: Verification) -> Body | None:
    """What the document says, as read and as corrected; whether its parts agree is only for those who judge."""
    if not one.reading and not one.extracted:
        return None
    reading = one.reading or {}
    fields = {**(reading.get("fields") or {}), **(reading.get("impossible") or {})}
    return {
        "summary": one.extracted,
        "fields": {name: field.get("value") for name, field in fields.items()},
        "machine_readable_zone": (reading.get("mrz") or {}).get("lines"),
        "corrected_by_people": [
            {"field": row.field, "was": row.was, "value": row.value, "at": stamp(row.at)}
            for row in corrected.rows(session, one.id)
        ],
    }


def _check(row: CheckRecord, told: Told) -> Body:
    performed = row.result != Result.NOT_PERFORMED.value
    return {"check": row.name, "performed": performed, "at": stamp(row.at), "remarks": told(row.reasons)}


def _decision(row: Decision, told: Told) -> Body:
    by = "automatic" if row.actor == POLICY else "person"
    return {"outcome": row.outcome, "by": by, "at": stamp(row.at), "remarks": told(row.reasons)}


def _traces(session: Session, one: Verification, portrait_days: int) -> Body:
    """Whether a digest of the number and a template of the portrait are stored; their values are useless to others."""
    trace = session.get(DocumentTrace, one.id)
    face = trace is not None and trace.sealed_portrait is not None
    return {
        "document_number_digest": bool(trace and trace.number_digest),
        "face_description_until": stamp(face_until(trace, portrait_days)) if trace and face else None,
    }


def _events(session: Session, one: Verification) -> list[Body]:
    kinds = Event.type.like(TOLD_EVENTS[0]) | Event.type.like(TOLD_EVENTS[1])
    found = select(Event.type, Event.at).where(Event.verification_id == one.id, kinds)
    return [{"event": row.type, "at": stamp(row.at)} for row in session.execute(found.order_by(Event.id))]


def _of(session: Session, table: type[T], one: Verification) -> Sequence[T]:
    rows = select(table).where(table.verification_id == one.id)
    return session.scalars(rows.order_by(table.id)).all()

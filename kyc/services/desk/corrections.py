"""Corrections by reviewers: the old value is kept, the new one applies, and checks that depend on it run again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from kyc import jobs
from kyc.domain.check import Result
from kyc.domain.corrections import REASONS, cleaned, touches
from kyc.domain.errors import FieldError, Invalid, LostRace
from kyc.models import CheckRecord, Correction, Verification, utcnow
from kyc.services.desk import claims, reviews, rulings
from kyc.services.record import audit
from kyc.services.record.audit import Act, actor
from kyc.services.telling.extraction import with_corrections
from kyc.services.verification import corrected
from kyc.services.verification.transitions import record

STEP = "corrected"
NOT_YET = "not_run_since_correction"
NOTE_LIMIT = 2000
_NO_VALUE = {
    "birth_date": "Give the birth date as on the document, not in the future.",
    "issue_date": "Give the day of issue as on the document, not in the future.",
    "expiry_date": "Give the last day on which the document is valid.",
    "nationality": "Give a country: its name, or its code of two or three letters.",
    "issuing_country": "Give a country: its name, or its code of two or three letters.",
    "document_number": "Give the number in letters and digits, 40 at most.",
    "sex": "Choose what the document says.",
}


@dataclass(frozen=True, slots=True)
class CorrectionRequest:
    """What a reviewer reads on the document, by field, and why the machine did not."""

    values: Mapping[str, str]
    reason: str
    note: str = ""


def correct(session: Session, verification_id: str, version: int, reviewer_id: int, said: CorrectionRequest) -> None:
    """Correct fields, in the caller's transaction; checks that depend on them count as not run until a job repeats
    them.

    Raises as `reviews.open_case`, `LostRace` also while a ruling waits, and `Invalid` for impossible values. The case's
    version changes: earlier votes no longer count, and the case stays claimed by this reviewer.
    """
    verification = reviews.open_case(session, verification_id, version, reviewer_id)
    if rulings.waiting(session, verification_id):
        raise LostRace
    known = now_read(session, verification)
    changes = _changes(said, known)
    pages = corrected.pages(session, verification_id)
    for field, value in changes.items():
        words = {"was": known.get(field), "value": value, "reason": said.reason, "note": said.note.strip()}
        row = Correction(verification_id=verification_id, staff_id=reviewer_id, field=field, pages=pages, **words)
        session.add(row)
    session.flush()
    _put_in_force(session, verification, changes)
    _note(session, verification, reviewer_id, changes, said.reason)
    claims.claim(session, verification_id, reviewer_id)


def now_read(session: Session, verification: Verification) -> dict[str, str]:
    """By field, the value that applies: as read, or as a reviewer corrected it."""
    return machine_read(verification) | corrected.of(session, verification.id).values


def machine_read(verification: Verification) -> dict[str, str]:
    """By field, what the machine read, impossible dates included."""
    reading = verification.reading or {}
    fields = {**(reading.get("impossible") or {}), **(reading.get("fields") or {})}
    return {name: str(one["value"]) for name, one in fields.items()}


def _changes(said: CorrectionRequest, known: Mapping[str, str]) -> dict[str, str]:
    """The fields that really change; raises `Invalid`."""
    today = utcnow().date()
    values = {field: cleaned(field, text, today) for field, text in said.values.items() if text.strip()}
    faults = [(field, _NO_VALUE.get(field, "Give it as on the document.")) for field in values if not values[field]]
    changes = {field: value for field, value in values.items() if value and value != known.get(field)}
    if not faults and not changes:
        faults = [(next(iter(said.values)), "This is what stands there already: nothing would change.")]
    if said.reason not in REASONS:
        faults.append(("reason", "Choose why it has to be corrected."))
    if said.reason == "other" and not said.note.strip():
        faults.append(("note", "Say in the note what the other reason is."))
    if len(said.note) > NOTE_LIMIT:
        faults.append(("note", f"The note may have {NOTE_LIMIT} characters at most."))
    if faults:
        raise Invalid([FieldError(f"/{name}", "invalid_value", text) for name, text in faults])
    return changes


def _put_in_force(session: Session, verification: Verification, changes: Iterable[str]) -> None:
    """Apply the new values; results that depended on the old ones no longer stand as if they had run."""
    now = corrected.of(session, verification.id)
    verification.extracted = with_corrections(verification.extracted, machine_read(verification), now.values)
    verification.confidence = None
    flag_modified(verification, "extracted")
    records = select(CheckRecord).where(CheckRecord.verification_id == verification.id)
    for one in session.scalars(records):
        if touches(one.name, changes):
            one.result, one.reasons, one.breakdown, one.at = Result.NOT_PERFORMED.value, [NOT_YET], {}, utcnow()
            one.score = one.threshold = one.confidence = None
    jobs.enqueue(
        session,
        jobs.VERIFY,
        corrected.JOB,
        f"{corrected.JOB}-{verification.id}-{now.newest}",
        verification.id,
        now.newest,
    )


def _note(
    session: Session, verification: Verification, reviewer_id: int, changes: Mapping[str, str], reason: str
) -> None:
    """History and audit chain name the fields; their values are only in the correction's own row."""
    fields: Sequence[str] = list(changes)
    for field in fields:
        record(session, verification, STEP, actor(reviewer_id), field)
    audit.note(session, Act.FIELD_CORRECTED, actor(reviewer_id), verification.id, fields=list(fields), reason=reason)
    session.flush()

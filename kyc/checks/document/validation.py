"""data_validation: whether what was read is valid in itself, and whether such a document is accepted."""

from __future__ import annotations

from collections.abc import Sequence

from kyc.checks.document.facts import (
    KEY_FIELDS,
    NAMES,
    confirmed,
    day,
    field_of,
    places,
    read_twice,
    surely_read,
    zone_holds,
)
from kyc.checks.document.subcheck import Group, SubCheck, clear, consider, judged, skipped
from kyc.domain.countries import is_specimen
from kyc.domain.documents import PROVING, DocumentType
from kyc.domain.evidence import DocumentReading, Evidence
from kyc.domain.names import SAME_NAME, similarity

# From this confidence on a printed value counts as read for certain, and the image as sharp at that place.
_SURE = 0.9
# What the zone's layout calls the fields that have check digits.
_DIGITS = {"number": "document_number", "birth_date": "birth_date", "expiry_date": "expiry_date"}


def sub_checks(evidence: Evidence, reading: DocumentReading) -> Group:
    """The zone, the second reading, look-alikes, three dates, and what the policy accepts."""
    return {
        "check_digits": _check_digits(reading),
        "second_reading": _second_reading(evidence, reading),
        "look_alikes": _look_alikes(reading),
        "birth_date": _in_calendar(reading, "birth_date"),
        "issue_date": _issued(evidence, reading),
        "expiry_date": _expires(evidence, reading),
        "document_type": _type(evidence, reading),
        "issuing_country": _issuer(evidence, reading),
        "specimen": _specimen(evidence, reading),
        "chip": skipped("not_supported"),
    }


def _check_digits(reading: DocumentReading) -> SubCheck:
    if reading.mrz is None:
        if not reading.fields:
            return skipped("field_not_read")
        # A driving licence has no zone; of any other document the print alone was read.
        licence = reading.document_type is DocumentType.DRIVER_LICENSE
        return skipped("mrz_not_expected") if licence else consider("mrz_missing")
    if reading.mrz.valid:
        return clear()
    failed = [_DIGITS[name] for name, holds in reading.mrz.checks.items() if not holds and name in _DIGITS]
    fields = failed or list(KEY_FIELDS)
    reason = "mrz_invalid" if _read_alike(reading, fields) else "mrz_misread"
    return consider(reason, *places(reading, *fields))


def _read_alike(reading: DocumentReading, names: Sequence[str]) -> bool:
    """Whether a second reading surely agrees, so that the document is wrong and not its reader."""
    found = [field_of(reading, name) for name in names]
    return all(
        one is not None and any(other.value == one.value and other.confidence >= _SURE for other in one.others)
        for one in found
    )


def _second_reading(evidence: Evidence, reading: DocumentReading) -> SubCheck:
    """Whether number, dates and name were read alike twice; nothing else would say that the document is valid.

    A person's correction is no second reading: with one the check never passes.
    """
    if not reading.fields:
        return skipped("field_not_read")
    if told := [name for name, one in reading.fields.items() if one.source == "staff"]:
        return consider("data_corrected", *places(reading, *told))
    once = [name for name in KEY_FIELDS if not read_twice(reading, name)]
    # A zone may lack the expiry date, a document that passes may not.
    wanting = confirmed(reading) < 1.0 or field_of(reading, "expiry_date") is None
    names = [] if _name_confirmed(evidence, reading) else [name for name in NAMES if not read_twice(reading, name)]
    return judged("mrz_unconfirmed", places(reading, *once, *names), holds=wanting or bool(names))


def _name_confirmed(evidence: Evidence, reading: DocumentReading) -> bool:
    """A name has no check digit, so print or declaration must agree with it, because the screening relies on it."""
    read = [name for name in NAMES if name in reading.fields]
    by_print = bool(read) and all(read_twice(reading, name) for name in read)
    declared = evidence.declared.name
    return by_print or bool(declared and similarity(declared, reading.full_name or "") >= SAME_NAME)


def _look_alikes(reading: DocumentReading) -> SubCheck:
    """A doubt where an exchanged or undecided letter affects the identity; a second reading that agrees removes it."""
    if not reading.fields:
        return skipped("field_not_read")
    unsure = [name for name in (*KEY_FIELDS, *NAMES) if name in reading.ambiguous and not read_twice(reading, name)]
    return judged("reading_ambiguous", places(reading, *unsure), holds=bool(unsure))


def _in_calendar(reading: DocumentReading, name: str) -> SubCheck:
    """Whether the date exists, unlike 29 February 2011."""
    where = places(reading, name)
    if name in reading.impossible:
        return consider("document_date_impossible", *where, refuses=surely_read(reading, name))
    return clear(*where) if name in reading.fields else skipped("field_not_read")


def _issued(evidence: Evidence, reading: DocumentReading) -> SubCheck:
    """Not in the future and not before the birth; issue dates are in print only, where they are easily misread."""
    issued, born = day(reading, "issue_date"), day(reading, "birth_date")
    found = reading.fields.get("issue_date")
    if issued is None or found is None:
        return _in_calendar(reading, "issue_date")
    sure = found.confidence >= _SURE and "issue_date" not in (*reading.conflicts, *reading.ambiguous)
    if issued > evidence.today:
        # The expiry is easily mistaken for it: where both are equal, the reading is doubtful.
        other = found.value != reading.value("expiry_date")
        return consider("document_not_yet_valid", *places(reading, "issue_date"), refuses=sure and other)
    too_early = sure and born is not None and issued < born
    return judged("document_date_impossible", places(reading, "issue_date"), holds=too_early)


def _expires(evidence: Evidence, reading: DocumentReading) -> SubCheck:
    """After the birth, and not over; a document is valid on its last day."""
    expires, born = day(reading, "expiry_date"), day(reading, "birth_date")
    if expires is not None and born is not None and born >= expires:
        both = ("birth_date", "expiry_date")
        sure = all(surely_read(reading, name) for name in both)
        return consider("document_date_impossible", *places(reading, *both), refuses=sure)
    if expires is None or expires >= evidence.today:
        return _in_calendar(reading, "expiry_date")
    return consider("document_expired", *places(reading, "expiry_date"), refuses=surely_read(reading, "expiry_date"))


def _type(evidence: Evidence, reading: DocumentReading) -> SubCheck:
    if reading.document_type is None:
        return skipped("field_not_read")
    accepted = [kind for kind in evidence.accepted_documents or PROVING if kind in PROVING]
    if reading.document_type in accepted:
        return clear()
    return consider("document_type_not_accepted", refuses=zone_holds(reading))


def _issuer(evidence: Evidence, reading: DocumentReading) -> SubCheck:
    issuer = reading.value("issuing_country")
    if not evidence.rules.ask_for_country:
        return skipped("not_asked")
    if issuer is None:
        return consider("issuing_country_unknown")
    where = places(reading, "issuing_country")
    if evidence.rules.accept(issuer):
        return clear(*where)
    return consider("document_country_not_accepted", *where, refuses=surely_read(reading, "issuing_country"))


def _specimen(evidence: Evidence, reading: DocumentReading) -> SubCheck:
    """Sample issuers (UTO) are accepted with test keys, like any other issuer."""
    names = [name for name in ("issuing_country", "nationality") if reading.value(name)]
    if evidence.mode == "test":
        return skipped("specimen_accepted")
    if not names:
        return skipped("field_not_read")
    samples = [name for name in names if is_specimen(reading.value(name) or "")]
    if not samples:
        return clear(*places(reading, *names))
    sure = any(surely_read(reading, name) for name in samples)
    return consider("specimen_document", *places(reading, *samples), refuses=sure)

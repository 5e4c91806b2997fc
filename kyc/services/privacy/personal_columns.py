"""Which columns hold personal data of applicants, and which class each belongs to.

`tests/architecture/test_personal_columns.py` names all the others: a new column must be in one of the two.
"""

from __future__ import annotations

from kyc.domain.data_classes import DataClass

IMAGES, BIOMETRICS, EXTRACTED = DataClass.IMAGES, DataClass.BIOMETRICS, DataClass.EXTRACTED

PERSONAL: dict[str, dict[str, DataClass]] = {
    # what a partner declared; it is part of the record, and goes with it
    "profile": dict.fromkeys(
        (
            "name",
            "document_type",
            "document_number",
            "nationality",
            "match_type",
            "match_number",
            "match_country",
        ),
        EXTRACTED,
    ),
    "legal_hold": {"reference": EXTRACTED},
    # a partner's URLs may name the customer, and so may the partner's own reference
    "verification": dict.fromkeys(
        (
            "client_reference_id",
            "webhook_url",
            "return_url",
            "partner_metadata",
            "date_of_birth",
            "issuing_country",
            "extracted",
            "reading",
        ),
        EXTRACTED,
    ),
    "document": {"blob": IMAGES, "sha256": EXTRACTED, "issuing_country": EXTRACTED, "notes": EXTRACTED},
    "selfie": {"blob": IMAGES, "sha256": EXTRACTED},
    "refused_upload": {"sha256": EXTRACTED, "document": EXTRACTED},
    # where the frames are, and the digests of their bytes
    "liveness_challenge": {"frames": IMAGES},
    "document_trace": {
        "sealed_portrait": BIOMETRICS,
        "portrait_engine": BIOMETRICS,
        "number_digest": EXTRACTED,
    },
    "check_record": {"breakdown": EXTRACTED},
    # texts that staff wrote
    "decision": {"note": EXTRACTED},
    "case_ruling": {"note": EXTRACTED},
    "case_escalation": {"note": EXTRACTED},
    "case_note": {"text": EXTRACTED},
    "correction": {"was": EXTRACTED, "value": EXTRACTED, "note": EXTRACTED},
    "applicant_request": {"note": EXTRACTED},
    # whom a list named, and a reviewer's grounds
    "match_verdict": dict.fromkeys(("person_digest", "fingerprint", "entity_id", "list_name", "reason"), EXTRACTED),
    "profile_flag": dict.fromkeys(("fingerprint", "match", "reason"), EXTRACTED),
    # what was sent, where to, and the answer
    "event": {"body": EXTRACTED},
    "delivery": {"body": EXTRACTED, "url": EXTRACTED},
    "delivery_attempt": {"answer": EXTRACTED},
}
"""By table and column, the class that decides when the value goes."""

TAKEN_WHOLE: dict[str, DataClass] = {
    "portrait_match": BIOMETRICS,  # that two documents show the same face
    "holder": EXTRACTED,  # the browser in which an applicant continues
    "handoff": EXTRACTED,
    "idempotency_key": EXTRACTED,  # the partner's name for a request, and the whole answer
}
"""Tables whose rows prove nothing and are deleted whole."""

TOUCHED = (*PERSONAL, *TAKEN_WHOLE, "erasure")
"""The tables whose old row versions the database has to release after an erasure."""

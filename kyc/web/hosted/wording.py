"""Which reasons of a decision an applicant may read: those they can act on, never a signal to attackers."""

from __future__ import annotations

from collections.abc import Iterable

from flask_babel import lazy_gettext

from kyc.web.languages import advice_of

# Everything about how attack detection, face comparison or screening judged is left out on purpose.
SAFE = frozenset(
    {
        "details_do_not_match",
        "document_expired",
        "document_not_yet_valid",
        "document_type_not_accepted",
        "document_unreadable",
        "document_not_found",
        "document_cropped",
        "wrong_side",
        "specimen_document",
        "image_blurry",
        "image_glare",
        "image_too_bright",
        "image_too_dark",
        "image_too_small",
        "image_turned",
        "face_not_found",
        "face_too_small",
        "face_turned",
        "multiple_faces",
        "portrait_not_found",
        "portrait_too_small",
        "portrait_unclear",
    }
)


APPROVED = lazy_gettext("You are verified")
UNSAID = lazy_gettext("With these photos we could not confirm that it is you.")


def advice(codes: Iterable[str]) -> list[str]:
    """The applicant's wording of those reasons that are safe to show, each once."""
    return list(dict.fromkeys(advice_of(code) for code in codes if code in SAFE))


def rejected_with(code: str) -> str:
    """What the result page says about a rejection for one reason."""
    return next(iter(advice([code])), str(UNSAID))

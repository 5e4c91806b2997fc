"""Which of the reasons of a decision an applicant may read: those they can do something about, never a signal."""

from __future__ import annotations

from collections.abc import Iterable

from flask_babel import lazy_gettext

from kyc.web.languages import advice_of

# Whatever says how the attack detection, the comparison of faces or the screening judged is left out on purpose.
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
    """The applicant's wording of the safe ones among the reasons, each once."""
    return list(dict.fromkeys(advice_of(code) for code in codes if code in SAFE))


def rejected_with(code: str) -> str:
    """What the result page says of a rejection for one reason."""
    return next(iter(advice([code])), str(UNSAID))

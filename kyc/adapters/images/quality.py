"""The quality of a document's picture, checked at upload without any large model (tens of milliseconds)."""

from __future__ import annotations

from kyc.adapters.images import judgement
from kyc.adapters.images.document import measure
from kyc.adapters.images.portrait import Portraits
from kyc.domain.documents import DocumentType, Side
from kyc.domain.ports import ImageQuality, Picture


def document_quality(
    picture: Picture, side: Side | None, kind: DocumentType | None, portraits: Portraits
) -> ImageQuality:
    """The verdict: unusable pictures are refused; a doubt is only a warning, because a reader may still manage."""
    found, page = measure(picture, portraits)
    refused = judgement.refusal(found, side, kind)
    warned = judgement.warnings(found, kind) if refused is None else ()
    return ImageQuality(refused, warned, found.as_map(), page.quad if page else None)

"""Which page a verification is at: the one table that both the redirects and the guards follow."""

from __future__ import annotations

from kyc.domain.documents import Side
from kyc.domain.lifecycle import State
from kyc.web.hosted.visit import Visit

WAITING = (State.SUBMITTED, State.PROCESSING)


def current(visit: Visit) -> tuple[str, Side | None]:
    """The page to be at now, and the side where it is a photo of the document."""
    if not visit.before_submit:
        return ("progress" if visit.state in WAITING else "result"), None
    if not visit.consented:
        return "start", None
    if visit.document_type is None:
        return "document", None
    if visit.missing:
        if visit.documents_missing:
            return "photo", Side(visit.missing[0].removeprefix("document."))
        return ("liveness" if "liveness" in visit.missing else "selfie"), None
    return "check", None


def may_open(visit: Visit, page: str, side: Side | None = None) -> bool:
    """Whether a page makes sense now: the current one, or one of those already passed before the submit."""
    if page == "phone":
        return visit.before_submit
    if not visit.before_submit or page == "start" or not visit.consented:
        return page == current(visit)[0]
    has_documents = visit.document_type is not None and not visit.documents_missing
    passed = {
        "document": True,
        "photo": side in visit.sides,
        "selfie": has_documents and "liveness" not in visit.missing,
        "liveness": has_documents and visit.active,
        "check": visit.document_type is not None and not visit.missing,
    }
    return passed.get(page, False)

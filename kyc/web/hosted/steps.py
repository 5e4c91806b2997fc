"""The page where a verification stands: the one table that both redirects and guards follow."""

from __future__ import annotations

from kyc.domain.documents import Side
from kyc.domain.lifecycle import State
from kyc.web.hosted.visit import Visit

WAITING = (State.SUBMITTED, State.PROCESSING)


def current(visit: Visit) -> tuple[str, Side | None]:
    """The current page, and the side where it is a photo of the document."""
    if visit.asked:
        return _asked(visit)
    if not visit.before_submit:
        return ("progress" if visit.state in WAITING else "result"), None
    if not visit.consented:
        return "start", None
    if visit.document_type is None:
        return "document", None
    return _next(visit)


def _asked(visit: Visit) -> tuple[str, Side | None]:
    """For a request for new photos: first what and why, then each photo, then the check before sending."""
    nothing_yet = visit.asked is not None and len(visit.missing) == len(visit.asked.items)
    return ("asked", None) if nothing_yet else _next(visit)


def _next(visit: Visit) -> tuple[str, Side | None]:
    """The sides first, then the face, with head movements where required; then the check before sending."""
    if visit.documents_missing:
        return "photo", Side(visit.missing[0].removeprefix("document."))
    if visit.missing:
        return ("liveness" if "liveness" in visit.missing else "selfie"), None
    return "check", None


def may_open(visit: Visit, page: str, side: Side | None = None) -> bool:
    """Whether a page makes sense now: the current one, or one already passed before the submit."""
    if page == "phone":
        return visit.sendable
    if visit.asked:
        return _may_send_again(visit, page, side)
    if not visit.before_submit or not visit.consented:
        return page == current(visit)[0]
    has_documents = visit.document_type is not None and not visit.documents_missing
    passed = {
        "start": True,
        "document": True,
        "photo": side in visit.sides,
        "selfie": has_documents and "liveness" not in visit.missing,
        "liveness": has_documents and visit.active,
        "check": visit.document_type is not None and not visit.missing,
    }
    return passed.get(page, False)


def _may_send_again(visit: Visit, page: str, side: Side | None) -> bool:
    """Exactly the items requested, and the pages around them."""
    item = f"document.{side.value}" if side else page
    wanted = visit.asked is not None and item in visit.asked.items
    return page == "asked" or (page in ("photo", "selfie") and wanted) or (page == "check" and not visit.missing)

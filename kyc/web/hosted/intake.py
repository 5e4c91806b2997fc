"""One photo on its way in: cheap refusals first, the slow look outside any transaction, then attached in one."""

from __future__ import annotations

from dataclasses import dataclass

from kyc.domain.documents import DocumentType, Side
from kyc.domain.errors import InvalidTransition, Refused
from kyc.models import Verification
from kyc.services import uploads
from kyc.services.uploads import DocumentFacts, Received
from kyc.web.hosted.visit import Visit, reading
from kyc.web.unit_of_work import commits, session, tools

ACTOR = "applicant"


@dataclass(frozen=True, slots=True)
class Shot:
    """A photo as it was sent: for which item (`document.front` …, `selfie`), its bytes, and how it was taken."""

    item: str
    data: bytes
    capture_method: str

    @property
    def is_selfie(self) -> bool:
        return self.item == "selfie"


def take_in(visit: Visit, shot: Shot) -> None:
    """Check, receive, attach; raises `Refused` with a reason of the catalogue, counted against the item's attempts."""
    sha256 = uploads.digest(shot.data)
    if _stands_already(visit, shot, sha256):
        return
    try:
        received = uploads.receive(tools().intake, tools().blobs, "selfie" if shot.is_selfie else "document", shot.data)
    except Refused as refusal:
        left = _count(visit.verification_id, shot.item, sha256, refusal.code)
        raise Refused(refusal.code, left) from None
    _keep(visit, shot, received)


def _stands_already(visit: Visit, shot: Shot, sha256: str) -> bool:
    """Whether the same photo was accepted before (a double click, a reload); refuses what needs no look."""
    with reading() as opened:
        verification = opened.get_one(Verification, visit.verification_id)
        found = (
            uploads.find_selfie(opened, verification.id, sha256)
            if shot.is_selfie
            else uploads.find_document(opened, verification.id, sha256, _facts(visit, shot))
        )
        if found is None:
            limit = tools().settings.max_session_files
            uploads.check_before(opened, verification, shot.item, sha256, limit)
        return found is not None


@commits
def _count(verification_id: str, item: str, sha256: str, reason: str) -> int:
    verification = session().get_one(Verification, verification_id)
    return uploads.note_refusal(session(), verification, item, sha256, reason)


def _keep(visit: Visit, shot: Shot, received: Received) -> None:
    """Attach what was received; where that fails the sealed picture goes again."""
    try:
        _attach(visit, shot, received)
    except Exception:
        tools().blobs.delete(received.blob)
        raise


@commits
def _attach(visit: Visit, shot: Shot, received: Received) -> None:
    verification = session().get_one(Verification, visit.verification_id, with_for_update=True)
    if shot.is_selfie:
        uploads.attach_selfie(session(), verification, received, shot.capture_method, ACTOR)
    else:
        uploads.attach_document(session(), verification, received, _facts(visit, shot), ACTOR)


def _facts(visit: Visit, shot: Shot) -> DocumentFacts:
    kind = visit.document_type
    if kind is None:
        raise InvalidTransition(visit.state.value, ["document"])
    side = Side(shot.item.removeprefix("document."))
    return DocumentFacts(DocumentType(kind), side, visit.issuing_country, shot.capture_method)

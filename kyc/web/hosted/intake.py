"""Taking in one photo: cheap refusals first, the slow analysis outside any transaction, then attached in one."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, partial

from sqlalchemy.orm import Session

from kyc.domain.documents import DocumentType, Side
from kyc.domain.errors import DomainError, InvalidTransition, LostRace, Refused
from kyc.domain.ports import ImageIntake
from kyc.models import Verification
from kyc.services.applicant import holders
from kyc.services.verification import attempts, scenario_intake, uploads
from kyc.services.verification.uploads import DocumentFacts, Received
from kyc.web.hosted.guard import browser_token
from kyc.web.hosted.visit import Visit, reading
from kyc.web.unit_of_work import commits, session, tools

ACTOR = "applicant"


@dataclass(frozen=True)
class Shot:
    """A photo as sent: its item (`document.front` …, `selfie`), its bytes, and how it was taken.

    `as_is`: accepted whatever its quality, because all attempts are used up and a person will look.
    """

    item: str
    data: bytes
    capture_method: str
    as_is: bool = False

    @property
    def is_selfie(self) -> bool:
        return self.item == "selfie"

    @cached_property
    def sha256(self) -> str:
        return uploads.digest(self.data)


def take_in(visit: Visit, shot: Shot) -> None:
    """Check, receive, attach; raises `Refused` with a reason of the catalogue, counted against the item's attempts."""
    with reading() as opened:
        verification = opened.get_one(Verification, visit.verification_id)
        if _stands_already(opened, verification, visit, shot):
            return
        intake = scenario_intake.intake_for(opened, verification, tools().intake)
    try:
        received = _receive(intake, visit, shot)
    except Refused as refusal:
        raise Refused(refusal.code, _count(visit, shot, refusal.code)) from None
    try:
        kept = _attach(visit, shot, received)
    except DomainError:  # no other error: where a COMMIT's answer is lost, the row may stand and needs its image
        tools().blobs.delete(received.blob)
        raise
    if not kept:
        tools().blobs.delete(received.blob)


def _receive(intake: ImageIntake, visit: Visit, shot: Shot) -> Received:
    receive = partial(uploads.receive, intake, tools().blobs, visit.verification_id)
    if shot.is_selfie:
        return receive("selfie", shot.data, as_is=shot.as_is)
    return receive("document", shot.data, _facts(visit, shot), as_is=shot.as_is)


def _stands_already(opened: Session, verification: Verification, visit: Visit, shot: Shot) -> bool:
    """Whether the same photo was accepted before (a double click, a reload); refuses what needs no analysis."""
    if shot.is_selfie:
        twin: object = uploads.find_selfie(opened, verification.id, shot.sha256)
    else:
        twin = uploads.find_document(opened, verification.id, shot.sha256, _facts(visit, shot))
    if twin is None:
        limit = tools().settings.max_session_files
        uploads.check_before(opened, verification, shot.item, shot.sha256, limit, as_is=shot.as_is)
    return twin is not None


@commits
def _count(visit: Visit, shot: Shot, reason: str) -> int:
    verification = session().get_one(Verification, visit.verification_id, with_for_update=True)
    return attempts.note_refusal(session(), verification, shot.item, shot.sha256, reason)


@commits
def _attach(visit: Visit, shot: Shot, received: Received) -> bool:
    """Attach under the lock, checking again, for another request may have been quicker; returns whether it is used."""
    verification = session().get_one(Verification, visit.verification_id, with_for_update=True)
    if holders.held_elsewhere(session(), verification.id, browser_token()):
        raise LostRace
    if _stands_already(session(), verification, visit, shot):
        return False
    if shot.is_selfie:
        uploads.attach_selfie(session(), verification, received, shot.capture_method, ACTOR)
    else:
        uploads.attach_document(session(), verification, received, _facts(visit, shot), ACTOR)
    return True


def _facts(visit: Visit, shot: Shot) -> DocumentFacts:
    kind = visit.document_type
    if kind is None:
        raise InvalidTransition(visit.state.value, ["document"])
    side = Side(shot.item.removeprefix("document."))
    return DocumentFacts(DocumentType(kind), side, visit.issuing_country, shot.capture_method)

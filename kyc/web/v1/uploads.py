"""Images of a session: received slowly without a transaction, attached quickly inside one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from flask import Blueprint, Response

from kyc.domain.countries import country
from kyc.domain.documents import side_for
from kyc.domain.errors import DomainError, FieldError, Invalid, Refused
from kyc.domain.ports import ImageIntake
from kyc.models import Verification
from kyc.services.verification import attempts, scenario_intake, uploads, verifications
from kyc.services.verification.uploads import DocumentFacts, Kind, Received
from kyc.web import auth
from kyc.web.answers import answer
from kyc.web.contract import contract, uploaded
from kyc.web.idempotency import effect, idempotent
from kyc.web.problems import of_domain
from kyc.web.unit_of_work import session, settings, tools
from kyc.web.v1 import images, liveness
from kyc.web.v1.asked import DocumentForm, SelfieForm
from kyc.web.v1.given import DocumentOut, SelfieTaken
from kyc.web.v1.images import Image
from kyc.web.v1.sessions import EITHER, WRITE

PROBLEMS = (400, 404, 409, 413, 415, 422)


@dataclass(frozen=True, slots=True)
class Upload:
    """An image being uploaded: `twin` finds the same bytes if stored, `attach` adds them; a selfie has no facts."""

    session_id: str
    kind: Kind
    item: str
    data: bytes
    sha256: str
    twin: Callable[[Verification], Image | None]
    attach: Callable[[Verification, Received], Image]
    facts: DocumentFacts | None = None


def register(blueprint: Blueprint) -> None:
    """Register the views with their blueprint."""
    blueprint.post("/sessions/<session_id>/documents")(add_document)
    blueprint.post("/sessions/<session_id>/selfie")(add_selfie)


@auth.key_or_session_token(WRITE)
@contract(
    summary="Add a side of a document",
    tag="Evidence",
    form=DocumentForm,
    files=("file",),
    answers={201: DocumentOut, 200: DocumentOut},
    security=EITHER,
    problems=PROBLEMS,
)
@idempotent
def add_document(session_id: str, form: DocumentForm) -> Response:
    """An image or the first page of a PDF; the same bytes again are a duplicate and processed once."""
    facts = DocumentFacts(form.type, side_for(form.type, form.side), _issuer(form), "api")
    uploads.check_facts(auth.own_session(session_id), facts)
    data = uploaded("file")
    sha256 = uploads.digest(data)
    return _take(
        Upload(
            session_id,
            "document",
            f"document.{facts.side.value}",
            data,
            sha256,
            lambda verification: uploads.find_document(session(), verification.id, sha256, facts),
            lambda verification, got: uploads.attach_document(session(), verification, got, facts, auth.actor()),
            facts,
        )
    )


@auth.key_or_session_token(WRITE)
@contract(
    summary="Add the selfie",
    tag="Evidence",
    form=SelfieForm,
    files=("file",),
    more_files=("frames[]",),
    answers={201: SelfieTaken, 200: SelfieTaken},
    security=EITHER,
    problems=PROBLEMS,
)
@idempotent
def add_selfie(session_id: str, form: SelfieForm) -> Response:
    """The applicant's face; the documents come first. With the frames of a liveness challenge it answers that too."""
    auth.own_session(session_id)
    data = uploaded("file")
    if liveness.answered(form):
        return liveness.take_answer(session_id, form, data)
    sha256 = uploads.digest(data)
    return _take(
        Upload(
            session_id,
            "selfie",
            "selfie",
            data,
            sha256,
            lambda verification: uploads.find_selfie(session(), verification.id, sha256),
            lambda verification, got: uploads.attach_selfie(session(), verification, got, "api", auth.actor()),
        )
    )


def _take(upload: Upload) -> Response:
    """Cheap refusals, then decoding without the database, then row, state and answer in one transaction."""
    twin, intake = _look(upload)
    if twin:
        return effect(_shown)(twin, upload, duplicate=True)
    try:
        received = uploads.receive(intake, tools().blobs, upload.session_id, upload.kind, upload.data, upload.facts)
    except Refused as refusal:
        return _refuse(upload, refusal.code)
    try:
        response = _attach(upload, received)
    except DomainError:  # no other error: where a COMMIT's answer is lost, the row may stand and needs its image
        tools().blobs.delete(received.blob)
        raise
    if response.status_code != 201:
        tools().blobs.delete(received.blob)
    return response


def _look(upload: Upload) -> tuple[Image | None, ImageIntake]:
    """Whether the image is already there, and how to examine it; raises for images that need no examination."""
    verification = auth.own_session(upload.session_id)
    verifications.require_open(verification, upload.item)
    intake = scenario_intake.intake_for(session(), verification, tools().intake)
    if twin := upload.twin(verification):
        return twin, intake
    uploads.check_before(session(), verification, upload.item, upload.sha256, settings().max_session_files)
    session().rollback()  # no connection is held while the image is decoded
    return None, intake


@effect
def _attach(upload: Upload, received: Received) -> Response:
    """Attach under the lock, checking again, because another request may have been quicker."""
    verification = auth.own_session(upload.session_id, lock=True)
    verifications.require_open(verification, upload.item)
    if twin := upload.twin(verification):
        return _shown(twin, upload, duplicate=True)
    uploads.check_before(session(), verification, upload.item, upload.sha256, settings().max_session_files)
    return _shown(upload.attach(verification, received), upload, duplicate=False)


@effect
def _refuse(upload: Upload, reason: str) -> Response:
    """Count the refusal and say how to correct it; nothing of the image is kept but its digest."""
    verification = auth.own_session(upload.session_id, lock=True)
    left = attempts.note_refusal(session(), verification, upload.item, upload.sha256, reason)
    return of_domain(Refused(reason, left))


def _shown(image: Image, upload: Upload, *, duplicate: bool) -> Response:
    verification = auth.own_session(upload.session_id)
    return answer(images.view(image, verification, duplicate=duplicate), 200 if duplicate else 201)


def _issuer(form: DocumentForm) -> str | None:
    """Alpha-3 as in the MRZ, whichever way it was written."""
    code = country(form.issuing_country) if form.issuing_country else None
    if form.issuing_country and not code:
        raise Invalid([FieldError("/issuing_country", "unknown_country", "Unknown country")])
    return code

"""A session's photos as files, for its partner; each opening is recorded first."""

from __future__ import annotations

from flask import Blueprint, Response

from kyc.domain.errors import NotFound
from kyc.services.desk import case_files
from kyc.web import auth
from kyc.web.contract import contract
from kyc.web.unit_of_work import commits, session, tools
from kyc.web.v1.sessions import KEY

MEDIA = "media:read"
PURPOSE = "partner"


def register(blueprint: Blueprint) -> None:
    """Register the views with their blueprint."""
    blueprint.get("/sessions/<session_id>/documents/<document_id>/image")(document_image)
    blueprint.get("/sessions/<session_id>/selfies/<selfie_id>/image")(selfie_image)


@auth.api_key(MEDIA)
@contract(
    summary="Download a document photo",
    tag="Evidence",
    answers={200: None},
    media={200: "image/jpeg"},
    security=KEY,
    problems=(404,),
)
def document_image(session_id: str, document_id: str) -> Response:
    """One side as accepted: upright, without metadata. The report has its id; each call is recorded as an opening."""
    return _image(session_id, document_id, "doc_")


@auth.api_key(MEDIA)
@contract(
    summary="Download the selfie",
    tag="Evidence",
    answers={200: None},
    media={200: "image/jpeg"},
    security=KEY,
    problems=(404,),
)
def selfie_image(session_id: str, selfie_id: str) -> Response:
    """A selfie as accepted."""
    return _image(session_id, selfie_id, "self_")


def _image(session_id: str, image_id: str, prefix: str) -> Response:
    if not image_id.startswith(prefix):
        raise NotFound
    blob = _logged(session_id, image_id)
    answer = Response(tools().blobs.get(blob), mimetype="image/jpeg")
    answer.headers["Content-Disposition"] = f'attachment; filename="{image_id}.jpg"'
    answer.headers["Cache-Control"] = "no-store"
    return answer


@commits
def _logged(session_id: str, image_id: str) -> str:
    """Record who opens what, committed before the bytes are fetched."""
    verification = auth.own_session(session_id)
    return case_files.open_image(session(), verification.id, image_id, auth.principal().key_id, PURPOSE)

"""A record by its id, for its partner alone: the counterpart with a key of the public lookup."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from flask import Blueprint, Response

from kyc.domain.dates import stamp
from kyc.domain.errors import NotFound
from kyc.services.verification import profiles, verifications
from kyc.web import auth
from kyc.web.answers import answer
from kyc.web.contract import Shape, contract
from kyc.web.unit_of_work import session, settings
from kyc.web.v1.sessions import KEY, READ


class ProfileOut(Shape):
    id: str
    mode: Literal["live", "test"]
    url: str
    name: str | None
    document_type: str | None
    document_number: str | None
    nationality: str | None
    verification_status: str
    status: str
    session_id: str | None
    created_at: datetime


def register(blueprint: Blueprint) -> None:
    """Register the view with its blueprint."""
    blueprint.get("/profiles/<record_id>")(read_profile)


@auth.api_key(READ)
@contract(summary="Read a profile", tag="Profiles", answers={200: ProfileOut}, security=KEY, problems=(404,))
def read_profile(record_id: str) -> Response:
    """What was declared, both forms of its status, and the session that counts now."""
    view, caller = profiles.status_view(session(), record_id), auth.principal()
    if (view.partner_id, view.mode) != (caller.partner_id, caller.mode):
        raise NotFound
    current = verifications.newest(session(), record_id)
    body = {
        "id": record_id,
        "mode": view.mode,
        "url": f"{settings().public_base_url}/{record_id}",
        "name": view.name,
        "document_type": view.document_type,
        "document_number": view.document_number,
        "nationality": view.nationality,
        "verification_status": view.verification_status,
        "status": view.status,
        "session_id": current.id if current else None,
        "created_at": stamp(view.created_at),
    }
    return answer(body)

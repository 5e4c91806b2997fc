"""The choice of document: its type and issuing country, with what the partner declared preselected."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, redirect, render_template

from kyc.domain.documents import DocumentType
from kyc.models import Verification
from kyc.services.verification import verifications
from kyc.web.hosted.blueprint import page_url
from kyc.web.hosted.forms import DocumentForm
from kyc.web.hosted.guard import applicant
from kyc.web.hosted.visit import Visit, declared_type
from kyc.web.unit_of_work import commits, session


@applicant("document")
def document(visit: Visit) -> Any:
    """`/<record_id>/document`."""
    form = DocumentForm(data=_preselected(visit))
    form.offer(visit.accepted, visit.mode)
    if form.validate_on_submit() and (picked := form.chosen()):
        choose(visit.verification_id, *picked)
        return redirect(page_url(visit.record_id, "entry"), 303)
    return render_template("hosted/document.html", visit=visit, form=form), 422 if form.errors else 200


def _preselected(visit: Visit) -> dict[str, str | None]:
    kind = visit.document_type.value if visit.document_type else declared_type(visit.record_id)
    return {"document_type": kind, "issuing_country": visit.issuing_country}


@commits
def choose(verification_id: str, kind: DocumentType, country: str) -> None:
    """Store the choice; after photos of another type of document, new ones are needed."""
    verification = session().get_one(Verification, verification_id, with_for_update=True)
    verifications.choose_document(session(), verification, kind, country)


def register(blueprint: Blueprint) -> None:
    blueprint.add_url_rule("/document", view_func=document, methods=["GET", "POST"])

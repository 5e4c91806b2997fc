"""Photos: each side of the document, then the selfie; a refused one says why, how to mend it and what is left."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, get_flashed_messages, redirect, render_template

from kyc.domain.documents import Side
from kyc.domain.errors import Refused
from kyc.domain.reasons import CATALOGUE
from kyc.web.hosted import intake
from kyc.web.hosted.blueprint import page_url
from kyc.web.hosted.forms import PhotoForm
from kyc.web.hosted.guard import applicant
from kyc.web.hosted.intake import Shot
from kyc.web.hosted.visit import Visit, attempts_left
from kyc.web.languages import advice_of
from kyc.web.unit_of_work import settings


@applicant("photo")
def photo(visit: Visit, side: str) -> Any:
    """`/<record_id>/photo/<side>`."""
    return _page(visit, f"document.{side}", "hosted/photo.html", page_url(visit.record_id, "photo", side))


@applicant("selfie")
def selfie(visit: Visit) -> Any:
    """`/<record_id>/selfie`."""
    return _page(visit, "selfie", "hosted/selfie.html", page_url(visit.record_id, "selfie"))


def _page(visit: Visit, item: str, template: str, address: str) -> Any:
    form = PhotoForm()
    if form.validate_on_submit():
        return redirect(_send(visit, item, form) or address, 303)
    left = attempts_left(visit.verification_id, item)
    shown = "hosted/stuck.html" if left <= 0 else template
    side = Side(item.removeprefix("document.")) if item != "selfie" else None
    said = {"refusal": _refusal(), "limit": settings().max_upload_bytes}
    return render_template(shown, visit=visit, form=form, item=item, side=side, left=left, **said)


def _send(visit: Visit, item: str, form: PhotoForm) -> str | None:
    """Take the photo in; the address to go on to, None where it was refused."""
    file = form.sent()
    if file is None:
        flash("photo_needed", "refusal")
        return None
    try:
        intake.take_in(visit, Shot(item, file.read(), form.method()))
    except Refused as refusal:
        flash(refusal.code, "refusal")
        return None
    return page_url(visit.record_id, "entry")


def _refusal() -> str | None:
    """The words for the photo that was just refused, in the catalogue's wording for applicants."""
    for code in map(str, get_flashed_messages(category_filter=["refusal"])):
        return advice_of(code) if code in CATALOGUE else code
    return None


def register(blueprint: Blueprint) -> None:
    sides = ",".join(side.value for side in Side)
    blueprint.add_url_rule(f"/photo/<any({sides}):side>", view_func=photo, methods=["GET", "POST"])
    blueprint.add_url_rule("/selfie", view_func=selfie, methods=["GET", "POST"])

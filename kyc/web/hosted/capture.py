"""Photos: each side of the document, then the selfie; a refusal says why, what to do and how many tries are left."""

from __future__ import annotations

import json
from typing import Any

from flask import Blueprint, Response, flash, get_flashed_messages, redirect, render_template, request

from kyc.domain.documents import Side
from kyc.domain.reasons import CATALOGUE
from kyc.web.hosted.blueprint import page_url
from kyc.web.hosted.forms import PhotoForm
from kyc.web.hosted.guard import applicant
from kyc.web.hosted.intake import Shot
from kyc.web.hosted.several import take_all
from kyc.web.hosted.visit import Visit, attempts_left, may_send_as_is
from kyc.web.languages import advice_of
from kyc.web.unit_of_work import settings

PAGES = ("hosted.photo", "hosted.selfie")
DOCUMENT = "document."


@applicant("photo")
def photo(visit: Visit, side: str) -> Any:
    """`/<record_id>/photo/<side>`; where another side is needed too, one form may bring both."""
    return _page(visit, _wanted(visit, side), "hosted/photo.html")


@applicant("selfie")
def selfie(visit: Visit) -> Any:
    """`/<record_id>/selfie`."""
    return _page(visit, ["selfie"], "hosted/selfie.html")


def _wanted(visit: Visit, side: str) -> list[str]:
    """The page's own item, then the other sides needed."""
    own = DOCUMENT + side
    return [own, *(item for item in visit.missing if item.startswith(DOCUMENT) and item != own)]


def _page(visit: Visit, wanted: list[str], template: str) -> Any:
    form = PhotoForm()
    if form.validate_on_submit():
        return redirect(_send(visit, wanted, form), 303)
    left = attempts_left(visit.verification_id, wanted[0])
    shown = "hosted/stuck.html" if left <= 0 else template
    sides = [Side(item.removeprefix(DOCUMENT)) for item in wanted if item.startswith(DOCUMENT)]
    said = {"refusal": _refusal(), "others": _others(), "limit": settings().max_upload_bytes}
    said["as_is"] = left <= 0 and may_send_as_is(visit.verification_id, wanted[0])
    side = sides[0] if sides else None
    return render_template(shown, visit=visit, form=form, item=wanted[0], side=side, sides=sides, left=left, **said)


def _send(visit: Visit, wanted: list[str], form: PhotoForm) -> str:
    """Take in the photos, each for its item; returns the URL to go to."""
    files = form.sent()
    if not files or len(files) > len(wanted):
        flash("too_many_chosen" if files else "photo_needed", "refusal")
        return _address(visit, wanted[0])
    sent = {item: file.read() for item, file in zip(wanted, files, strict=False)}
    as_is = bool(form.as_is.data)
    refused = take_all(visit, [Shot(item, data, form.method(), as_is) for item, data in sent.items()])
    if not refused:
        return page_url(visit.record_id, "entry")
    first, *rest = refused
    flash(refused[first], "refusal")
    for item in rest:
        flash(f"{item.removeprefix(DOCUMENT)} {refused[item]}", "others")
    return _address(visit, first)


def _address(visit: Visit, item: str) -> str:
    if item == "selfie":
        return page_url(visit.record_id, "selfie")
    return page_url(visit.record_id, "photo", item.removeprefix(DOCUMENT))


def _refusal() -> str | None:
    """The applicant's wording, from the catalogue, for the photo just refused."""
    return next(map(_words, map(str, get_flashed_messages(category_filter=["refusal"]))), None)


def _others() -> list[tuple[str, str]]:
    """The wording for other sides' photos refused with it, by side."""
    pairs = (str(said).split(" ", 1) for said in get_flashed_messages(category_filter=["others"]))
    return [(side, _words(code)) for side, code in pairs]


def _words(code: str) -> str:
    return advice_of(code) if code in CATALOGUE else code


def tell_script(response: Response) -> Response:
    """Tell a script where to go: if it followed a redirect itself, it would use up the message for the next page."""
    asks = request.accept_mimetypes.best == "application/json" and request.endpoint in PAGES
    if asks and request.method == "POST" and response.status_code == 303:
        response.set_data(json.dumps({"url": response.headers.pop("Location")}))
        response.status_code, response.mimetype = 200, "application/json"
    return response


def register(blueprint: Blueprint) -> None:
    sides = ",".join(side.value for side in Side)
    blueprint.add_url_rule(f"/photo/<any({sides}):side>", view_func=photo, methods=["GET", "POST"])
    blueprint.add_url_rule("/selfie", view_func=selfie, methods=["GET", "POST"])
    blueprint.after_request(tell_script)

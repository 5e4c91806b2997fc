"""A request for new photos: which ones an applicant needs to send again, why and until when."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import Blueprint, render_template
from flask_babel import format_date

from kyc.domain.reasons import CATALOGUE
from kyc.web.hosted.blueprint import page_url
from kyc.web.hosted.guard import applicant
from kyc.web.hosted.visit import Visit
from kyc.web.languages import advice_of


@applicant("asked")
def asked(visit: Visit) -> Any:
    """`/<record_id>/asked`."""
    if visit.asked is None:
        raise LookupError("the page opens only while something is asked for")
    said = {"reasons": reasons_of(visit.asked.reasons), "until": day(visit.asked.due_at)}
    first, *_ = (*visit.missing, *visit.asked.items)
    return render_template("hosted/asked.html", visit=visit, next=_page_of(visit, first), **said)


def reasons_of(codes: tuple[str, ...]) -> list[str]:
    """The reasons in the applicant's words; a code no longer in the catalogue is left out."""
    return [advice_of(code) for code in codes if code in CATALOGUE]


def day(moment: datetime) -> str:
    """The day, spelled in the page's language."""
    return str(format_date(moment, "long"))


def _page_of(visit: Visit, item: str) -> str:
    if item == "selfie":
        return page_url(visit.record_id, "selfie")
    return page_url(visit.record_id, "photo", item.removeprefix("document."))


def register(blueprint: Blueprint) -> None:
    blueprint.add_url_rule("/asked", view_func=asked)

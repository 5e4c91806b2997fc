"""The blueprint of the applicant's pages and the form of their URLs."""

from __future__ import annotations

from flask import Blueprint, url_for
from werkzeug.routing import BaseConverter

from kyc.web.hosted import steps
from kyc.web.hosted.visit import Visit

blueprint = Blueprint("hosted", __name__, url_prefix="/<record:record_id>")


class RecordId(BaseConverter):
    """15 × [a-z0-9], so that no other URL is taken for a record."""

    regex = "[a-z0-9]{15}"


def page_url(record_id: str, page: str, side: str | None = None) -> str:
    """The URL of one page of a record."""
    if side:
        return url_for(f"hosted.{page}", record_id=record_id, side=side)
    return url_for(f"hosted.{page}", record_id=record_id)


def current_url(visit: Visit) -> str:
    """The URL of the page where the verification stands."""
    return page_url(visit.record_id, *steps.current(visit))

"""The second-generation API: sessions with documents, selfie, submit and report, under `/v1`."""

from __future__ import annotations

from flask import Blueprint, Response

from kyc.domain.errors import DomainError
from kyc.web import called, limits
from kyc.web.problems import of_domain
from kyc.web.v1 import (
    case_files,
    catalogues,
    deliveries,
    endpoints,
    erasures,
    events,
    handoff,
    liveness,
    media,
    profiles,
    resubmission,
    sessions,
    testing,
    uploads,
)

DOORS = (
    sessions,
    case_files,
    uploads,
    media,
    liveness,
    handoff,
    resubmission,
    profiles,
    erasures,
    catalogues,
    endpoints,
    deliveries,
    events,
    testing,
)

blueprint = Blueprint("v1", __name__, url_prefix="/v1")
limits.writes(blueprint)
limits.reads(blueprint)
for door in DOORS:
    door.register(blueprint)
blueprint.after_request(called.note_read)


@blueprint.errorhandler(DomainError)
def refused(error: DomainError) -> Response:
    """Every domain error as problem details; a 401 also names the scheme (RFC 9110 section 11.6.1)."""
    answer = of_domain(error)
    if answer.status_code == 401:
        answer.headers["WWW-Authenticate"] = 'Bearer realm="ekyc"'
    return answer

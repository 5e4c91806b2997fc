"""One case: everything needed to decide it, and its images, each opening of which is logged before a byte leaves."""

from __future__ import annotations

import math

from flask import Response, abort, request

from kyc.domain.rights import Right
from kyc.models import utcnow
from kyc.services.desk import case_files
from kyc.services.record.audit import actor
from kyc.web import unit_of_work
from kyc.web.staff.case.case_page import case_page, load_case
from kyc.web.staff.case.erased_case import erased_page
from kyc.web.staff.door import blueprint
from kyc.web.staff.guard import me, purpose_of, staff
from kyc.web.staff.wording import moment

SHOWN_SIDE = 1600
"""The long side of an image on the case's page, in pixels."""


@blueprint.get("/cases/<verification_id>")
@staff(Right.SEE_CASES)
def case(verification_id: str) -> str:
    """The whole case on one page; for an erased one, what became of it."""
    found = load_case(verification_id)
    return erased_page(found.verification) if found.verification.erasure_id else case_page(found)


@blueprint.get("/cases/<verification_id>/images/<image_id>")
@staff(Right.SEE_CASES)
def image(verification_id: str, image_id: str) -> Response:
    """One image with the viewer's watermark, `?full` at full size; every answer forbids caching."""
    blob = _logged(verification_id, image_id)
    answer = Response(_marked(blob, None if "full" in request.args else SHOWN_SIDE), mimetype="image/jpeg")
    answer.headers["Content-Disposition"] = f'inline; filename="{image_id}.jpg"'
    return answer


@blueprint.get("/cases/<verification_id>/images/<image_id>/part")
@staff(Right.SEE_CASES)
def part(verification_id: str, image_id: str) -> Response:
    """A region of an image (`box`: left, top, right, bottom in shares); it counts as an opening like any other."""
    box = _box(request.args.get("box", ""))
    blob = _logged(verification_id, image_id)
    cut = unit_of_work.tools().part_of(unit_of_work.tools().blobs.get(blob), box)
    return Response(unit_of_work.tools().marked(cut, _viewer()), mimetype="image/jpeg")


@blueprint.get("/<path:_unknown>")
@staff(Right.SEE_CASES)
def nothing(_unknown: str) -> Response:
    """Any other URL: a 404 page for those signed in, the sign-in page for everybody else."""
    abort(404)


@unit_of_work.commits
def _logged(verification_id: str, image_id: str) -> str:
    """Log who opens what, committed before the bytes are fetched."""
    purpose = purpose_of(verification_id) or abort(403)
    return case_files.open_image(unit_of_work.session(), verification_id, image_id, actor(me().id), purpose)


def _marked(blob: str, long_side: int | None) -> bytes:
    tools = unit_of_work.tools()
    return tools.marked(tools.blobs.get(blob), _viewer(), long_side)


def _viewer() -> str:
    return f"{me().email}  {moment(utcnow())}"


def _box(text: str) -> tuple[float, float, float, float]:
    """Four shares, clamped to the picture; 404 for anything else."""
    try:
        left, top, right, bottom = (float(number) for number in text[:80].split(","))
    except ValueError:
        abort(404)
    if not all(math.isfinite(edge) for edge in (left, top, right, bottom)):
        abort(404)
    left, top, right, bottom = (min(max(edge, 0.0), 1.0) for edge in (left, top, right, bottom))
    return (left, top, right, bottom) if left < right and top < bottom else abort(404)

"""One case: everything to decide it by, and its images, each opening of which is logged before a byte leaves."""

from __future__ import annotations

import math

from flask import Response, abort, render_template, request

from kyc.services import (
    applicant_requests,
    case_files,
    claims,
    pending,
    profile_flags,
    resubmission,
    reviews,
    staff_accounts,
)
from kyc.services.case_files import CaseFile
from kyc.services.staff_accounts import actor
from kyc.web import unit_of_work
from kyc.web.staff import authenticity, comparison, movements, screening
from kyc.web.staff.door import blueprint
from kyc.web.staff.forms import CHOICES, AskForm, DecisionForm, ReplyForm, VerdictForm
from kyc.web.staff.guard import me, staff
from kyc.web.staff.timeline import openings, timeline
from kyc.web.staff.wording import CHECKS, item_name, staff_reason


@blueprint.get("/cases/<verification_id>")
@staff("viewer")
def case(verification_id: str) -> str:
    """The whole case on one page."""
    return case_page(case_files.case_file(unit_of_work.session(), verification_id))


@blueprint.get("/cases/<verification_id>/images/<image_id>")
@staff("viewer")
def image(verification_id: str, image_id: str) -> Response:
    """One image; the headers of every answer forbid keeping a copy."""
    blob = _logged(verification_id, image_id)
    answer = Response(unit_of_work.tools().blobs.get(blob), mimetype="image/jpeg")
    answer.headers["Content-Disposition"] = f'inline; filename="{image_id}.jpg"'
    return answer


@blueprint.get("/cases/<verification_id>/images/<image_id>/part")
@staff("viewer")
def part(verification_id: str, image_id: str) -> Response:
    """A place of an image (`box`: left, top, right, bottom in shares); looking at it is an opening like any other."""
    box = _box(request.args.get("box", ""))
    blob = _logged(verification_id, image_id)
    cut = unit_of_work.tools().part_of(unit_of_work.tools().blobs.get(blob), box)
    return Response(cut, mimetype="image/jpeg")


@blueprint.get("/<path:_unknown>")
@staff("viewer")
def nothing(_unknown: str) -> Response:
    """Any other address: a page of the staff for those who are in, the way in for everybody else."""
    abort(404)


@unit_of_work.commits
def _logged(verification_id: str, image_id: str) -> str:
    """Who opens what, committed before the bytes are fetched."""
    return case_files.open_image(unit_of_work.session(), verification_id, image_id, actor(me().id))


def _box(text: str) -> tuple[float, float, float, float]:
    """Four shares, clamped to the picture; anything else is an address that does not exist."""
    try:
        left, top, right, bottom = (float(number) for number in text[:80].split(","))
    except ValueError:
        abort(404)
    if not all(math.isfinite(edge) for edge in (left, top, right, bottom)):
        abort(404)
    left, top, right, bottom = (min(max(edge, 0.0), 1.0) for edge in (left, top, right, bottom))
    return (left, top, right, bottom) if left < right and top < bottom else abort(404)


def case_page(
    found: CaseFile,
    form: DecisionForm | None = None,
    notice: str = "",
    mending: tuple[str, VerdictForm] | None = None,
    replying: tuple[str, ReplyForm] | None = None,
    asking: AskForm | None = None,
) -> str:
    """The page of a case, with a decision, a verdict on a match, an answer or a question that has to be mended."""
    session = unit_of_work.session()
    names = staff_accounts.names(session)
    form = form or DecisionForm(formdata=None, version=found.verification.version)
    listed = [*CHECKS, *(name for name in found.checks if name not in CHECKS)]
    return render_template(
        "staff/case.html",
        case=found,
        verification=found.verification,
        form=form,
        notice=notice,
        documents=[one for one in found.documents if one.replaced_at is None],
        selfies=[one for one in found.selfies if one.replaced_at is None],
        replaced=[
            *(one for one in found.documents if one.replaced_at),
            *(one for one in found.selfies if one.replaced_at),
        ],
        checks=[(name, found.checks.get(name)) for name in listed],
        movements=movements.movements(found),
        screenings=screening.screenings(session, found),
        flags=profile_flags.of_profile(session, found.profile.id),
        mending=mending,
        requests=applicant_requests.of_profile(session, found.profile.id),
        replying=replying,
        document_parts=authenticity.parts(found),
        lines=comparison.compare(found),
        zone_lines=comparison.zone_lines(found),
        failed_digits=comparison.failed_digits(found),
        happenings=timeline(found, names),
        openings=openings(found, names),
        decision=found.decisions[-1] if found.decisions else None,
        held=claims.holder(session, found.verification.id),
        actor=actor,
        asking=asking,
        asked=pending.of(found.verification),
        ask_items=[(item, item_name(item)) for item in resubmission.offered(found.verification)],
        ask_reasons=[(code, staff_reason(code)) for code in resubmission.REASONS],
        names=names,
        choices={value: text for value, (text, *_) in CHOICES.items()},
        approvals=reviews.APPROVAL_REASONS,
        rejections=reviews.REJECTION_REASONS,
    )

"""The page of a case: the evidence, what happened around it, and the forms to answer with."""

from __future__ import annotations

from typing import Any

from flask import render_template

from kyc.domain.escalating import REASONS as ESCALATIONS
from kyc.domain.holding import REASONS as HOLD_REASONS
from kyc.services.accounts import staff_accounts
from kyc.services.applicant import applicant_requests
from kyc.services.desk import case_files, claims, reviews
from kyc.services.desk.case_files import CaseFile
from kyc.services.privacy import holds
from kyc.services.record import api_calls
from kyc.services.record.audit import actor
from kyc.services.screening import profile_flags
from kyc.services.verification import pending, resubmission
from kyc.web import unit_of_work
from kyc.web.staff.answers.forms import CHOICES, AskForm, DecisionForm, ReplyForm, VerdictForm
from kyc.web.staff.answers.work_forms import EscalateForm, HoldForm, NoteForm
from kyc.web.staff.case import authenticity, comparison, four_eyes, movements, portraits, screening, work_panel
from kyc.web.staff.case.timeline import openings, timeline
from kyc.web.staff.case.traffic import traffic
from kyc.web.staff.wording import CHECKS, item_name, staff_reason


def load_case(verification_id: str) -> CaseFile:
    """The case that a URL names; raises `NotFound`."""
    return case_files.case_file(unit_of_work.session(), verification_id)


def case_page(
    found: CaseFile,
    form: DecisionForm | None = None,
    notice: str = "",
    mending: tuple[str, VerdictForm] | None = None,
    replying: tuple[str, ReplyForm] | None = None,
    asking: AskForm | None = None,
    working: EscalateForm | HoldForm | NoteForm | None = None,
) -> str:
    """The page of a case; any form on it that was refused is shown again with its errors."""
    form = form or DecisionForm(formdata=None, version=found.verification.version)
    return render_template(
        "staff/case.html",
        case=found,
        verification=found.verification,
        notice=notice,
        form=form,
        mending=mending,
        replying=replying,
        asking=asking,
        working=working,
        **_evidence(found),
        **_around(found),
        **_answers(found),
    )


def _evidence(found: CaseFile) -> dict[str, Any]:
    """What the images show, and the results of the checks."""
    facts = comparison.facts(found)
    listed = [*CHECKS, *(name for name in found.checks if name not in CHECKS)]
    return {
        "portrait": portraits.portrait(found),
        "documents": [one for one in found.documents if one.replaced_at is None and one.blob],
        "selfies": [one for one in found.selfies if one.replaced_at is None and one.blob],
        "images_gone": sum(
            not blob for blob in [one.blob for one in found.documents] + [one.blob for one in found.selfies]
        ),
        "replaced": [
            *(one for one in found.documents if one.replaced_at and one.blob),
            *(one for one in found.selfies if one.replaced_at and one.blob),
        ],
        "checks": [(name, found.checks.get(name)) for name in listed],
        "movements": movements.movements(found),
        "screenings": screening.screenings(unit_of_work.session(), unit_of_work.tools().marks.peppers, found),
        "document_parts": authenticity.parts(found),
        "lines": [line for line in facts if line.known],
        "unknown": [line for line in facts if line.correctable and not line.known],
        "zone_lines": comparison.zone_lines(found),
        "failed_digits": comparison.failed_digits(found),
    }


def _around(found: CaseFile) -> dict[str, Any]:
    """Who did what, who has claimed it, and what else is known of the person's record."""
    session = unit_of_work.session()
    names, work = staff_accounts.names(session), work_panel.work(found.verification)
    told = (
        *timeline(found, names),
        *traffic(found, names | _keys(found)),
        *four_eyes.lines(found, names),
        *work_panel.lines(work, names),
    )
    return {
        "work": work,
        "escalation_words": work_panel.escalation_words,
        "escalation_reasons": ESCALATIONS,
        "names": names,
        "actor": actor,
        "held": claims.holder(session, found.verification.id),
        "flags": profile_flags.of_profile(session, found.profile.id),
        "requests": applicant_requests.of_profile(session, found.profile.id),
        "holds": holds.of_profile(session, found.profile.id),
        "hold_reasons": HOLD_REASONS,
        "panel": four_eyes.panel(found, barred=work.barred),
        "happenings": sorted(told, key=lambda one: one.at),
        "openings": openings(found, names),
    }


def _keys(found: CaseFile) -> dict[str, str]:
    """The partner's keys by id, with the names that they have there."""
    callers = {one.caller for one in found.calls} | {one.actor for one in found.acts}
    names = api_calls.key_names(unit_of_work.session(), callers)
    return {key: f"key “{name}”" for key, name in names.items()}


def _answers(found: CaseFile) -> dict[str, Any]:
    """The decision so far, and what a reviewer may choose from."""
    return {
        "decision": found.decisions[-1] if found.decisions else None,
        "choices": {value: text for value, (text, *_) in CHOICES.items()},
        "approvals": reviews.APPROVAL_REASONS,
        "rejections": reviews.REJECTION_REASONS,
        "asked": pending.of(found.verification),
        "ask_items": [(item, item_name(item)) for item in resubmission.offered(found.verification)],
        "ask_reasons": [(code, staff_reason(code)) for code in resubmission.REASONS],
    }

"""Retention: what is due now and in the months to come, and which records are held."""

from __future__ import annotations

from datetime import date

from flask import render_template
from sqlalchemy import select

from kyc.domain.data_classes import DataClass
from kyc.domain.holding import REASONS
from kyc.domain.rights import Right
from kyc.models import LegalHold, PartnerTerm, Verification, utcnow
from kyc.services.accounts import staff_accounts
from kyc.services.privacy import holds
from kyc.services.privacy.forecast import NOW, Outlook, forecast
from kyc.web import unit_of_work
from kyc.web.staff.door import blueprint
from kyc.web.staff.guard import may, staff

CLASSES = {
    DataClass.IMAGES: ("Images", "photos of documents and faces, frames of head movements"),
    DataClass.BIOMETRICS: ("Biometrics", "what describes a face, to find it again"),
    DataClass.EXTRACTED: ("Personal data", "what was declared, read and screened, and every copy of it"),
    DataClass.RECORD: ("Record", "ids, states, verdicts, who did what: the last to go"),
}
MONTHS = 6
"""This many months are shown one by one."""


@blueprint.get("/retention")
@staff(Right.SEE_FIGURES)
def retention() -> str:
    """A forecast under the present terms; looking at it changes nothing."""
    session = unit_of_work.session()
    standing = holds.standing(session) if may(Right.HOLD) else ()
    return render_template(
        "staff/retention.html",
        forecast=forecast(session, unit_of_work.settings().terms, utcnow().date()),
        classes=CLASSES,
        coming=_coming,
        own_terms=session.scalar(select(PartnerTerm.partner_id).limit(1)) is not None,
        portrait_days=unit_of_work.settings().portrait_reuse_days,
        holds=[(one, _newest_case(one)) for one in standing],
        hold_reasons=REASONS,
        names=staff_accounts.names(session),
    )


def _coming(one: Outlook) -> list[tuple[str, int]]:
    """Months in words with how many lose the class in each; those further on together."""
    months = sorted(month for month in one.goes if month != NOW)
    told = [(f"{date.fromisoformat(month + '-01'):%B %Y}", one.goes[month]) for month in months[:MONTHS]]
    later = sum(one.goes[month] for month in months[MONTHS:])
    return [*told, ("later", later)] if later else told


def _newest_case(hold: LegalHold) -> str | None:
    """Where to lift it."""
    mine = select(Verification.id).where(Verification.profile_id == hold.profile_id)
    return unit_of_work.session().scalar(mine.order_by(Verification.created_at.desc(), Verification.id).limit(1))

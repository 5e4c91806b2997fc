"""The page of an erased case: that it was erased, when, why and by whom."""

from __future__ import annotations

from flask import render_template

from kyc.domain.erasing import REASONS
from kyc.models import Erasure, Verification
from kyc.services.accounts import staff_accounts
from kyc.services.privacy import erasure
from kyc.web import unit_of_work


def erased_page(verification: Verification) -> str:
    """The page; nothing on it says whose data it was."""
    session = unit_of_work.session()
    done = session.get_one(Erasure, verification.erasure_id)
    return render_template(
        "staff/erased.html",
        verification=verification,
        erasure=done,
        status=erasure.status_of(done),
        reasons=REASONS,
        names=staff_accounts.names(session),
    )

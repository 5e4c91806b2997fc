"""The verifications that the figures count: those opened in a period, one narrow row each, in SQL."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import CTE, ColumnElement, ScalarSelect, Select, String, and_, case, cast, select
from sqlalchemy.orm import InstrumentedAttribute

from kyc.domain.evidence import Mode
from kyc.domain.lifecycle import State
from kyc.models import Decision, Holder, Partner, RefusedUpload, Selfie, Verification
from kyc.models.elapsed import epoch_seconds

DAY_S = 86_400
SELFIE = "selfie"


@dataclass(frozen=True, slots=True)
class Scope:
    """Verifications opened on whole days in UTC: the last `days`, including that of `now`.

    They are of one mode, and of one partner or (None) of all.
    """

    now: datetime
    days: int = 30
    mode: Mode = "live"
    partner: str | None = None

    @property
    def since(self) -> datetime:
        """The start of the first day."""
        return datetime.combine(self.dates[0], time(), UTC)

    @property
    def dates(self) -> list[date]:
        """Every day of the period, the earliest first."""
        today = self.now.astimezone(UTC).date()
        return [today - timedelta(days=back) for back in reversed(range(self.days))]


def within(scope: Scope) -> list[ColumnElement[bool]]:
    """The conditions on `Verification`; partners are listed even where all count, as the index begins with them."""
    partners = [scope.partner] if scope.partner else select(Partner.id)
    return [
        Verification.partner_id.in_(partners),
        Verification.mode == scope.mode,
        Verification.created_at >= scope.since,
        Verification.created_at <= scope.now,
    ]


def cohort(scope: Scope) -> CTE:
    """One row per verification; flags are 0 or 1, `day` counts from the period's first day, `wait` is in seconds.

    `gone`: the applicant left before submitting; `seen`: the case went to review; `refused_document`: a photo of the
    document was refused. `device` is None where nothing was sent from a page, `capture` is how the last selfie was
    taken.
    """
    submitted = Verification.submitted_at.is_not(None)
    over = (Verification.expires_at <= scope.now) | Verification.closed_reason.is_not(None)
    wait = epoch_seconds(Verification.decided_at) - epoch_seconds(Verification.submitted_at)
    rows = select(
        ((epoch_seconds(Verification.created_at) - int(scope.since.timestamp())) // DAY_S).label("day"),
        Verification.document_type.label("kind"),
        Verification.issuing_country.label("country"),
        _hanging(Holder.device, Holder.verification_id).label("device"),
        _hanging(Selfie.capture_method, Selfie.verification_id, Selfie.replaced_at.is_(None)).label("capture"),
        cast(Verification.state, String).label("state"),
        _flag(submitted).label("submitted"),
        _flag(and_(~submitted, over)).label("gone"),
        _flag(Verification.previous_id.is_(None)).label("first"),
        _flag(_named_by(Decision.verification_id, Decision.outcome == State.MANUAL_REVIEW.value)).label("seen"),
        _flag(_named_by(RefusedUpload.verification_id, RefusedUpload.item == SELFIE)).label("refused_selfie"),
        _flag(_named_by(RefusedUpload.verification_id, RefusedUpload.item != SELFIE)).label("refused_document"),
        wait.label("wait"),
    )
    return rows.where(*within(scope)).cte("cohort").prefix_with("MATERIALIZED")


def _hanging(
    column: InstrumentedAttribute[Any], named: InstrumentedAttribute[str], *conditions: ColumnElement[bool]
) -> ScalarSelect[Any]:
    """A value from a row that belongs to the verification; there is at most one."""
    return select(column).where(named == Verification.id, *conditions).limit(1).scalar_subquery()


def _named_by(column: InstrumentedAttribute[str], condition: ColumnElement[bool]) -> ColumnElement[bool]:
    """Whether a row with this condition names the verification; as one list, not a search for each row."""
    naming: Select[str] = select(column).where(condition)
    return Verification.id.in_(naming)


def _flag(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return case((condition, 1), else_=0)

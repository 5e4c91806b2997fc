"""What will be deleted when: how much of each class is due, and how much in each month to come."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import ColumnElement, Date, cast, func, select
from sqlalchemy.orm import Session

from kyc.domain.data_classes import DataClass
from kyc.domain.retention import Terms
from kyc.models import LegalHold, Verification
from kyc.services.privacy import holds, retention

NOW = "now"
"""In place of a month: what is already due."""


@dataclass(slots=True)
class Outlook:
    """One class: verifications by the month (`2027-03`) or `NOW` in which they lose it, kept and held ones apart.

    `days` are the standard term, None where the class is kept.
    """

    kind: DataClass
    days: int | None
    goes: Counter[str] = field(default_factory=Counter)
    kept: int = 0
    held: int = 0


@dataclass(slots=True)
class Forecast:
    """Every class, the open verifications (which lose nothing), and the records under a hold."""

    classes: list[Outlook]
    open: int
    holds: int

    @property
    def months(self) -> list[str]:
        """All that are named, in order; what is due comes first."""
        named = {month for one in self.classes for month in one.goes}
        return sorted(named, key=lambda month: (month != NOW, month))


def forecast(session: Session, standard: Terms, today: date) -> Forecast:
    """What would be deleted under the present terms; changes nothing."""
    terms = retention.terms_of(session, standard)
    classes = [_outlook(session, kind, standard, terms, today) for kind in DataClass]
    waiting = session.scalar(select(func.count()).select_from(Verification).where(~retention.OVER)) or 0
    records = select(func.count(LegalHold.profile_id.distinct())).where(LegalHold.lifted_at.is_(None))
    return Forecast(classes, waiting, session.scalar(records) or 0)


def _outlook(session: Session, kind: DataClass, standard: Terms, terms: Mapping[str, Terms], today: date) -> Outlook:
    made = Outlook(kind, standard.of(kind))
    for partner_id, day, held, number in _ended(session, kind):
        goes = terms[partner_id].goes_on(kind, day)
        if held:
            made.held += number
        elif goes is None:
            made.kept += number
        else:
            made.goes[NOW if goes <= today else f"{goes:%Y-%m}"] += number
    return made


def _ended(session: Session, kind: DataClass) -> list[tuple[str, date, bool, int]]:
    """Verifications that ended and still have the class, by partner, day and whether they are held."""
    held = holds.in_force(Verification.profile_id)
    day = _day(session)
    there = retention.OVER if kind is DataClass.RECORD else retention.OVER & retention.left(kind)
    rows = (
        select(Verification.partner_id, day, held, func.count())
        .where(there)
        .group_by(Verification.partner_id, day, held)
    )
    return [(partner_id, _date(one), bool(yes), number) for partner_id, one, yes, number in session.execute(rows)]


def _day(session: Session) -> ColumnElement[object]:
    """The day in UTC, on either database."""
    if session.get_bind().dialect.name == "sqlite":
        return func.date(retention.ENDED)
    return cast(func.timezone("UTC", retention.ENDED), Date)


def _date(value: object) -> date:
    return value if isinstance(value, date) else date.fromisoformat(str(value))

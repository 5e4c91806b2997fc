"""How long each class of data is kept once a verification has ended."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from kyc.domain.data_classes import DataClass

LONGEST = 36_500


@dataclass(frozen=True, slots=True)
class Terms:
    """Days by class, counted from the end of the verification; 0 or an absent class means it is kept.

    The record goes last: when it goes, everything that is left goes with it.
    """

    days: Mapping[DataClass, int] = field(default_factory=dict)

    def of(self, kind: DataClass) -> int | None:
        """Days after which a class is deleted; None where it is kept."""
        set_for = (self.days.get(kind, 0), self.days.get(DataClass.RECORD, 0))
        return min((days for days in set_for if days), default=None)

    def ended_before(self, kind: DataClass, now: datetime) -> datetime | None:
        """The moment up to which data must have ended to be deleted now; None where the class is kept."""
        days = self.of(kind)
        return now - timedelta(days=days) if days else None

    def goes_on(self, kind: DataClass, ended: date) -> date | None:
        """The day on which data that ended on this day is deleted."""
        days = self.of(kind)
        return ended + timedelta(days=days) if days else None

    def changed(self, days: Mapping[DataClass, int]) -> Terms:
        """The same terms with a partner's own days in place of some."""
        return Terms({**self.days, **days})

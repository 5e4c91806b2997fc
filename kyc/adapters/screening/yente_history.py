"""Fills `ListHistory` for a yente service, which cannot tell what changed: everybody is screened again once a day."""

from __future__ import annotations

import hashlib

from kyc.adapters.screening.history import WholeHistory
from kyc.domain.errors import Unavailable


class DailyHistory(WholeHistory):
    """A version per day.

    OpenSanctions publishes several times a day, and a round queries the service for every approved applicant: doing
    that for each of those versions would be useless load, and with a hosted service cost money.
    """

    def version(self, kind: str) -> str | None:
        """A digest of the lists and their days; None while the service is unavailable or has nothing indexed."""
        try:
            lists = self._watchlists(kind).lists()
        except Unavailable:
            return None
        told = sorted(f"{one.name}\t{one.version if one.date == 'unknown' else one.date}" for one in lists)
        return hashlib.sha256("\n".join(told).encode()).hexdigest()[:12] if told else None

"""Fills `ListHistory` for a yente service, which cannot tell what changed: everybody is asked for again, once a day."""

from __future__ import annotations

import hashlib

from kyc.adapters.screening.history import WholeHistory
from kyc.domain.errors import Unavailable


class DailyHistory(WholeHistory):
    """A new version is one of another day.

    OpenSanctions publishes several times a day, and a round asks the service for every approved applicant: for each
    of those versions it would be load for nothing, and at a hosted service money.
    """

    def version(self, kind: str) -> str | None:
        """A digest of the lists and their days; None while the service is away, or has nothing indexed."""
        try:
            lists = self._watchlists(kind).lists()
        except Unavailable:
            return None
        told = sorted(f"{one.name}\t{one.version if one.date == 'unknown' else one.date}" for one in lists)
        return hashlib.sha256("\n".join(told).encode()).hexdigest()[:12] if told else None

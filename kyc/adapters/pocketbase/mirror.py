"""Writes the current status of a record back into the PocketBase from which it was imported."""

from __future__ import annotations

from urllib.parse import quote

from kyc.adapters.pocketbase.client import Client
from kyc.adapters.pocketbase.names import Names
from kyc.domain.moving import MovingStopped, StatusUpdate

_GONE = 404


class Mirror:
    """Fills `kyc.domain.moving.StatusMirror`; the same update twice changes nothing."""

    def __init__(self, client: Client, names: Names) -> None:
        self._client, self._names = client, names

    def tell(self, update: StatusUpdate) -> bool:
        """Write an update; True if it is there now, or if the record no longer exists."""
        record = f"/api/collections/{quote(self._names.profiles)}/records/{update.record_id}"
        stored = {self._names.of("verification_status"): update.stored}
        try:
            status = self._client.ask("PATCH", record, json=stored).status_code
            return status == _GONE or (status == 200 and self._added(update))
        except MovingStopped:
            return False

    def _added(self, update: StatusUpdate) -> bool:
        """Add the history entry; True also if an earlier attempt already did."""
        entries = f"/api/collections/{quote(self._names.history)}/records"
        body = {
            "id": update.entry_id,
            self._names.of("history.profile"): update.record_id,
            self._names.of("history.status"): update.status,
        }
        added = self._client.ask("POST", entries, json=body).status_code == 200
        return added or self._client.ask("GET", f"{entries}/{update.entry_id}").status_code == 200

"""Sealed objects in an S3-compatible service; address and credentials come from the AWS_* variables of obstore."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import obstore
from obstore.exceptions import PreconditionError
from obstore.store import from_url

if TYPE_CHECKING:
    from obstore.store import ClientConfig, RetryConfig

# A page waits for this: give up well before the browser does; obstore's own default tries for three minutes.
PATIENCE = timedelta(seconds=10)


class Service:
    """Implements `kyc.adapters.blobs.store.Store` at `s3://bucket/prefix`; raises obstore's errors."""

    def __init__(self, url: str, patience: timedelta = PATIENCE) -> None:
        retries: RetryConfig = {"max_retries": 3, "retry_timeout": patience}
        # http:// is for a neighbouring service (AWS_ENDPOINT_URL); content is sealed, the secret key is never sent.
        client: ClientConfig = {"timeout": patience, "allow_http": True}
        self._store = from_url(url, client_options=client, retry_config=retries)

    def put(self, name: str, data: bytes) -> None:
        obstore.put(self._store, name, data)

    def replace(self, name: str, before: bytes, data: bytes) -> bool:
        """Write only where `before` is still stored (If-Match, supported since 2024); returns whether it did."""
        try:
            found = obstore.get(self._store, name)
            if bytes(found.bytes()) != before:
                return False
            obstore.put(self._store, name, data, mode={"e_tag": found.meta["e_tag"]})
        except (PreconditionError, FileNotFoundError):
            return False
        return True

    def get(self, name: str) -> bytes:
        """Raises `FileNotFoundError`."""
        return bytes(obstore.get(self._store, name).bytes())

    def delete(self, name: str) -> None:
        """Deletes; what does not exist is no error."""
        obstore.delete(self._store, name)

    def written_at(self, name: str) -> datetime:
        """Raises `FileNotFoundError`."""
        return obstore.head(self._store, name)["last_modified"]

    def names(self, prefix: str) -> Iterator[str]:
        for batch in obstore.list(self._store, prefix or None):
            yield from (entry["path"] for entry in batch)

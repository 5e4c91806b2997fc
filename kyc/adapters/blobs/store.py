"""Where sealed objects lie: a folder (file://) or an S3-compatible service (s3://), by one address.

Objects are sealed before they leave this process, so the store and its backups hold nothing readable. Writing is
atomic: a reader sees the old object, the new one or none. Credentials of s3:// come from the AWS_* variables.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import obstore
from obstore.exceptions import BaseError
from obstore.store import LocalStore, ObjectStore, from_url

from kyc.adapters.blobs.keyring import Keyring
from kyc.domain.errors import NotFound, Unavailable

if TYPE_CHECKING:
    from obstore.store import ClientConfig, RetryConfig

_NAME = re.compile(r"[a-z0-9][a-z0-9_-]*(?:[./][a-z0-9][a-z0-9_-]*)*")
NAME_LIMIT = 200
# A page waits for this: give up well before the browser does; obstore's own default tries for three minutes.
_PATIENCE = timedelta(seconds=10)
_RETRIES: RetryConfig = {"max_retries": 3, "retry_timeout": _PATIENCE}
# http:// is for a service beside us, by AWS_ENDPOINT_URL; what travels is sealed and the secret key never does.
_CLIENT: ClientConfig = {"timeout": _PATIENCE, "allow_http": True}


class SealedStore:
    """Fills `kyc.domain.ports.Blobs`."""

    def __init__(self, store: ObjectStore, keyring: Keyring) -> None:
        self._store, self._keyring = store, keyring

    def put(self, name: str, data: bytes) -> None:
        """Seal and store, replacing what was there; raises `Unavailable` (a full disk, a service that is away)."""
        self._write(_checked(name), self._keyring.seal(name, data))

    def get(self, name: str) -> bytes:
        """What was put under `name`; raises `NotFound`, `Unavailable`, or `SealBroken` for altered bytes."""
        return self._keyring.open(name, self._read(_checked(name)))

    def delete(self, name: str) -> None:
        """Remove the object and with it its key; removing what is not there is no error."""
        with _translated():
            try:
                obstore.delete(self._store, _checked(name))
            except FileNotFoundError:
                return

    def names(self, prefix: str = "") -> Iterator[str]:
        """Every name under a folder, in no order."""
        with _translated():
            for batch in obstore.list(self._store, prefix or None):
                yield from (entry["path"] for entry in batch)

    def rewrap(self, name: str) -> bool:
        """Bring an object's key under the current key of the ring; says whether that was needed."""
        sealed = self._read(_checked(name))
        renewed = self._keyring.rewrap(name, sealed)
        if renewed is not sealed:
            self._write(name, renewed)
        return renewed is not sealed

    def _write(self, name: str, sealed: bytes) -> None:
        with _translated():
            obstore.put(self._store, name, sealed)

    def _read(self, name: str) -> bytes:
        with _translated():
            return bytes(obstore.get(self._store, name).bytes())


def create(blob_url: str, keyring: Keyring) -> SealedStore:
    """The store at `file:///folder` or `s3://bucket/prefix`; raises `ValueError` for any other address."""
    scheme, _, rest = blob_url.partition("://")
    if scheme == "file" and rest.startswith("/") and rest.strip("/"):
        return SealedStore(_folder(Path(rest)), keyring)
    if scheme == "s3" and rest.split("/")[0]:
        return SealedStore(from_url(blob_url, client_options=_CLIENT, retry_config=_RETRIES), keyring)
    raise ValueError("BLOB_URL has to be file:///folder or s3://bucket/prefix")


def _folder(path: Path) -> LocalStore:
    path.mkdir(parents=True, exist_ok=True, mode=0o700)
    return LocalStore(path, automatic_cleanup=True)


def _checked(name: str) -> str:
    """Names are made by the server: lower-case words joined by "/", "." or "-", so no path leaves the store."""
    if len(name) > NAME_LIMIT or not _NAME.fullmatch(name):
        raise ValueError("not a name of a stored object")
    return name


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except FileNotFoundError:
        raise NotFound("no such object") from None
    except (BaseError, OSError) as problem:
        raise Unavailable("the image store does not answer") from problem

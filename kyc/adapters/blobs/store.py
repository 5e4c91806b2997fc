"""Storage of sealed objects, in a folder (file://) or an S3-compatible service (s3://).

Objects are sealed before they leave this process, so the store and its backups hold nothing readable. Writes are atomic
and durable: a reader sees the old object, the new one or none, and what `put` returned from is kept.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Protocol

from obstore.exceptions import BaseError, PermissionDeniedError, UnauthenticatedError

from kyc.adapters.blobs.folder import Folder
from kyc.adapters.blobs.keyring import Keyring
from kyc.adapters.blobs.service import Service
from kyc.domain.errors import NotFound, Unavailable
from kyc.meters import figures

_NAME = re.compile(r"[a-z0-9][a-z0-9_-]*(?:[./][a-z0-9][a-z0-9_-]*)*")
NAME_LIMIT = 200


class Store(Protocol):
    """Bytes by name: `FileNotFoundError` for unknown names, `OSError` or obstore's errors for failures."""

    def put(self, name: str, data: bytes) -> None: ...

    def replace(self, name: str, before: bytes, data: bytes) -> bool: ...

    def get(self, name: str) -> bytes: ...

    def delete(self, name: str) -> None: ...

    def names(self, prefix: str) -> Iterator[str]: ...

    def written_at(self, name: str) -> datetime: ...


class SealedStore:
    """Implements `kyc.domain.ports.Blobs`."""

    def __init__(self, store: Store, keyring: Keyring) -> None:
        self._store, self._keyring = store, keyring

    def put(self, name: str, data: bytes) -> None:
        """Seal and store, replacing what was there; raises `Unavailable` (a full disk, an unreachable service)."""
        self._write(_checked(name), self._keyring.seal(name, data))

    def get(self, name: str) -> bytes:
        """What was put under `name`; raises `NotFound`, `Unavailable`, or `SealBroken` for altered bytes."""
        return self._keyring.open(name, self._read(_checked(name)))

    def delete(self, name: str) -> None:
        """Delete the object and its key with it; an unknown name is no error."""
        with _translated("delete"):
            try:
                self._store.delete(_checked(name))
            except FileNotFoundError:
                return

    def names(self, prefix: str = "") -> Iterator[str]:
        """Every name under a folder, in no particular order."""
        with _translated("list"):
            yield from self._store.names(prefix and _checked(prefix))

    def rewrap(self, name: str) -> bool:
        """Re-encrypt an object's key under the current key of the ring; returns whether it had to be rewritten.

        An object deleted or replaced meanwhile is left alone: an erased image must not come back.
        """
        sealed = self._read(_checked(name))
        renewed = self._keyring.rewrap(name, sealed)
        if renewed is sealed:
            return False
        with _translated("put"):
            return self._store.replace(name, sealed, renewed)

    def sealed(self, name: str) -> bytes:
        """An object as stored, for a backup; raises `NotFound`, `Unavailable`."""
        return self._read(_checked(name))

    def put_sealed(self, name: str, sealed: bytes) -> None:
        """Store an object from a backup; raises `Unavailable`."""
        self._write(_checked(name), sealed)

    def written_at(self, name: str) -> datetime:
        """When an object was last written, with its time zone; raises `NotFound`, `Unavailable`."""
        with _translated("head"):
            try:
                return self._store.written_at(_checked(name))
            except FileNotFoundError:
                raise NotFound("no such object") from None

    def _write(self, name: str, sealed: bytes) -> None:
        with _translated("put"):
            self._store.put(name, sealed)
        figures.BLOB_BYTES.labels("put").inc(len(sealed))

    def _read(self, name: str) -> bytes:
        with _translated("get"):
            try:
                sealed = self._store.get(name)
            except FileNotFoundError:
                raise NotFound("no such object") from None
        figures.BLOB_BYTES.labels("get").inc(len(sealed))
        return sealed


def create(blob_url: str, keyring: Keyring) -> SealedStore:
    """The store at `file:///folder` or `s3://bucket/prefix`; raises `ValueError` for any other address."""
    scheme, _, rest = blob_url.partition("://")
    if scheme == "file" and rest.startswith("/") and rest.strip("/"):
        return SealedStore(Folder(Path(rest)), keyring)
    if scheme == "s3" and rest.split("/")[0]:
        return SealedStore(Service(blob_url), keyring)
    raise ValueError("BLOB_URL has to be file:///folder or s3://bucket/prefix")


def _checked(name: str) -> str:
    """Names are made by the server: lower-case words joined by "/", "." or "-", so no path leaves the store."""
    if len(name) > NAME_LIMIT or not _NAME.fullmatch(name):
        raise ValueError("not a name of a stored object")
    return name


@contextmanager
def _translated(act: str) -> Iterator[None]:
    try:
        with figures.blob(act):
            yield
    except (PermissionDeniedError, UnauthenticatedError) as problem:
        raise Unavailable("the image store refuses our credentials") from problem
    except (BaseError, OSError) as problem:
        raise Unavailable("the image store does not answer") from problem

"""A file shipped in a registry package: named by exact version and inner path, verified by its digest."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Package:
    """One version of a package on npm or PyPI."""

    registry: Literal["npm", "pypi"]
    name: str
    version: str

    def __str__(self) -> str:
        return f"{self.registry} {self.name} {self.version}"


@dataclass(frozen=True, slots=True)
class ShippedFile:
    """A file taken from a package: `path` is inside its archive, it is stored as `name`.

    `sha256` is the digest of the file as published. If `mend` changes the bytes at installation, `mended_sha256` is the
    digest of the result; `mend` must give the same bytes on every machine.
    """

    name: str
    package: Package
    path: str
    sha256: str
    mend: Callable[[bytes], bytes] | None = None
    mended_sha256: str | None = None

    @property
    def digest(self) -> str:
        """The SHA-256 (hexadecimal) of the file as installed."""
        return self.mended_sha256 or self.sha256

    def is_installed(self, data: bytes) -> bool:
        return sha256(data) == self.digest


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()

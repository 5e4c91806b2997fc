"""A ZIP archive streamed one member at a time: nothing of it touches a disk, and only one image is in memory."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

_PACKED = (".jpg",)


@dataclass(frozen=True, slots=True)
class Member:
    """A file in the archive: its path, with "/" between folders, and its content."""

    path: str
    data: bytes


class _Outlet(io.RawIOBase):
    """The archive's output; not seekable, so that `ZipFile` writes sizes after each member."""

    def __init__(self) -> None:
        super().__init__()
        self._parts: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, data: bytes) -> int:  # type: ignore[override]  # ZipFile writes bytes alone
        self._parts.append(bytes(data))
        return len(data)

    def taken(self) -> bytes:
        """The bytes written since the last call."""
        parts, self._parts = self._parts, []
        return b"".join(parts)


def stream(members: Iterable[Member]) -> Iterator[bytes]:
    """The bytes of the archive; each member is requested once the ones before it have been sent."""
    outlet = _Outlet()
    with ZipFile(outlet, "w") as archive:
        for member in members:
            archive.writestr(_entry(member.path), member.data)
            yield outlet.taken()
    yield outlet.taken()


def _entry(path: str) -> ZipInfo:
    entry = ZipInfo(path, datetime.now(UTC).timetuple()[:6])
    entry.compress_type = ZIP_STORED if path.endswith(_PACKED) else ZIP_DEFLATED
    entry.external_attr = 0o600 << 16
    return entry

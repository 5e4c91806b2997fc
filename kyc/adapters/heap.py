"""The heap of this process, where the C library is glibc: few, so that no thread keeps one of its own."""

from __future__ import annotations

import contextlib
import ctypes

# mallopt(3)
_M_MMAP_THRESHOLD, _M_ARENA_MAX, _HEAPS = -3, -8, 2
MAPPED_FROM = 16_000_000
"""Bytes. From 1 MB on, a reader of documents takes a sixth more processor time."""


def bound(mapped_from: int = MAPPED_FROM) -> None:
    """Let the threads of this process share two heaps, and return blocks of `mapped_from` bytes as they are freed.

    Otherwise each thread keeps a heap as large as its largest task: a worker whose threads take turns at verifications
    held 780 MB instead of 410, at the same processor time; a web process of 16 threads went to 836 MB among the
    heaviest uploads and stayed at 591.
    """
    with contextlib.suppress(OSError, AttributeError):
        library = ctypes.CDLL(None)
        library.mallopt(_M_MMAP_THRESHOLD, mapped_from)
        library.mallopt(_M_ARENA_MAX, _HEAPS)

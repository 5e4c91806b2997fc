"""A disk that can be filled to the last byte and emptied again."""

from __future__ import annotations

import errno
import os
import resource
import shutil
import subprocess
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from types import TracebackType

BLOCK = 64 * 1024


class Volume:
    """A small file system mounted at a folder, where root may mount one; elsewhere a limit on file sizes.

    The limit imitates a full disk with another error (EFBIG), and is set on the given processes.
    """

    def __init__(self, folder: Path, megabytes: int) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder, self.filler, self.mounted = folder, folder / "filler", False
        words = ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m,mode=777", "tmpfs", str(folder)]
        self.mounted = os.geteuid() == 0 and subprocess.run(words, check=False, capture_output=True).returncode == 0

    def __enter__(self) -> Volume:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.mounted:
            subprocess.run(["umount", "-l", str(self.folder)], check=True)

    def fill(self, processes: Iterable[int]) -> None:
        """Fill it to the last byte."""
        if not self.mounted:
            for one in processes:
                resource.prlimit(one, resource.RLIMIT_FSIZE, (1, resource.RLIM_INFINITY))
            return
        with suppress(OSError), self.filler.open("ab", buffering=0) as file:
            while file.write(bytes(BLOCK)):
                pass
        assert shutil.disk_usage(self.folder).free < BLOCK, errno.ENOSPC

    def empty(self, processes: Iterable[int]) -> None:
        """Free the space."""
        if self.mounted:
            self.filler.unlink()
        for one in processes:
            resource.prlimit(one, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))

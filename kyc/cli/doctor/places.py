"""This host: free space on its disks, and files that nobody else may read."""

from __future__ import annotations

import shutil
import stat
from collections.abc import Iterator
from pathlib import Path

from kyc.cli.doctor.finding import Finding, Installation, fail, ok, warn

LITTLE, TOO_LITTLE = 2 * 1024**3, 200 * 1024**2


def disk_space(installation: Installation) -> Iterator[Finding]:
    """Free space where the database and the images grow."""
    for name, path in _folders(installation).items():
        there = next(one for one in (path, *path.parents) if one.exists())
        free = shutil.disk_usage(there).free
        says = f"{free / 1024**3:.1f} GB free for {name}"
        if free < TOO_LITTLE:
            yield fail("disk", says, "make room: uploads are refused before the disk is full")
        elif free < LITTLE:
            yield warn("disk", says, "make room soon")
        else:
            yield ok("disk", says)


def private_files(installation: Installation) -> Iterator[Finding]:
    """Secrets and database must be readable by their owner alone."""
    root = installation.settings.instance_dir
    for path, wanted in ((root, 0o700), (root / "secrets.json", 0o600), (root / "ekyc.db", 0o600)):
        # the folder of the database is closed to others: the file's own permissions then do not matter
        if path.exists() and (open_to := stat.S_IMODE(path.stat().st_mode) & 0o077) and not _closed(path, root):
            judge = fail if path.name == "secrets.json" else warn
            yield judge("files", f"{path.name} is open to others ({open_to:03o})", f"chmod {wanted:o} {path.name}")
            return
    yield ok("files", "secrets and database are for their owner alone")


def _closed(path: Path, root: Path) -> bool:
    return path.name == "ekyc.db" and not stat.S_IMODE(root.stat().st_mode) & 0o077


def _folders(installation: Installation) -> dict[str, Path]:
    chosen = installation.settings
    found = {"the instance": chosen.instance_dir}
    if chosen.blob_url.startswith("file://"):
        found["the images"] = Path(chosen.blob_url.removeprefix("file://"))
    return found

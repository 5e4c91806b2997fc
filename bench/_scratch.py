"""A scratch environment for other document readers: some are AGPL or GPL, so none is a dependency of ours."""

from __future__ import annotations

import os
import subprocess
import sys
import venv
from pathlib import Path

PEERS = ("passporteye==2.2.2", "readmrz==0.0.2", "fastmrz==2.1.2")
_PATIENCE_S = 600


def peer_python(folder: Path | None = None) -> Path | None:
    """The environment's Python, created on the first call and kept in the user's cache; None where that fails.

    Every package is installed separately, so that an unavailable one does not affect the others; failures are printed.
    """
    place = folder or Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "ekyc-bench-peers"
    python = place / "bin" / "python"
    if not python.exists():
        print(f"making an environment for other readers in {place}")
        try:
            venv.create(place, with_pip=True)
        except (OSError, ValueError, subprocess.CalledProcessError) as error:
            print(f"other readers left out: no environment could be made in {place} ({type(error).__name__})")
            return None
    for package in PEERS:
        if not _installed(python, package) and (why := _install(python, package)):
            print(f"{package} could not be installed: {why}")
    return python


def _installed(python: Path, package: str) -> bool:
    name, _, version = package.partition("==")
    asked = f"from importlib.metadata import version; assert version({name!r}) == {version!r}"
    return subprocess.run([python, "-c", asked], capture_output=True, check=False).returncode == 0


def _install(python: Path, package: str) -> str | None:
    """Why it failed, in pip's last line; None where it is now installed."""
    command = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", package]
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=_PATIENCE_S)
    except subprocess.TimeoutExpired:
        return f"not done after {_PATIENCE_S} s"
    said = done.stderr.strip().splitlines()
    return None if done.returncode == 0 else said[-1] if said else f"pip ended with {done.returncode}"


if __name__ == "__main__":
    sys.exit(0 if peer_python() else 1)

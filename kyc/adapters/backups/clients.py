"""PostgreSQL's client programs: finding them, calling them without exposing the password, their errors in one line."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

from sqlalchemy.engine import URL

from kyc.domain.errors import Unavailable

MISSING = "{} is not on this machine: install PostgreSQL's client programs, of the server's version or newer"
FOLDERS = Path("/usr/lib/postgresql")
"""Where Debian keeps the programs of several versions side by side."""


def run(program: str, url: URL, *words: str) -> None:
    """Run a program against this database; raises `Unavailable` with the first line of its error."""
    plain = URL.create("postgresql", url.username, None, url.host, url.port, url.database, url.query)
    command = [_found(program), f"--dbname={plain.render_as_string(hide_password=False)}", "--no-password", *words]
    # Everybody on the machine can read a command line, but not the environment.
    secret = {"PGPASSWORD": str(url.password)} if url.password else {}
    done = subprocess.run(command, env={**os.environ, **secret}, stderr=subprocess.PIPE, check=False)
    if done.returncode:
        said = done.stderr.decode(errors="replace").strip().splitlines() or ["it said nothing"]
        raise Unavailable(f"{program} failed: {said[0]}")


def _found(program: str) -> str:
    """The newest version installed: an older one refuses a newer server."""
    versions = sorted(FOLDERS.glob(f"*/bin/{program}"), key=lambda one: float(one.parts[-3]))
    found = str(versions[-1]) if versions else shutil.which(program)
    if found is None:
        raise Unavailable(MISSING.format(program))
    return found

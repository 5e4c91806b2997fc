"""PostgreSQL's own programs: found, called without a password in sight, and their errors in one line."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

from sqlalchemy.engine import URL

from kyc.domain.errors import Unavailable

MISSING = "{} is not on this machine: install PostgreSQL's client programs, of the server's version or newer"
FOLDERS = Path("/usr/lib/postgresql")
"""Where Debian keeps those of several versions side by side."""


def run(program: str, url: URL, *words: str) -> None:
    """Run one against this database; raises `Unavailable` with what it said last."""
    plain = URL.create("postgresql", url.username, None, url.host, url.port, url.database, url.query)
    command = [_found(program), f"--dbname={plain.render_as_string(hide_password=False)}", "--no-password", *words]
    # A command line is read by everybody on the machine, an environment is not.
    secret = {"PGPASSWORD": str(url.password)} if url.password else {}
    done = subprocess.run(command, env={**os.environ, **secret}, stderr=subprocess.PIPE, check=False)
    if done.returncode:
        said = done.stderr.decode(errors="replace").strip().splitlines() or ["it said nothing"]
        raise Unavailable(f"{program} failed: {said[0]}")


def _found(program: str) -> str:
    """The newest there is: an older one refuses a newer server."""
    versions = sorted(FOLDERS.glob(f"*/bin/{program}"), key=lambda one: float(one.parts[-3]))
    found = str(versions[-1]) if versions else shutil.which(program)
    if found is None:
        raise Unavailable(MISSING.format(program))
    return found

"""Checks whether any locked package has a known vulnerability, by OSV (osv.dev), in one request for all of them.

Exits with 1 if one has; where the database cannot be reached within a few seconds it says in one line that the check
was skipped. Vulnerabilities that do not concern us are in requirements/accepted.txt: the id, then why.
"""

from __future__ import annotations

import json
import os
import re
import sys
import urllib.request
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCKED = ("runtime.txt", "dev.txt", "beside.txt")
DATABASE = os.environ.get("OSV_URL", "https://api.osv.dev") + "/v1/querybatch"
PATIENCE_S = 5
LARGEST = 8 << 20
PIN = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^]]*\])?==([^\s;\\]+)", re.M)

Pin = tuple[str, str]


def pins(folder: Path = ROOT / "requirements") -> list[Pin]:
    """Every package of the lock files with its version."""
    return sorted(
        {(name.lower(), version) for file in LOCKED for name, version in PIN.findall((folder / file).read_text())}
    )


def accepted(path: Path = ROOT / "requirements" / "accepted.txt") -> set[str]:
    """Ids that somebody has judged; a line begins with one."""
    lines = path.read_text().splitlines() if path.exists() else []
    return {line.split()[0] for line in lines if line.strip() and not line.startswith("#")}


def ask(found: Sequence[Pin], url: str = DATABASE) -> dict[Pin, list[str]]:
    """The ids that the database has for each package; raises `OSError` or `ValueError` where it does not answer."""
    wanted = [{"package": {"name": name, "ecosystem": "PyPI"}, "version": version} for name, version in found]
    body = json.dumps({"queries": wanted}).encode()
    request = urllib.request.Request(url, body, {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=PATIENCE_S) as answer:
        results = json.loads(answer.read(LARGEST))["results"]
    if len(results) != len(found):
        raise ValueError
    return {pin: [one["id"] for one in result.get("vulns", ())] for pin, result in zip(found, results, strict=True)}


def main() -> int:
    found = pins()
    try:
        known = ask(found)
    except (OSError, ValueError, LookupError, TypeError, AttributeError) as problem:
        print(f"Known vulnerabilities of packages: left out, the database cannot be asked ({type(problem).__name__}).")
        return 0
    open_ones = {pin: sorted(set(ids) - accepted()) for pin, ids in known.items()}
    for (name, version), ids in open_ones.items():
        if ids:
            print(f"{name} {version}: {', '.join(ids)}")
    count = sum(map(bool, open_ones.values()))
    print(f"Known vulnerabilities of packages: {len(found)} asked for, {count} with any.")
    return 1 if count else 0


if __name__ == "__main__":
    sys.exit(main())

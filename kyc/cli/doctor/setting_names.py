"""Unknown settings: a misspelt name changes nothing, and nothing else reports it."""

from __future__ import annotations

import difflib
from collections.abc import Iterator

from kyc.cli.doctor.finding import Finding, Installation, ok, warn
from kyc.config import Settings

KNOWN = frozenset(name.upper() for name in Settings.model_fields)
OTHERS = ("AWS_", "PROMETHEUS_", "FLASK_", "PYTHON", "GUNICORN_", "POSTGRES_", "COMPOSE_")
ALSO = frozenset({"HOST", "TZ", "WEB_CONCURRENCY"})
"""What others read of the same file."""
_ALIKE = 0.84


def setting_names(installation: Installation) -> Iterator[Finding]:
    """Every unknown name in .env, and those in the environment that resemble a setting."""
    strange = [name for name in installation.written if not _read(name)]
    alike = [name for name in installation.environment if not _read(name) and _nearest(name)]
    for name in sorted({*strange, *alike}):
        near = _nearest(name)
        yield warn("settings", f"{name} is no setting", f"did you mean {near}?" if near else "see .env.example")
    if not strange and not alike:
        yield ok("settings", f"{len(KNOWN & set(map(str.upper, installation.environment)))} set, every name is known")


def _read(name: str) -> bool:
    return name.upper() in KNOWN | ALSO or name.upper().startswith(OTHERS)


def _nearest(name: str) -> str:
    plain = name.upper().removeprefix("EKYC_").removeprefix("KYC_")
    return next(iter(difflib.get_close_matches(plain, KNOWN, 1, _ALIKE)), "")

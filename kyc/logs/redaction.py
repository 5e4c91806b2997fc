"""The safety net of the logs: unknown fields, and what looks like a secret or personal data, are not written.

The rule is that nobody logs such values. Names cannot be recognised by their form, hence the closed list of fields.
"""

from __future__ import annotations

import re
from collections.abc import MutableMapping
from typing import Any

from kyc.logs.fields import FIELDS, TEXT

WITHHELD = "[withheld]"
LONGEST = 500
"""The most characters of one value."""
_SECRETS = re.compile(
    r"""
    ekyc_(?:live|test)_\w+                      # an API key
    | (?<![A-Za-z0-9])st_[\w-]{16,}             # a session's token
    | whsec_[A-Za-z0-9+/=_-]+                   # a webhook's secret
    | (?i:(?:bearer|basic)\s+[\w.~+/=-]{6,})    # an authorisation
    | (?<=://)[^/\s@]+@                         # user and password of an address
    | eyJ[\w-]+\.[\w-]+\.[\w-]*                 # a signed token
    | [^\s@"'<>/:]+@[^\s@"'<>/:]+\.\w+          # an e-mail address
    | [A-Z0-9<]*<<[A-Z0-9<]*                    # a machine-readable zone
    """,
    re.X,
)
_PERSONAL = re.compile(
    r"""
    \b\d{4}[-./]\d{1,2}[-./]\d{1,2}\b           # a date, as of birth
    | \b\d{1,2}[-./]\d{1,2}[-./]\d{4}\b
    | \b[A-Z]{0,3}\d{6,}[A-Z]?\d*\b             # a document's number
    | '[^']*' | "[^"]*"                         # what a library quotes is what it was given
    """,
    re.X,
)
_PLAIN = re.compile(r"[a-z0-9_{}/-]{0,60}")
"""Our codes, ids and patterns: they cannot contain any of the above but a token, which is longer."""


def redacted(logger: object, method: str, line: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """A structlog processor; it also drops tracebacks, whose last line repeats values."""
    for name in ("exc_info", "stack_info", "exception"):
        line.pop(name, None)
    for name, value in line.items():
        if name not in FIELDS:
            line[name] = WITHHELD
        elif isinstance(value, str):
            if name in TEXT or not _PLAIN.fullmatch(value) or "st_" in value:
                line[name] = without_values(value, text=name in TEXT)
        elif isinstance(value, (list, tuple)):
            line[name] = [without_values(str(one)) for one in value]
        elif not isinstance(value, (int, float, type(None))):
            line[name] = type(value).__name__
    return line


def without_values(value: str, *, text: bool = False) -> str:
    """The value without anything that looks like a secret; texts also without dates, numbers and quotations."""
    cleaned = _SECRETS.sub(WITHHELD, value[:LONGEST])
    return _PERSONAL.sub(WITHHELD, cleaned) if text else cleaned

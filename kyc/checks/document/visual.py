"""visual_authenticity: what only trained eyes, lamps or models of each document would say, and nobody here does.

Error-level analysis and JPEG ghosts are left out on purpose: every image is re-encoded on its way in, which rewrites
the very traces that they read.
"""

from __future__ import annotations

from kyc.checks.document.subcheck import Group, skipped
from kyc.domain.evidence import DocumentReading, Evidence

NEVER = ("template", "fonts", "hologram", "ultraviolet", "error_levels")


def sub_checks(evidence: Evidence, reading: DocumentReading) -> Group:
    """Named one by one, so that no report can be taken to say more than it does."""
    return {name: skipped("not_supported") for name in NEVER}

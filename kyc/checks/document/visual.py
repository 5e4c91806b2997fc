"""visual_authenticity: what only trained eyes, special light or a model of each document could tell; none runs here.

Error-level analysis and JPEG ghosts are left out on purpose: every image is re-encoded on its way in, which destroys
the very traces that they need.
"""

from __future__ import annotations

from kyc.checks.document.subcheck import Group, skipped
from kyc.domain.evidence import DocumentReading, Evidence

NEVER = ("template", "fonts", "hologram", "ultraviolet", "error_levels")


def sub_checks(evidence: Evidence, reading: DocumentReading) -> Group:
    """Each is named, so that no report seems to say more than it does."""
    return {name: skipped("not_supported") for name in NEVER}

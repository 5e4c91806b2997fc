"""image_integrity: whether the images are legible, and look like fresh photos of the document itself.

Signs of copies, screens and editors are weak: honest photos show them too (3 of 10 published specimens name an editor).
So they ask for a person and never fail a document; a policy may have them noted only.
"""

from __future__ import annotations

from kyc.checks.document.facts import WHOLE, portrait_side
from kyc.checks.document.subcheck import Group, SubCheck, clear, consider, skipped
from kyc.domain.evidence import DocumentReading, Evidence, NotMeasured, Region

# Sub-check and the reason it gives: what the pixels show, and what the file says about itself.
_IN_PIXELS = {"colour": "image_grey_copy", "photo_of_screen": "image_screen"}
_IN_FILE = {"screenshot": "image_screenshot", "edited": "image_edited"}


def sub_checks(evidence: Evidence, reading: DocumentReading) -> Group:
    """Legible, with a portrait, in colour, not of a screen, not a screenshot, not from an editor."""
    return {
        "readable": clear() if reading.fields else consider("document_unreadable", *_sides(evidence)),
        "portrait": _portrait(evidence),
        **{name: _shown(reading, code) for name, code in _IN_PIXELS.items()},
        **{name: _said(evidence, code) for name, code in _IN_FILE.items()},
        **_further(reading),
    }


def _portrait(evidence: Evidence) -> SubCheck:
    """Whether the face engine found a face on the document; whose it is, is for the face check."""
    face = evidence.face
    if not isinstance(face, NotMeasured):
        return clear()
    absent = face.reason == "portrait_not_found"
    return consider(face.reason, *portrait_side(evidence)) if absent else skipped("not_looked_for")


def _shown(reading: DocumentReading, code: str) -> SubCheck:
    found = [one for one in reading.findings if one.reason == code]
    if found:
        return consider(code, *(one.region for one in found if one.region))
    return clear() if code in reading.looked_for else skipped("not_looked_for")


def _said(evidence: Evidence, code: str) -> SubCheck:
    """Clear only where the file of every side was examined and could have shown it."""
    notes = evidence.uploads
    told = [side for side, said in notes.items() if said and code in said]
    if told:
        return consider(code, *(Region(side, WHOLE) for side in told))
    if not notes or any(said is None for said in notes.values()):
        return skipped("not_looked_for")
    silent = code == "image_edited" and any("metadata_absent" in (said or ()) for said in notes.values())
    return skipped("metadata_absent") if silent else clear()


def _further(reading: DocumentReading) -> Group:
    """A finding that another document reader reports is kept under its own name."""
    known = set(_IN_PIXELS.values())
    return {
        one.reason: consider(one.reason, *([one.region] if one.region else []))
        for one in reading.findings
        if one.reason not in known
    }


def _sides(evidence: Evidence) -> list[Region]:
    return [Region(side, WHOLE) for side in evidence.uploads]

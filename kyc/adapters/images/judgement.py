"""The reasons to refuse an uploaded document or to warn of it, from its measurements; limits with their evidence."""

from __future__ import annotations

from kyc.adapters.images.document import Measures
from kyc.adapters.images.sides import is_other_side
from kyc.domain.documents import DocumentType, Side

# `python -m bench quality DIR` prints the error rates of these limits; docs/decisions explains how they were chosen.
WRITING_REFUSE, WRITING_DOUBT = 12, 25
"""Specimens have at least 38; faces, landscapes and textures at most 8, keyboards 16. In between an outline decides."""
SHARP_REFUSE, SHARP_WARN = 20, 150
"""Specimens measured at least 620. On blurred synthetic passports the reader read every zone at 15 and began to fail
below 13; where at least READABLE writing is left it may still manage."""
DARK_REFUSE, BRIGHT_REFUSE, FLAT = 0.9, 0.9, 25
"""Shares of pixels under 30 and over 245; a picture with less contrast than FLAT shows nothing at all."""
GLARE_WARN = 0.005
PAGE_REFUSE, PAGE_WARN, PITCH_REFUSE, PITCH_WARN = 220, 450, 4.0, 7.0
"""Pixels of a page's longer side, and from letter to letter of a zone: the reader reads thumbnails of 5.4."""
ROOM_OF_PASSPORT, ROOM_OF_CARD = 43.0, 29.5
"""Letters of a zone that fit: rows have 44 in a passport, 30 on a card; measured 46 to 54, and 32."""
MARGIN_REFUSE, MARGIN_WARN, LAST_LINE = 0.45, 0.8, 2.3
"""Letters from a zone's line to the edge: less than half a letter cuts it; specimens measured at least 1.1."""
PORTRAIT_CUT, PORTRAIT_EYES = 0.05, 60.0
"""Share of a portrait's side that is cut off; pixels between its eyes below which a face match is unreliable."""
SURE_FACE, FACE_ALONE = 0.8, 0.45
"""A face this high, relative to the page's shorter side, is no portrait on a document: these measured at most 0.44."""
READABLE = 60
"""Strength of writing that a reader can use, and above which a passport without a zone is surprising."""


def refusal(found: Measures, side: Side | None, kind: DocumentType | None) -> str | None:
    """The reason code for which the picture is unusable; None where a reader may manage."""
    dark_or_bright = _exposure(found)
    if dark_or_bright or not _shows_document(found):
        blurred = found.sharpness < SHARP_REFUSE and _might_be_one(found)
        return dark_or_bright or ("image_blurry" if blurred else "document_not_found")
    flaws = {
        "image_too_small": _too_small(found),
        "image_blurry": found.sharpness < SHARP_REFUSE and found.writing < READABLE,
        "wrong_side": is_other_side(found, side, kind),
        "document_cropped": _surely_cropped(found, kind),
    }
    return next((reason for reason, flawed in flaws.items() if flawed), None)


def warnings(found: Measures, kind: DocumentType | None) -> tuple[str, ...]:
    """The codes of what may keep the picture from being read, the most important first."""
    doubts = {
        "document_cropped": _perhaps_cropped(found, kind),
        "image_blurry": found.sharpness < SHARP_WARN,
        "image_too_small": found.page_long_side < PAGE_WARN or 0 < found.zone_pitch < PITCH_WARN,
        "image_glare": found.glare_share > GLARE_WARN,
        "portrait_too_small": found.portrait > SURE_FACE and 0 < found.portrait_eyes < PORTRAIT_EYES,
    }
    return tuple(reason for reason, doubtful in doubts.items() if doubtful)


def _exposure(found: Measures) -> str | None:
    if found.dark_share > DARK_REFUSE:
        return "image_too_dark"
    blank = found.contrast < FLAT or found.writing < WRITING_REFUSE
    return "image_too_bright" if blank and found.bright_share > BRIGHT_REFUSE else None


def _shows_document(found: Measures) -> bool:
    """Whether there are rows of print, and where these are few, the outline of a page around them as well."""
    if found.contrast < FLAT or found.writing < WRITING_REFUSE:
        return bool(found.barcode)
    return found.writing >= WRITING_DOUBT or found.page == 1 or found.zone_lines > 0 or bool(found.barcode)


def _might_be_one(found: Measures) -> bool:
    """Whether a blurred picture shows more than a wall, and more than just a face."""
    if found.contrast < FLAT or (found.portrait > SURE_FACE and found.portrait_height > FACE_ALONE):
        return False
    return found.page > 0 or found.portrait > 0 or found.contrast >= 2 * FLAT


def _too_small(found: Measures) -> bool:
    return found.page_long_side < PAGE_REFUSE or 0 < found.zone_pitch < PITCH_REFUSE


def _surely_cropped(found: Measures, kind: DocumentType | None) -> bool:
    """Whether the zone is too short for its letters or cut through, so that it cannot be read."""
    if not found.zone_lines:
        return False
    passport = kind is DocumentType.PASSPORT
    narrow = found.zone_room < (ROOM_OF_PASSPORT if passport else ROOM_OF_CARD)
    line_lost = passport and found.zone_lines == 1 and found.zone_margin < LAST_LINE
    return narrow or line_lost or found.zone_cut >= 2 or found.zone_margin < MARGIN_REFUSE


def _perhaps_cropped(found: Measures, kind: DocumentType | None) -> bool:
    at_edge = found.page_cut > 0 or found.zone_cut > 0 or found.portrait_cut > PORTRAIT_CUT
    tight = found.zone_lines > 0 and found.zone_margin < MARGIN_WARN
    data_page = kind is DocumentType.PASSPORT and found.portrait > SURE_FACE and found.writing > READABLE
    return at_edge or tight or (data_page and not found.zone_lines)

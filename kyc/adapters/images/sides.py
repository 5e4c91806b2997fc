"""Tells the front of a card from its back by portrait, zone and barcode, where these are conclusive."""

from __future__ import annotations

from kyc.adapters.images.document import Measures
from kyc.domain.documents import SIDES, DocumentType, Side

NO_PORTRAIT = 0.4
"""On backs and faceless drawings the detector's best score was 0.33; no legible portrait scored under 0.6."""
SURE_PORTRAIT, LARGE_PORTRAIT = 0.8, 0.22
"""A ghost image on a back is half as high as the portrait; its face is under 0.15 of the page's shorter side."""


def is_other_side(found: Measures, side: Side | None, kind: DocumentType | None) -> bool:
    """Whether the card shows its other side; always False where the portrait model is missing or a side is unknown.

    The three lines of a TD1 zone and a licence's PDF417 are on backs, portraits on fronts (ICAO 9303-5, AAMVA). Two
    lines are beside the portrait on older, larger cards, and many licences have neither on their back.
    """
    if not found.portrait_sought or kind is None or Side.BACK not in SIDES[kind]:
        return False
    shows_back = found.zone_lines >= 3 or found.barcode > 0
    if side is Side.FRONT:
        return shows_back and found.portrait < NO_PORTRAIT
    shows_portrait = found.portrait > SURE_PORTRAIT and found.portrait_height > LARGE_PORTRAIT
    return side is Side.BACK and shows_portrait and not found.zone_lines and not found.barcode and found.page > 0

"""The document check by its parts: first what to examine and where, then what is clear, then what did not run."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from flask import url_for

from kyc.models import Document
from kyc.services.desk.case_files import CaseFile
from kyc.web.staff.wording import SIDES, spoken, staff_reason

CHECK = "document_authenticity"
HINTS = {
    "image_integrity": "Can the images be judged, and are they fresh photos?",
    "visual_authenticity": "Does the document look as its kind should?",
    "data_validation": "Can what was read be right, and is it taken here?",
    "data_consistency": "Do zone, print, barcode and sides agree?",
    "data_comparison": "Is it the declared person's?",
    "compromised_document": "Did somebody else come with it?",
    "age_validation": "Is the age possible, and old enough?",
}
NAMES = {"look_alikes": "Look-alike letters", "photo_of_screen": "Photo of a screen", "error_levels": "Error levels"}
# A crop of a larger part than this would only repeat the image above.
_LARGE = 0.35


@dataclass(frozen=True, slots=True)
class Place:
    """A cut-out to examine; where `address` is empty, a whole side that is shown above already."""

    side: str
    address: str
    width: int = 0
    height: int = 0


@dataclass(frozen=True, slots=True)
class Doubt:
    """Something to examine, in the staff's words."""

    name: str
    reason: str
    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """One breakdown: `skipped` has the reason and the names of what did not run for it."""

    name: str
    hint: str
    result: str
    doubts: tuple[Doubt, ...]
    clear: tuple[str, ...]
    skipped: Mapping[str, list[str]]


def parts(case: CaseFile) -> list[Part]:
    """In the order of the report; nothing where the check did not run or kept no sub-checks."""
    record = case.checks.get(CHECK)
    kept = record.breakdown if record else {}
    pages = pages_of(case)
    return [_part(name, one, pages) for name, one in kept.items() if isinstance(one, dict) and one.get("breakdown")]


def pages_of(case: CaseFile) -> dict[str, Document]:
    """The present sides that can be shown, by name."""
    return {one.side: one for one in case.documents if one.replaced_at is None and one.blob}


def _part(name: str, kept: Mapping[str, Any], pages: Mapping[str, Document]) -> Part:
    subs = kept["breakdown"]
    doubts = [
        Doubt(_named(sub), staff_reason(one["reason"]), tuple(_places(one["regions"], pages)))
        for sub, one in subs.items()
        if one["result"] == "consider"
    ]
    clear = tuple(_named(sub) for sub, one in subs.items() if one["result"] == "clear")
    return Part(spoken(name), HINTS.get(name, ""), kept["result"], tuple(doubts), clear, _skipped(subs))


def _skipped(subs: Mapping[str, Any]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for sub, one in subs.items():
        if one["result"] == "not_performed":
            found.setdefault(staff_reason(one["reason"]), []).append(_named(sub))
    return found


def _named(sub: str) -> str:
    return NAMES.get(sub, spoken(sub))


def _places(regions: Iterable[Mapping[str, Any]], pages: Mapping[str, Document]) -> Iterator[Place]:
    return (place(region, pages) for region in regions)


def place(region: Mapping[str, Any], pages: Mapping[str, Document]) -> Place:
    """A stored region (`side`, and `box` in shares of it) as a cut-out, where that shows more than the side."""
    page, side = pages.get(region["side"]), SIDES.get(region["side"], spoken(region["side"]))
    left, top, right, bottom = region["box"]
    if page is None or (right - left) * (bottom - top) > _LARGE:
        return Place(side, "")
    address = url_for(
        "staff.part",
        verification_id=page.verification_id,
        image_id=page.id,
        box=f"{left:.4f},{top:.4f},{right:.4f},{bottom:.4f}",
    )
    width, height = round((right - left) * page.width), round((bottom - top) * page.height)
    return Place(side, address, max(1, width), max(1, height))

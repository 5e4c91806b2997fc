"""A training case shown as the case page shows real ones: the same comparison and checks, with the portrait."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from kyc.domain.training import Outcome, Truth
from kyc.models import CheckRecord, Profile, TrainingImage, Verification
from kyc.services.desk.case_files import CaseFile
from kyc.services.training.answers import Practice
from kyc.web.staff.case import authenticity, comparison
from kyc.web.staff.wording import CHECKS

TRUTHS = {
    Truth.GENUINE: ("Genuine", "The document is genuine and the selfie is of its holder."),
    Truth.LOOKALIKE: ("Another person", "The document is genuine; the selfie is of somebody who resembles its holder."),
    Truth.FORGED: ("Forged", "The document is forged or was altered, whoever is in the selfie."),
}
"""The truths a case may have: the word, and its meaning."""
OUTCOMES = {
    Outcome.RIGHT: ("✓", "Right", "good"),
    Outcome.OTHER_REASON: ("✓", "Rightly refused, for another reason", "warn"),
    Outcome.FALSE_ACCEPT: ("✕", "Let in wrongly", "bad"),
    Outcome.FALSE_REJECT: ("✕", "Refused wrongly", "bad"),
}
"""What an answer was worth: sign, words, tone."""


@dataclass(frozen=True, slots=True)
class Portrait:
    """The side with the portrait, and where it is: left, top, right and bottom as fractions of that image."""

    image: TrainingImage
    box: tuple[float, float, float, float]

    @property
    def width(self) -> int:
        return max(1, round((self.box[2] - self.box[0]) * self.image.width))

    @property
    def height(self) -> int:
        return max(1, round((self.box[3] - self.box[1]) * self.image.height))


def shown(found: Practice) -> dict[str, Any]:
    """The evidence for the page; instead of the document check's crops it has only the whole images."""
    case = _as_case(found)
    return {
        "lines": [line for line in comparison.facts(case) if line.known],
        "zone_lines": comparison.zone_lines(case),
        "failed_digits": comparison.failed_digits(case),
        "checks": [(name, case.checks.get(name)) for name in CHECKS],
        "document_parts": authenticity.parts(case),
        "portrait": portrait_of(found),
    }


def portrait_of(found: Practice) -> Portrait | None:
    """Where the face comparison found the document's portrait; None if it did not."""
    region = next((one["breakdown"].get("portrait") for one in found.case.results if one["name"] == "face_match"), None)
    image = next((one for one in found.images if region and one.side == region["side"]), None)
    return Portrait(image, tuple(region["box"])) if image and region else None


def _as_case(found: Practice) -> CaseFile:
    """The training case in the form that the case page uses; these rows are never added to a session."""
    case, declared = found.case, found.case.declared
    born = declared.get("date_of_birth")
    verification = Verification(id=case.id, extracted=case.extracted, reading=case.reading)
    verification.date_of_birth = date.fromisoformat(born) if born else None
    words = {key: declared.get(key) for key in ("name", "document_type", "document_number", "nationality")}
    checks = {one["name"]: CheckRecord(**one) for one in case.results}
    return CaseFile(verification, Profile(**words), (), (), checks, (), (), (), (), (), ())

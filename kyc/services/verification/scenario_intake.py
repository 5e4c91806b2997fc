"""Photos of a test scenario: decoded and cleaned like all others, but not judged."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from kyc.domain.documents import DocumentType, Side
from kyc.domain.ports import ImageIntake, ImageQuality, Picture
from kyc.domain.scenarios import Scenario, scenario
from kyc.models import Profile, Verification


@dataclass(frozen=True, slots=True)
class AcceptEverything:
    """An intake that finds every picture good enough."""

    intake: ImageIntake

    def accept(self, data: bytes, *, allow_pdf: bool) -> Picture:
        return self.intake.accept(data, allow_pdf=allow_pdf)

    def document_quality(
        self, picture: Picture, side: Side | None = None, kind: DocumentType | None = None
    ) -> ImageQuality:
        return ImageQuality(None)

    def selfie_quality(self, picture: Picture) -> ImageQuality:
        return ImageQuality(None)

    def without_faces(self) -> ImageIntake:
        return self


def scenario_of(session: Session, verification: Verification) -> Scenario | None:
    """The scenario that a verification plays; None for live ones."""
    if verification.mode != "test":
        return None
    return scenario(verification.mode, session.get_one(Profile, verification.profile_id).document_number)


def intake_for(session: Session, verification: Verification, intake: ImageIntake) -> ImageIntake:
    """The intake for this verification: without faces where that was declined, in a scenario one that accepts all."""
    if scenario_of(session, verification):
        return AcceptEverything(intake)
    return intake.without_faces() if verification.faces_declined else intake

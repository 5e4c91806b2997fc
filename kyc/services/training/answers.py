"""Reviewers' answers to training cases: which case comes next, one answer each, and whether it was right."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from kyc.domain.errors import FieldError, Invalid, NotFound
from kyc.domain.training import Outcome, Truth, outcome
from kyc.models import TrainingAnswer, TrainingCase, TrainingImage
from kyc.services.record import audit
from kyc.services.record.audit import Act
from kyc.services.training import cases


@dataclass(frozen=True, slots=True)
class Practice:
    """A case as one reviewer sees it; `answer` is theirs, None until they gave it."""

    case: TrainingCase
    images: Sequence[TrainingImage]
    answer: TrainingAnswer | None

    @property
    def outcome(self) -> Outcome | None:
        """The score of the answer; nobody learns it before they have answered."""
        return outcome(Truth(self.case.truth), Truth(self.answer.said)) if self.answer else None


def practice(session: Session, case_id: str, staff_id: int, *, lock: bool = False) -> Practice:
    """The case for this person; raises `NotFound`, also for a removed one."""
    known = case_id.isprintable()
    case = session.get(TrainingCase, case_id, with_for_update=lock, populate_existing=lock) if known else None
    if case is None or case.removed_at:
        raise NotFound
    return Practice(case, cases.images_of(session, case_id), _given(session, case_id, staff_id))


def waiting(session: Session, staff_id: int) -> list[str]:
    """The ids of the cases that this person has not answered, in a fixed order of their own."""
    mine = select(TrainingAnswer.case_id).where(TrainingAnswer.staff_id == staff_id)
    open_to = select(TrainingCase.id).where(TrainingCase.removed_at.is_(None), TrainingCase.id.not_in(mine))
    return sorted(session.scalars(open_to), key=lambda case_id: _place(case_id, staff_id))


def give(session: Session, case_id: str, staff_id: int, said: str) -> Practice:
    """Store the first answer; a second one changes nothing. Raises `Invalid` for an invalid answer, and `NotFound`."""
    found = practice(session, case_id, staff_id, lock=True)
    if found.answer is None:
        if said not in set(Truth):
            raise Invalid([FieldError("/said", "required", "Say what this case is")])
        session.add(TrainingAnswer(case_id=case_id, staff_id=staff_id, said=said))
        session.flush()
    return practice(session, case_id, staff_id)


def open_image(session: Session, case_id: str, image_id: str, viewer: str) -> str:
    """The blob name of an image, with its opening recorded; raises `NotFound`."""
    image = session.get(TrainingImage, image_id) if image_id.isprintable() else None
    if image is None or image.case_id != case_id:
        raise NotFound
    audit.note(session, Act.IMAGE_OPENED, viewer, case_id, image=image_id, purpose="training")
    return image.blob


def _given(session: Session, case_id: str, staff_id: int) -> TrainingAnswer | None:
    mine = (TrainingAnswer.case_id == case_id, TrainingAnswer.staff_id == staff_id)
    return session.scalar(select(TrainingAnswer).where(*mine))


def _place(case_id: str, staff_id: int) -> bytes:
    """A different order for each person, so that neighbours have different cases before them."""
    return hashlib.sha256(f"{staff_id} {case_id}".encode()).digest()

"""The counts for any group of verifications, in SQL, and the shares that follow from them."""

from __future__ import annotations

from dataclasses import astuple, dataclass

from sqlalchemy import CTE, ColumnElement, and_, case, func, or_

from kyc.domain.lifecycle import State


@dataclass(frozen=True, slots=True)
class Tally:
    """How many of a group were opened, and their outcomes; docs/staff/numbers.md defines each count."""

    opened: int = 0
    documents: int = 0
    selfies: int = 0
    submitted: int = 0
    gone: int = 0
    approved: int = 0
    rejected: int = 0
    approved_unseen: int = 0
    rejected_unseen: int = 0
    sent_documents: int = 0
    good_documents: int = 0
    sent_selfies: int = 0
    good_selfies: int = 0
    good_photos: int = 0
    first_decided: int = 0
    first_approved: int = 0

    def __add__(self, other: Tally) -> Tally:
        return Tally(*(one + two for one, two in zip(astuple(self), astuple(other), strict=True)))

    @property
    def decided(self) -> int:
        return self.approved + self.rejected

    @property
    def unseen(self) -> int:
        """Those decided without a review by a person."""
        return self.approved_unseen + self.rejected_unseen

    @property
    def waiting(self) -> int:
        """Those submitted and not decided."""
        return self.submitted - self.decided

    @property
    def under_way(self) -> int:
        """Those not submitted whose time is not over."""
        return self.opened - self.submitted - self.gone

    @property
    def pass_rate(self) -> float | None:
        return share(self.approved, self.decided)

    @property
    def straight_through(self) -> float | None:
        return share(self.unseen, self.decided)

    @property
    def drop_off(self) -> float | None:
        return share(self.gone, self.gone + self.submitted)

    @property
    def first_photos(self) -> float | None:
        return share(self.good_photos, self.sent_documents)

    @property
    def first_goes(self) -> float | None:
        return share(self.first_approved, self.first_decided)


def share(part: int, whole: int) -> float | None:
    """A part of the whole, 0 to 1; None where the whole is 0."""
    return part / whole if whole else None


def sums(of: CTE) -> list[ColumnElement[int]]:
    """The fields of `Tally`, in its order, as sums over rows of `cohort.cohort`."""
    row = of.c
    approved, rejected = row.state == State.APPROVED.value, row.state == State.REJECTED.value
    unseen = and_(row.submitted == 1, row.seen == 0)
    first = and_(row.first == 1, or_(approved, rejected))
    documents = row.state != State.CREATED.value
    selfies = and_(documents, row.state != State.DOCUMENTS_UPLOADED.value)
    good_document, good_selfie = row.refused_document == 0, row.refused_selfie == 0
    conditions = (
        documents,
        selfies,
        row.submitted == 1,
        row.gone == 1,
        approved,
        rejected,
        and_(approved, unseen),
        and_(rejected, unseen),
        or_(documents, ~good_document),
        and_(documents, good_document),
        or_(selfies, ~good_selfie),
        and_(selfies, good_selfie),
        and_(documents, good_document, good_selfie),
        first,
        and_(first, approved),
    )
    return [func.count(), *(func.coalesce(func.sum(case((one, 1), else_=0)), 0) for one in conditions)]

"""The breakdown of the document check in the report, in the shape that integrators know from other vendors."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from kyc.domain.documents import Side
from kyc.web.contract import Shape

Share = Annotated[float, Field(ge=0, le=1)]
Word = Annotated[
    Literal["clear", "consider", "not_performed"],
    Field(description="`not_performed` did not run, and says nothing in the applicant's favour."),
]


class ReasonOut(Shape):
    code: str
    detail: str


class RegionOut(Shape):
    side: Side
    box: tuple[Share, Share, Share, Share] = Field(
        description="Left, top, right and bottom as shares of the side's upright image."
    )


class SubCheckOut(Shape):
    result: Word
    reason: ReasonOut | None = Field(description="Null where all is clear.")
    regions: list[RegionOut] = Field(description="Where to look; both regions where two readings disagree.")


class BreakdownOut(Shape):
    result: Word
    reasons: list[ReasonOut] = Field(description="Why the result is `consider`.")
    breakdown: dict[str, SubCheckOut]


class DocumentBreakdown(Shape):
    image_integrity: BreakdownOut
    visual_authenticity: BreakdownOut
    data_validation: BreakdownOut
    data_consistency: BreakdownOut
    data_comparison: BreakdownOut
    compromised_document: BreakdownOut
    age_validation: BreakdownOut

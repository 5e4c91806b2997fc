"""Output of `/v1` about liveness challenges."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from kyc.web.contract import Shape
from kyc.web.v1.breakdown import ReasonOut

Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class ChallengeOutcome(Shape):
    reason: str
    verdict: Literal["passed", "again", "review", "refused"]
    detail: str
    hint: str = Field(description="Words that an integration may show to the applicant.")


class ChallengeOut(Shape):
    id: str
    session_id: str
    status: Literal["open", "received", "judged"]
    moves: list[Literal["centre", "left", "right", "closer"]] = Field(
        description="In this order; left and right are the applicant's own."
    )
    capture_seconds: float = Field(description="Time for the moves.")
    opened_at: datetime
    expires_at: datetime = Field(description="Frames are accepted until then.")
    received_at: datetime | None
    judged_at: datetime | None
    outcome: ChallengeOutcome | None
    next: Literal["capture", "wait", "again", "continue"] = Field(
        description="Send the frames; ask here again; open another challenge; or continue, nothing more is needed."
    )
    attempts_left: int = Field(ge=0)


class FrameLimits(Shape):
    min: int
    max: int
    max_bytes: int
    max_total_bytes: int


class ChallengeOpened(ChallengeOut):
    nonce: str = Field(description="Can be used once, and is shown once.")
    frames: FrameLimits
    upload_seconds: float = Field(description="Time after the capture for sending.")


class FrameOut(Shape):
    t_ms: int
    sha256: Sha256 | None = Field(description="Null once it has been deleted.")


class ChallengeEvidence(Shape):
    id: str
    moves: list[str]
    opened_at: datetime
    received_at: datetime | None
    judged_at: datetime | None
    alternative_at: datetime | None = Field(description="When a review was requested in place of the moves.")
    selfie_id: str | None = Field(description="The still that the frames were compared with.")
    reason: ReasonOut | None
    frames: list[FrameOut]

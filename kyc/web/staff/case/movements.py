"""The liveness challenges of a case: what was asked, the outcome, and the frames with their times."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import zip_longest

from flask import url_for

from kyc.domain.challenge import Verdict
from kyc.models import LivenessChallenge
from kyc.services.desk.case_files import CaseFile
from kyc.services.liveness.challenge_frames import frame_ids
from kyc.services.verification import challenge_state
from kyc.web.staff.wording import staff_reason

Words = tuple[str, str, str]
MOVES = {"left": "Turn left", "right": "Turn right", "closer": "Come closer", "centre": "Look straight"}
# sign, word, tone, like those of the checks
VERDICTS = {
    Verdict.PASSED: ("✓", "Followed", "good"),
    Verdict.AGAIN: ("!", "Not followed", "warn"),
    Verdict.REVIEW: ("!", "For a person", "warn"),
    Verdict.REFUSED: ("✕", "Refused", "bad"),
}
UNJUDGED = ("–", "Not judged yet", "none")
ASKED = ("–", "Another way asked for", "none")


@dataclass(frozen=True, slots=True)
class Step:
    """One move that was asked for; `seen` is its time, empty where it was not seen."""

    name: str
    seen: str


@dataclass(frozen=True, slots=True)
class Frame:
    """One frame: its time, counted from the first, and the move that it shows first."""

    address: str
    at: str
    step: str


@dataclass(frozen=True, slots=True)
class Movement:
    """One challenge that was answered; `sent` counts its frames, of which `frames` were kept.

    `still` is the URL of the selfie that they were compared with, where that is not the present one.
    """

    number: int
    verdict: Words
    reason: str
    at: datetime
    steps: tuple[Step, ...]
    frames: tuple[Frame, ...]
    sent: int
    measures: str
    still: str


def movements(case: CaseFile) -> list[Movement]:
    """Those that were answered, with frames or by asking for another way; the newest, which counts, first."""
    answered = [one for one in case.challenges if one.received_at or one.alternative_at]
    return [_movement(case, one) for one in reversed(answered)]


def _movement(case: CaseFile, one: LivenessChallenge) -> Movement:
    return Movement(
        number=one.number,
        verdict=_verdict(one),
        reason=" ".join(staff_reason(code) for code in _codes(one)),
        at=one.received_at or one.alternative_at or one.opened_at,
        steps=tuple(_steps(one)),
        frames=tuple(_frames(one)),
        sent=len(one.frames),
        measures=" ".join(_measures(one)),
        still=_other_still(case, one),
    )


def _verdict(one: LivenessChallenge) -> Words:
    if one.alternative_at:
        return ASKED
    return VERDICTS[challenge_state.verdict_of(one.reason)] if one.reason else UNJUDGED


def _codes(one: LivenessChallenge) -> Iterator[str]:
    if one.reason:
        yield one.reason
    if one.alternative_at:
        yield "alternative_asked"


def _steps(one: LivenessChallenge) -> Iterator[Step]:
    for move, t_ms in zip_longest(one.moves, one.seen_ms):
        yield Step(MOVES.get(move, move), "" if t_ms is None else _after(one, t_ms))


def _frames(one: LivenessChallenge) -> Iterator[Frame]:
    seen = zip(one.moves, one.seen_ms, strict=False)  # as far as they went
    shows = {t_ms: MOVES.get(move, move) for move, t_ms in seen}
    for name, frame in zip(frame_ids(one), one.frames, strict=True):
        if frame["blob"]:
            address = url_for("staff.image", verification_id=one.verification_id, image_id=name)
            yield Frame(address, _after(one, frame["t_ms"]), shows.get(frame["t_ms"], ""))


def _after(one: LivenessChallenge, t_ms: int) -> str:
    return f"{(t_ms - one.frames[0]['t_ms']) / 1000:.1f} s"


def _measures(one: LivenessChallenge) -> Iterator[str]:
    """Scores on the engines' own scales."""
    if one.similarity is not None:
        limit = "" if one.pass_at is None else f", the same person from {one.pass_at:.2f}"
        yield f"Least like the selfie {one.similarity:.2f}{limit}."
    if one.live_score is not None:
        yield f"Passive score of the straight looks {one.live_score:.2f}."
    if one.engine:
        yield f"Measured by {one.engine} {one.engine_version or ''}".rstrip()


def _other_still(case: CaseFile, one: LivenessChallenge) -> str:
    counts = next((selfie.id for selfie in case.selfies if selfie.replaced_at is None), None)
    if one.selfie_id in (None, counts):
        return ""
    return url_for("staff.image", verification_id=one.verification_id, image_id=one.selfie_id)

"""A still and frames that answer a challenge, for both doors: cheap refusals, slow analysis, then one transaction."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Protocol

from flask import Response

from kyc.domain.errors import DomainError, Refused
from kyc.models import LivenessChallenge, Selfie, Verification, utcnow
from kyc.services.liveness import challenge_frames, challenges
from kyc.services.liveness.challenges import KeptFrame, SentFrame
from kyc.services.verification import attempts, challenge_state, uploads
from kyc.services.verification.uploads import Received
from kyc.web.unit_of_work import session, settings, tools

ITEM = "liveness"
"""Stills are counted apart from selfies: when no attempts at the moves are left, a selfie alone may still be sent."""
Committed = Callable[[Callable[[], Response]], Callable[[], Response]]


class Finder(Protocol):
    """Finds the caller's own verification."""

    def __call__(self, *, lock: bool) -> Verification: ...


@dataclass(frozen=True)
class Recording:
    """What was sent, and when it arrived; `find` gives the caller's own verification, with its lock if asked."""

    find: Finder
    challenge_id: str
    nonce: str
    shots: tuple[SentFrame, ...]
    still: bytes
    capture_method: str
    actor: str
    received: datetime = field(default_factory=utcnow)

    @cached_property
    def sha256(self) -> str:
        return uploads.digest(self.still)


@dataclass(frozen=True, slots=True)
class Door:
    """How one door answers; `committed` runs its function inside one write transaction."""

    committed: Committed
    accepted: Callable[[Verification, LivenessChallenge, Selfie], Response]
    refused: Callable[[str, int], Response]


@dataclass(frozen=True, slots=True)
class Sealed:
    """Images in the store that no row names yet; `still` is None where the same selfie is already there."""

    still: Received | None
    frames: list[KeptFrame]

    def drop(self) -> None:
        if self.still:
            tools().blobs.delete(self.still.blob)
        challenge_frames.drop(tools().blobs, self.frames)


def take_in(sent: Recording, door: Door) -> Response:
    """The door's answer; raises `Refused` where the nonce does not match or the still is unusable.

    Any later refusal uses up the nonce and counts as an attempt.
    """
    try:
        folder, twin = _look(sent)
        sealed = _seal(sent, folder, twin=twin)
    except _Burnt as refusal:
        why = refusal
        return door.committed(lambda: _refuse(sent, door, why))()
    try:
        return door.committed(lambda: _attach(sent, door, sealed))()
    except DomainError:  # no other error: where a COMMIT's answer is lost, the rows may stand and need their images
        sealed.drop()
        raise


class _Burnt(Exception):
    """Unusable frames or still: the challenge is over."""

    def __init__(self, reason: str, *, still: bool = False) -> None:
        super().__init__(reason)
        self.reason, self.still = reason, still


def _look(sent: Recording) -> tuple[str, bool]:
    """Make the checks that need no decoding, and hold no connection afterwards.

    Returns the id of the verification, and whether the same still is already there.
    """
    try:
        verification = sent.find(lock=False)
        challenge = challenges.get(session(), verification, sent.challenge_id)
        challenges.require_answerable(verification, challenge, sent.nonce)
        frames = [(shot.t_ms, uploads.digest(shot.data)) for shot in sent.shots]
        if reason := challenges.fault(session(), challenge, frames, sent.received):
            raise _Burnt(reason)
        twin = uploads.find_selfie(session(), verification.id, sent.sha256) is not None
        if not twin:
            limit = settings().max_session_files
            uploads.check_before(session(), verification, ITEM, sent.sha256, limit)
        return verification.id, twin
    finally:
        session().rollback()


def _seal(sent: Recording, folder: str, *, twin: bool) -> Sealed:
    """Decode and seal every picture, which is slow."""
    intake, blobs = tools().intake, tools().blobs
    try:
        challenge_frames.check_sizes(sent.shots)
        frames = challenge_frames.seal(intake, blobs, folder, sent.shots)
    except Refused as refusal:
        raise _Burnt(refusal.code) from None
    sealed = Sealed(None, frames)
    try:
        _look_again(sent, frames)
        return sealed if twin else Sealed(uploads.receive(intake, blobs, folder, "selfie", sent.still), frames)
    except Refused as refusal:
        sealed.drop()
        raise _Burnt(refusal.code, still=True) from None
    except Exception:
        sealed.drop()
        raise


def _look_again(sent: Recording, frames: list[KeptFrame]) -> None:
    """Repeat the checks on the decoded pictures: a comment in a file changes its bytes, but not its picture."""
    try:
        challenge = challenges.get(session(), sent.find(lock=False), sent.challenge_id)
        kept = [(one.t_ms, one.kept) for one in frames]
        if reason := challenges.fault(session(), challenge, kept, sent.received):
            raise _Burnt(reason)
    finally:
        session().rollback()


def _attach(sent: Recording, door: Door, sealed: Sealed) -> Response:
    """Attach under the lock, checking again, because another request may have been quicker."""
    verification = sent.find(lock=True)
    challenge = challenges.get(session(), verification, sent.challenge_id)
    challenges.require_answerable(verification, challenge, sent.nonce)
    selfie = uploads.find_selfie(session(), verification.id, sent.sha256)
    if selfie and sealed.still:  # another request was quicker with the same picture
        tools().blobs.delete(sealed.still.blob)
    if selfie is None:
        if sealed.still is None:  # it was replaced just now
            raise Refused("challenge_other_selfie")
        selfie = uploads.attach_selfie(session(), verification, sealed.still, sent.capture_method, sent.actor)
    challenges.accept(session(), challenge, selfie, sealed.frames, sent.received)
    return door.accepted(verification, challenge, selfie)


def _refuse(sent: Recording, door: Door, why: _Burnt) -> Response:
    verification = sent.find(lock=True)
    challenge = challenges.get(session(), verification, sent.challenge_id)
    challenges.require_answerable(verification, challenge, sent.nonce)
    challenges.refuse(challenge, why.reason, sent.received, list(sent.shots))
    if why.still:
        attempts.note_refusal(session(), verification, ITEM, sent.sha256, why.reason)
    session().flush()
    left = challenge_state.attempts_left(verification, challenge_state.of(session(), verification.id))
    return door.refused(why.reason, left)

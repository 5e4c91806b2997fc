"""Photos of a session: sending them, downloading them, and the head movements of active liveness."""

from __future__ import annotations

from collections.abc import Sequence

from ekyc.call import Call, content, given, json, path
from ekyc.shapes import Challenge, DocumentTaken, DocumentType, OpenedChallenge, SelfieTaken, Side


def add_document(
    session_id: str,
    image: bytes,
    *,
    type: DocumentType,  # noqa: A002  # the API's own word
    side: Side | None = None,
    issuing_country: str | None = None,
) -> Call[DocumentTaken]:
    """Send one side: JPEG, PNG, WebP, HEIC, or a PDF's first page. Raises `ImageRefused` with a hint for the person."""
    form = given(type=type, side=side, issuing_country=issuing_country)
    files = [("file", ("document", image))]
    return Call("POST", path("/sessions/{}/documents", session_id), json, form=form, files=files)


def add_selfie(session_id: str, image: bytes) -> Call[SelfieTaken]:
    """Send the applicant's face; the documents come first. Raises `ImageRefused` with a hint for the person."""
    return Call("POST", path("/sessions/{}/selfie", session_id), json, files=[("file", ("selfie", image))])


def read_document_image(session_id: str, document_id: str) -> Call[bytes]:
    """The photo of one side as JPEG; the report has its id. Each call is recorded as an opening of the image."""
    return Call("GET", path("/sessions/{}/documents/{}/image", session_id, document_id), content)


def read_selfie_image(session_id: str, selfie_id: str) -> Call[bytes]:
    """A selfie as JPEG; the report has its id."""
    return Call("GET", path("/sessions/{}/selfies/{}/image", session_id, selfie_id), content)


def open_challenge(session_id: str) -> Call[OpenedChallenge]:
    """Start a challenge: random head movements and a nonce that can be used once; the documents come first."""
    return Call("POST", path("/sessions/{}/liveness", session_id), json)


def answer_challenge(
    session_id: str, image: bytes, challenge_id: str, nonce: str, frames: Sequence[tuple[int, bytes]]
) -> Call[SelfieTaken]:
    """Send the selfie with the frames of a challenge, each with its own time in milliseconds."""
    times = ",".join(str(at) for at, _ in frames)
    form = {"challenge_id": challenge_id, "nonce": nonce, "frame_times": times}
    files = [("file", ("selfie", image)), *(("frames[]", ("frame", frame)) for _, frame in frames)]
    return Call("POST", path("/sessions/{}/selfie", session_id), json, form=form, files=files)


def read_challenge(session_id: str, challenge_id: str) -> Call[Challenge]:
    """The challenge's progress and result; ask again while `next` is `wait`."""
    return Call("GET", path("/sessions/{}/liveness/{}", session_id, challenge_id), json)


def extend_challenge(session_id: str, challenge_id: str) -> Call[Challenge]:
    """Give twenty more seconds for the moves."""
    return Call("POST", path("/sessions/{}/liveness/{}/extend", session_id, challenge_id), json)


def ask_alternative(session_id: str, challenge_id: str) -> Call[Challenge]:
    """Choose another way than movements: a person reviews the selfie."""
    return Call("POST", path("/sessions/{}/liveness/{}/alternative", session_id, challenge_id), json)

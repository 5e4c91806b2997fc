"""What the use cases ask of the world, as protocols; each is filled by one adapter, chosen by a setting."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from kyc.domain.challenge import FaceLimits, FrameMeasurement
from kyc.domain.documents import DocumentType, Side
from kyc.domain.evidence import DocumentReading, Engine, FaceComparison, FaceTemplate, ListVersion, Liveness, Screening
from kyc.domain.paper import Paper
from kyc.domain.screening import Person
from kyc.domain.sign_in import ProviderIdentity, Secrets


@dataclass(frozen=True, slots=True)
class Page:
    """One side of a document as JPEG or PNG bytes, upright metadata-free and already accepted."""

    side: Side
    image: bytes


class SealBroken(Exception):
    """Sealed bytes that do not open: altered, truncated, stored under another name, or sealed with an unknown key."""


class Blobs(Protocol):
    """Encrypted storage for images; an object can only be read under the name it was stored under.

    Every method raises `kyc.domain.errors.Unavailable` where the storage cannot be reached.
    """

    def put(self, name: str, data: bytes) -> None: ...

    def get(self, name: str) -> bytes:
        """The bytes stored under `name`; raises `NotFound`, or `SealBroken` for altered ones."""
        ...

    def delete(self, name: str) -> None:
        """Delete the object; deleting one that is not there is no error."""
        ...


class Sealer(Protocol):
    """Encrypts small secrets with the keys of the image store, each bound to a name."""

    def seal(self, name: str, data: bytes) -> bytes: ...

    def open(self, name: str, sealed: bytes) -> bytes:
        """What was sealed for `name`; raises `SealBroken`."""
        ...


class DocumentReader(Protocol):
    """Reads MRZ, print and barcode of a document."""

    def read(self, pages: Sequence[Page], declared: DocumentType | None, today: date) -> DocumentReading:
        """All sides into one reading; a page without anything legible gives a reading without fields."""
        ...


class FaceEngine(Protocol):
    """Finds faces, compares them and detects presentation attacks.

    Raises `kyc.domain.errors.Refused` with a reason of the catalogue (`portrait_not_found`, `face_not_found`)
    where there is nothing to measure, and `Unavailable` where a model is missing.
    """

    def compare(self, document: bytes, selfie: bytes) -> FaceComparison: ...

    def liveness(self, selfie: bytes) -> Liveness: ...


@dataclass(frozen=True, slots=True)
class Frame:
    """One picture of a liveness challenge: JPEG or PNG bytes, and its time by the browser's clock in milliseconds."""

    t_ms: int
    image: bytes


@dataclass(frozen=True, slots=True)
class MeasuredFrames:
    """The frames of a challenge as measured, the engine's own limits for their similarity, and what measured them."""

    frames: Sequence[FrameMeasurement]
    limits: FaceLimits
    engine: Engine


class ChallengeEngine(Protocol):
    """Measures a challenge-response liveness capture; raises as `FaceEngine` does."""

    def measure_frames(self, still: bytes, frames: Sequence[Frame]) -> MeasuredFrames:
        """What each frame shows, compared with the still selfie, all JPEG or PNG bytes.

        Raises `Refused("face_not_found")` for a still without a face, `Refused("file_damaged")` for a frame that does
        not decode. A frame without a face is measured with `people` 0.
        """
        ...


class PortraitIndex(Protocol):
    """Finds a face among kept ones."""

    def same(self, sought: FaceTemplate, kept: Sequence[bytes]) -> Sequence[int]:
        """The places in `kept` (vectors of the same engine and version) that show the face that is sought."""
        ...


class Watchlist(Protocol):
    """One index, of sanctions or of politically exposed persons."""

    def lists(self) -> Sequence[ListVersion]:
        """What is loaded now; empty when nothing is.

        Raises `Unavailable` where that cannot be told, as by a service out of reach.
        """
        ...

    def screen(self, person: Person, *, samples: bool) -> Screening:
        """Every listed entity that resembles the person; `samples` says whether synthetic lists count.

        Raises `Unavailable` when no list that counts is loaded.
        """
        ...


Quad = tuple[tuple[float, float], tuple[float, float], tuple[float, float], tuple[float, float]]
"""Four corners, clockwise from the top left one."""


@dataclass(frozen=True, slots=True)
class ImageQuality:
    """What an upload looks like at once: `refused` and `warnings` are reason codes of the catalogue.

    `page` is where the document lies: its top left, top right, bottom right and bottom left corner as the picture is
    held, each as shares (x, y) of the picture; (0, 0) to (1, 1) where the picture is the page itself, None where no
    page was found.
    """

    refused: str | None
    warnings: tuple[str, ...] = ()
    measures: Mapping[str, float] | None = None
    page: Quad | None = None


@dataclass(frozen=True, slots=True)
class Picture:
    """An accepted image after intake: re-encoded JPEG, upright, without metadata.

    `notes` is what the file had said of itself (reason codes, for the staff and the partner's report, never for the
    applicant); None where that was not looked at.
    """

    data: bytes
    width: int
    height: int
    notes: tuple[str, ...] | None = None


class ImageIntake(Protocol):
    """Turns untrusted bytes into a picture, or says why not (raises `Refused`)."""

    def accept(self, data: bytes, *, allow_pdf: bool) -> Picture: ...

    def document_quality(
        self, picture: Picture, side: Side | None = None, kind: DocumentType | None = None
    ) -> ImageQuality:
        """Whether a document can be read from the picture; with a side and a type also whether it is the one asked for.

        It never refuses a side where the model that finds portraits is missing.
        """
        ...

    def selfie_quality(self, picture: Picture) -> ImageQuality: ...

    def without_faces(self) -> ImageIntake:
        """The same intake that looks for no face, for who declined that a computer does."""
        ...


@dataclass(frozen=True, slots=True)
class Answer:
    """What a webhook receiver said: `status` 0 means nothing was said, then `error` is a short code."""

    status: int
    elapsed_ms: int
    body: str = ""
    error: str | None = None
    retry_after_s: float | None = None


class Sender(Protocol):
    """Posts one webhook; never raises for what the receiver or the network does."""

    def post(self, url: str, body: bytes, headers: Mapping[str, str]) -> Answer: ...


class IdentityProvider(Protocol):
    """Signs people of the staff in elsewhere; `back` is our address for the browser's way back.

    Raises `kyc.domain.sign_in.SignInRefused` for whatever the provider, the network or the browser does.
    """

    def authorization_url(self, back: str) -> tuple[str, Secrets]:
        """Where a browser goes to sign in, and what has to be kept until it is back."""
        ...

    def authenticate(self, back: str, secrets: Secrets, answer: Mapping[str, str]) -> ProviderIdentity:
        """Who came back, from the parameters of the way back; the caller has compared the state."""
        ...

    def sign_out_url(self, back: str) -> str:
        """The provider's page to sign out."""
        ...


class Printer(Protocol):
    """Sets documents on paper."""

    def pdf(self, paper: Paper) -> bytes:
        """A PDF file, the same bytes for the same paper; letters that no font has are told apart in it."""
        ...

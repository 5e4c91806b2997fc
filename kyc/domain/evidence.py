"""What was measured on a verification's images and lists: facts with their source, no judgement."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

from kyc.domain.applicant import Applicant
from kyc.domain.challenge import FaceLimits, Outcome
from kyc.domain.document_rules import DocumentRules
from kyc.domain.documents import DocumentType, Side
from kyc.domain.screening import Dismissal, Person

Source = Literal["mrz", "viz", "barcode", "staff"]
"""Where a value was found: the zone, the print, a barcode; `staff` is a reviewer who corrected it."""
Mode = Literal["live", "test"]
CaptureMethod = Literal["api", "camera", "upload"]


@dataclass(frozen=True, slots=True)
class Engine:
    """What measured: the name and version of a model or an algorithm, as it stands in the report."""

    name: str
    version: str


@dataclass(frozen=True, slots=True)
class NotMeasured:
    """A measurement that did not take place; `reason` is a code of the catalogue."""

    reason: str


@dataclass(frozen=True, slots=True)
class Region:
    """Where on a side something stands: left, top, right and bottom as shares (0 to 1) of the image as it is stored."""

    side: Side
    box: tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Sighting:
    """One more reading of a field, whether it agrees or not; `confidence` from 0 to 1."""

    value: str
    source: Source
    confidence: float
    region: Region | None = None


@dataclass(frozen=True, slots=True)
class Field:
    """One field read from a document; `confidence` from 0 to 1, `others` are the further readings of it.

    `clear` holds only when its check digit passes and a second reading agrees; check digits alone do not
    prove a reading (`ZS0000177` and `250000177` have the same one).
    """

    value: str
    source: Source
    confidence: float
    clear: bool
    region: Region | None = None
    others: tuple[Sighting, ...] = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """Something the image itself shows: a reason code, and the place to look at where there is one."""

    reason: str
    region: Region | None = None


@dataclass(frozen=True, slots=True)
class Mrz:
    """A machine-readable zone by ICAO 9303: its lines, and which of its check digits hold."""

    format: str
    lines: tuple[str, ...]
    checks: Mapping[str, bool]
    repaired: int = 0

    @property
    def valid(self) -> bool:
        return bool(self.checks) and all(self.checks.values())


@dataclass(frozen=True, slots=True)
class DocumentReading:
    """Everything read from the sides of one document.

    `fields` has these keys, each only when it was read: surname, given_names, document_number,
    birth_date and expiry_date (ISO 8601), issue_date, sex (M, F, X), nationality and issuing_country (alpha-3 as
    in the MRZ). `impossible` holds dates, by field and as they stand (YYMMDD), that no calendar has. `conflicts` names
    fields whose readings disagree, `ambiguous` those of which one unique look-alike was exchanged or that fit no
    single reading. `findings` are what the images show, `looked_for` the reason codes that they could have had.
    """

    document_type: DocumentType | None
    fields: Mapping[str, Field]
    mrz: Mrz | None
    engine: Engine
    conflicts: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()
    impossible: Mapping[str, Field] = field(default_factory=dict)
    ambiguous: tuple[str, ...] = ()
    barcode: str | None = None
    looked_for: frozenset[str] = frozenset()

    def value(self, name: str) -> str | None:
        found = self.fields.get(name)
        return found.value if found else None

    @property
    def full_name(self) -> str | None:
        parts = [self.value("given_names"), self.value("surname")]
        return " ".join(part for part in parts if part) or None


@dataclass(frozen=True, slots=True)
class FaceTemplate:
    """A face as an engine's own numbers (biometric data): 16-bit floats, little-endian, of length one.

    Templates of one engine and version compare: from a dot product of `same_at` on they show the same face. The
    numbers stand in no `repr`, so in no log.
    """

    engine: Engine
    same_at: float
    vector: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class FaceComparison:
    """How alike the portrait and the selfie are, on the scale of the engine, and its own limits there.

    Eye distances are in pixels of the image as it was uploaded. `portrait` is the document's face, for finding
    it under other people; an engine that has none to give leaves it out. `portrait_box` is where it stands on the
    page: left, top, right and bottom as shares (0 to 1) of the image as it is stored. `unclear` holds reason codes
    for which a low similarity does not mean that these are two people.
    """

    similarity: float
    pass_at: float
    review_at: float
    portrait_eye_distance: float
    selfie_eye_distance: float
    engine: Engine
    portrait: FaceTemplate | None = field(default=None, compare=False, repr=False)
    portrait_box: tuple[float, float, float, float] | None = None
    unclear: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Liveness:
    """How much the selfie looks like a live face rather than a picture of one (higher is more live)."""

    score: float
    pass_at: float
    review_at: float
    engine: Engine


@dataclass(frozen=True, slots=True)
class ChallengeResult:
    """What came of the active liveness challenge: the moves asked for, the outcome, and when it was judged.

    `limits` are the engine's own for the similarity of frames and still, None like `engine` where the frames were
    refused before any was looked at.
    """

    moves: tuple[str, ...]
    outcome: Outcome
    limits: FaceLimits | None
    engine: Engine | None
    at: datetime


@dataclass(frozen=True, slots=True)
class ListVersion:
    """A loaded watchlist: its name, its own date, its entity count and a digest of its content."""

    name: str
    date: str
    entities: int
    version: str
    sample: bool = False


@dataclass(frozen=True, slots=True)
class Match:
    """A listed entity that resembles the person, explained feature by feature.

    `fingerprint` is a digest of what the list says of the entity: a reviewer's verdict is remembered by it, so that
    the same entry is not raised twice, and a changed one is.
    """

    entity_id: str
    list_name: str
    name: str
    score: float
    features: Mapping[str, float]
    programmes: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    birth_dates: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    source_url: str | None = None
    fingerprint: str = ""


@dataclass(frozen=True, slots=True)
class Screening:
    """The answer of one index (sanctions or PEP): every match at or above `review_at`."""

    matches: tuple[Match, ...]
    lists: tuple[ListVersion, ...]
    hit_at: float
    review_at: float
    engine: Engine


@dataclass(frozen=True, slots=True)
class Evidence:
    """All that the checks may look at; frozen before the first of them runs.

    `reused_by_others` (the document's number) and `portrait_reused` say whether another person of the same partner
    and mode stands under it; None where that was not looked for. `uploads` has, for each side, what its file said of
    itself before its metadata was dropped (reason codes); None where that was not looked at. `challenge` is None where
    none was asked for, and not measured where it was, but there is none that counts for this selfie. `person` is whom
    the lists were asked for; `dismissed` has, by fingerprint, the entities that a reviewer told apart from this very
    person before, each as the list still has it. `document` is as people corrected it, `as_read` the machine's own.
    """

    declared: Applicant
    mode: Mode
    today: date
    selfie_capture: CaptureMethod
    document: DocumentReading | NotMeasured
    face: FaceComparison | NotMeasured
    liveness: Liveness | NotMeasured
    sanctions: Screening | NotMeasured
    pep: Screening | NotMeasured
    accepted_documents: tuple[DocumentType, ...] = ()
    declared_country: str | None = None
    reused_by_others: bool | None = None
    portrait_reused: bool | None = None
    rules: DocumentRules = field(default_factory=DocumentRules)
    uploads: Mapping[Side, tuple[str, ...] | None] = field(default_factory=dict)
    challenge: ChallengeResult | NotMeasured | None = None
    person: Person | None = None
    dismissed: Mapping[str, Dismissal] = field(default_factory=dict)
    as_read: DocumentReading | NotMeasured | None = None

"""The files of old records, treated like any upload: within the limits, decoded, without metadata, sealed."""

from __future__ import annotations

from dataclasses import dataclass

from kyc.domain.documents import SIDES, DocumentType, Side, side_for
from kyc.domain.errors import NotFound, Refused
from kyc.domain.moving import OldFile, OldRecords
from kyc.domain.ports import Blobs, ImageIntake
from kyc.services.moving.planning import Finding, Plan
from kyc.services.verification import uploads
from kyc.services.verification.uploads import Kind, Received

SELFIE = "selfie"


class NoPlace(Exception):
    """A picture of a document that has no such side here; the code is in the list of rejects."""

    def __init__(self, code: str) -> None:
        self.code = code


@dataclass(frozen=True, slots=True)
class Taken:
    """A picture that was accepted; `side` is None for a selfie."""

    received: Received
    kind: DocumentType | None
    side: Side | None


@dataclass(frozen=True, slots=True)
class Album:
    """Takes pictures from a source through our own intake; a poor one is accepted with a warning."""

    source: OldRecords
    intake: ImageIntake
    blobs: Blobs
    max_bytes: int

    def take(self, plan: Plan) -> tuple[list[Taken], list[Finding]]:
        """The pictures of a record that were accepted, and why others were not. Slow: keep it outside transactions."""
        taken: list[Taken] = []
        findings: list[Finding] = []
        for file in plan.old.files:
            try:
                taken.append(self._taken(plan, file))
            except (Refused, NoPlace, NotFound) as problem:
                code = "file_missing" if isinstance(problem, NotFound) else problem.code
                findings.append(Finding(plan.old.id, file.field, code, moved=True))
        return taken, findings

    def _taken(self, plan: Plan, file: OldFile) -> Taken:
        kind, side = (None, None) if file.item == SELFIE else _place(plan, file)
        what: Kind = "document" if side else "selfie"
        data = self.source.file(plan.old.id, file.name, self.max_bytes)
        received = uploads.receive(self.intake, self.blobs, plan.old.id, what, data, as_is=True)
        return Taken(received, kind, side)


def _place(plan: Plan, file: OldFile) -> tuple[DocumentType, Side]:
    """The type and the side that a document's picture shows; raises `NoPlace`."""
    if plan.match[0] is None:
        raise NoPlace("unknown_document_type")
    kind = DocumentType(plan.match[0])
    side = side_for(kind, file.item)
    if side not in SIDES[kind]:
        raise NoPlace("wrong_side")
    return kind, side

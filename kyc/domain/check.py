"""A check: a pure judgement of the evidence, with a result that explains itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Protocol

from kyc.domain.evidence import Engine, Evidence


class Result(StrEnum):
    """The words of the contract: the first four for documents and faces, the last two for lists."""

    PASS = "pass"  # noqa: S105  (a result, no secret)
    FAIL = "fail"
    REVIEW = "review"
    NOT_PERFORMED = "not_performed"
    CLEAR = "clear"
    HIT = "hit"


SCREENINGS = ("sanctions_screening", "pep_screening")
CONTRACTED = ("document_authenticity", "face_match", "face_liveness", *SCREENINGS)
"""The checks that the contract names, in its order; any others in `kyc/checks` come after them."""

CLEAN = frozenset({Result.PASS, Result.CLEAR})


@dataclass(frozen=True, slots=True)
class CheckResult:
    """A judgement: `score` against `threshold` in the engine's own scale, `confidence` from 0 to 1."""

    name: str
    result: Result
    reasons: tuple[str, ...] = ()
    score: float | None = None
    threshold: float | None = None
    confidence: float | None = None
    engine: Engine | None = None
    breakdown: Mapping[str, Any] = field(default_factory=dict)
    method: str = "automated"


class Check(Protocol):
    """One file in `kyc/checks`, discovered in that folder."""

    NAME: str

    def judge(self, evidence: Evidence) -> CheckResult:
        """Judge what was measured; touches nothing else."""
        ...


def not_performed(name: str, reason: str) -> CheckResult:
    """The result of a check that did not run."""
    return CheckResult(name, Result.NOT_PERFORMED, reasons=(reason,))

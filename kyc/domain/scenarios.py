"""Test mode's magic document numbers: each names the outcome that a session will have, whatever its photos show.

They work with test keys only. A number may have a suffix (`TESTAPPROVE-0042`), so that each one is another person.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from kyc.domain.applicant import number_key
from kyc.domain.check import CheckResult, Result
from kyc.domain.evidence import Engine

CHECKS = {
    "document_authenticity": Result.PASS,
    "face_match": Result.PASS,
    "face_liveness": Result.PASS,
    "sanctions_screening": Result.CLEAR,
    "pep_screening": Result.CLEAR,
}
CONFIDENCE = {Result.PASS: 0.97, Result.CLEAR: 1.0, Result.REVIEW: 0.6, Result.HIT: 0.95, Result.FAIL: 0.95}
Findings = Mapping[str, tuple[Result, str]]


@dataclass(frozen=True, slots=True)
class Scenario:
    """What happens to a session with this number; without `findings` every check is clean.

    `findings` are results and their reasons (codes of the catalogue) by check. `wait_s` is the delay after the submit,
    `expires_s` when the session expires instead, `asks_for` the item that is requested again, with the reason, and
    `answers` the pretended answers to the first attempts of its webhooks, which are not sent.
    """

    word: str
    about: str
    findings: Findings = field(default_factory=dict)
    wait_s: float = 0
    expires_s: int | None = None
    asks_for: tuple[str, str] | None = None
    answers: tuple[int, ...] = ()

    def results(self) -> tuple[CheckResult, ...]:
        """The results of the five checks in this scenario; the report names the scenario as their engine."""
        return tuple(self._result(name, *self.findings.get(name, (clean, ""))) for name, clean in CHECKS.items())

    def _result(self, name: str, result: Result, reason: str) -> CheckResult:
        engine = Engine(f"test scenario {self.word}", "1")
        reasons = (reason,) if reason else ()
        return CheckResult(name, result, reasons, confidence=CONFIDENCE.get(result), engine=engine)


def _one(check: str, result: Result, reason: str) -> Findings:
    return {check: (result, reason)}


SCENARIOS = (
    Scenario("TESTAPPROVE", "approved, every check clean"),
    Scenario(
        "TESTREJECTEXPIRED",
        "rejected: the document has expired",
        _one("document_authenticity", Result.FAIL, "document_expired"),
    ),
    Scenario("TESTREJECTFACE", "rejected: another person's face", _one("face_match", Result.FAIL, "face_mismatch")),
    Scenario(
        "TESTREVIEWDOCUMENT",
        "a person decides: the document cannot be read",
        _one("document_authenticity", Result.REVIEW, "document_unreadable"),
    ),
    Scenario(
        "TESTREVIEWFACE",
        "a person decides: the faces are not clearly the same",
        _one("face_match", Result.REVIEW, "face_uncertain"),
    ),
    Scenario(
        "TESTREVIEWLIVENESS",
        "a person decides: liveness is not clear",
        _one("face_liveness", Result.REVIEW, "liveness_uncertain"),
    ),
    Scenario(
        "TESTREVIEWSANCTIONS",
        "a person decides: a hit on a sanctions list",
        _one("sanctions_screening", Result.HIT, "sanctions_hit"),
    ),
    Scenario("TESTREVIEWPEP", "a person decides: a hit on a PEP list", _one("pep_screening", Result.HIT, "pep_hit")),
    Scenario(
        "TESTNOTPERFORMED",
        "a person decides: a check could not run",
        _one("face_liveness", Result.NOT_PERFORMED, "model_missing"),
    ),
    Scenario(
        "TESTRESUBMITGLARE",
        "the document is asked for once more, because of glare",
        _one("document_authenticity", Result.REVIEW, "document_unreadable"),
        asks_for=("document", "image_glare"),
    ),
    Scenario("TESTSLOW30", "approved, 30 seconds after the submit", wait_s=30),
    Scenario("TESTEXPIRE", "expires five seconds after it was opened", expires_s=5),
    Scenario("TESTHOOK500", "approved; the webhook's first two attempts are taken as answered 500", answers=(500, 500)),
    Scenario("TESTHOOK410", "approved; the webhook's first attempt is taken as answered 410", answers=(410,)),
)


def scenario(mode: str, document_number: str | None) -> Scenario | None:
    """The scenario of a declared number; None for live records and ordinary numbers."""
    if mode != "test" or not document_number:
        return None
    number = number_key(document_number)
    return next((one for one in SCENARIOS if number.startswith(one.word)), None)

"""Judges whether the person resembles an entry on a sanctions list."""

from __future__ import annotations

from kyc.checks.screening import judge_screening
from kyc.domain.check import CheckResult
from kyc.domain.evidence import Evidence

NAME = "sanctions_screening"


def judge(evidence: Evidence) -> CheckResult:
    """Hit, review or clear; a hit goes to a person and never rejects by itself."""
    return judge_screening(NAME, evidence.sanctions, evidence, hit="sanctions_hit", possible="sanctions_possible")

from __future__ import annotations

from kyc.checks.document.subcheck import skipped
from kyc.checks.document.visual import NEVER, sub_checks
from tests.unit.checks.document_evidence import evidence, reading


def test_what_nobody_here_looks_at_is_said_one_by_one() -> None:
    assert sub_checks(evidence(reading()), reading()) == dict.fromkeys(NEVER, skipped("not_supported"))
    assert {"hologram", "ultraviolet"} <= set(NEVER)

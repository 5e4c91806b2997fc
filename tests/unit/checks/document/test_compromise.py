from __future__ import annotations

from typing import Any

import pytest

from kyc.checks.document.compromise import sub_checks
from kyc.checks.document.subcheck import SubCheck, clear, consider, skipped
from tests.unit.checks.document_evidence import WHOLE_PAGE, at, blank, evidence, reading


def found(document: Any, **more: Any) -> dict[str, SubCheck]:
    return dict(sub_checks(evidence(document, **more), document))


@pytest.mark.parametrize(
    ("reused", "said"),
    [(True, consider("document_reused", at(0.2))), (False, clear(at(0.2))), (None, skipped("not_looked_for"))],
)
def test_a_number_under_another_person_in_all_three_words(reused: bool | None, said: SubCheck) -> None:
    assert found(reading(), reused_by_others=reused)["document_number"] == said


@pytest.mark.parametrize(
    ("reused", "said"),
    [(True, consider("portrait_reused", WHOLE_PAGE)), (False, clear(WHOLE_PAGE)), (None, skipped("not_looked_for"))],
)
def test_a_portrait_under_another_person_in_all_three_words(reused: bool | None, said: SubCheck) -> None:
    assert found(reading(), portrait_reused=reused)["portrait"] == said


def test_a_number_that_was_not_read_cannot_be_looked_up() -> None:
    assert found(blank())["document_number"] == skipped("field_not_read")


def test_no_register_of_lost_documents_is_asked() -> None:
    assert found(reading())["police_record"] == skipped("not_supported")

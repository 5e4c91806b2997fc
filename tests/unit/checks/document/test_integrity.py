from __future__ import annotations

from typing import Any

import pytest

from kyc.checks.document.integrity import sub_checks
from kyc.checks.document.subcheck import SubCheck, clear, consider, skipped
from kyc.domain.documents import Side
from kyc.domain.evidence import DocumentReading, Finding, NotMeasured, Region
from tests.unit.checks.document_evidence import WHOLE_PAGE, at, blank, evidence, reading

FRONT, BACK = (Region(side, (0.0, 0.0, 1.0, 1.0)) for side in (Side.FRONT, Side.BACK))


def found(document: DocumentReading, **more: Any) -> dict[str, SubCheck]:
    return dict(sub_checks(evidence(document, **more), document))


def test_a_fresh_photo_of_a_document_is_clear_in_everything() -> None:
    assert set(found(reading()).values()) == {clear()}


def test_nothing_legible_points_at_the_whole_page() -> None:
    assert found(blank())["readable"] == consider("document_unreadable", WHOLE_PAGE)


@pytest.mark.parametrize(
    ("reason", "said"),
    [
        ("portrait_not_found", consider("portrait_not_found", WHOLE_PAGE)),
        ("model_missing", skipped("not_looked_for")),
        ("face_not_found", skipped("not_looked_for")),
    ],
)
def test_a_portrait_is_missing_only_where_it_was_looked_for(reason: str, said: SubCheck) -> None:
    assert found(reading(), face=NotMeasured(reason))["portrait"] == said


@pytest.mark.parametrize(("name", "code"), [("colour", "image_grey_copy"), ("photo_of_screen", "image_screen")])
def test_what_the_pixels_show_in_all_three_words(name: str, code: str) -> None:
    shown = (Finding(code, at(0.2)), Finding(code))
    assert found(reading(findings=shown))[name] == consider(code, at(0.2))
    assert found(reading())[name] == clear()
    assert found(reading(looked_for=frozenset()))[name] == skipped("not_looked_for")


@pytest.mark.parametrize(("name", "code"), [("screenshot", "image_screenshot"), ("edited", "image_edited")])
def test_what_a_file_says_of_itself_in_all_three_words(name: str, code: str) -> None:
    told: dict[Side, tuple[str, ...] | None] = {Side.FRONT: (), Side.BACK: (code,)}
    assert found(reading(), uploads=told)[name] == consider(code, BACK)
    assert found(reading(), uploads={Side.FRONT: (), Side.BACK: ()})[name] == clear()
    assert found(reading(), uploads={Side.FRONT: (), Side.BACK: None})[name] == skipped("not_looked_for")
    assert found(reading(), uploads={})[name] == skipped("not_looked_for")


def test_without_metadata_nobody_can_say_that_no_editor_was_used() -> None:
    silent = {Side.FRONT: ("metadata_absent",), Side.BACK: ()}
    assert found(reading(), uploads=silent)["edited"] == skipped("metadata_absent")
    assert found(reading(), uploads=silent)["screenshot"] == clear()


def test_an_editor_on_one_side_counts_whatever_the_other_says() -> None:
    told = {Side.FRONT: ("image_edited",), Side.BACK: ("metadata_absent",)}
    assert found(reading(), uploads=told)["edited"] == consider("image_edited", FRONT)


def test_a_finding_of_another_reader_is_not_dropped() -> None:
    document = reading(findings=(Finding("document_cropped", at(0.1)),))
    assert found(document)["document_cropped"] == consider("document_cropped", at(0.1))

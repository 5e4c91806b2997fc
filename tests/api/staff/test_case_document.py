"""The document check on the page of a case: what to look at with its cut-outs, what is clear, what did not run."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from kyc.domain.evidence import DocumentReading
from kyc.domain.reasons import reason
from kyc.models import Verification
from tests.api.staff.people import text
from tests.api.staff.test_case import check
from tests.unit.checks.document_evidence import WHOLE_PAGE, at, reading, sighting, verdict, with_field

pytestmark = pytest.mark.one_database

TITLE = "The document, part by part"


def shown(
    browser: FlaskClient, session: Session, case: Verification, document: DocumentReading, **more: Any
) -> tuple[str, str]:
    """The panel's text and its marks."""
    check(session, case, "document_authenticity", breakdown=dict(verdict(document, **more).breakdown))
    answer = browser.get(f"/staff/cases/{case.id}")
    page, marks = text(answer), unescape(answer.get_data(as_text=True))
    start, end = marks.index('id="document-title"'), marks.index('id="checks-title"')
    return page[page.index(TITLE) : page.index("Checks", page.index(TITLE))], marks[start:end]


def test_a_clear_document_is_told_in_lines_without_cut_outs(
    viewer: FlaskClient, session: Session, waiting: Verification
) -> None:
    page, marks = shown(viewer, session, waiting, reading())
    assert "Image integrity ✓ Clear" in page
    assert "Visual authenticity – Not performed" in page
    assert f"Template, Fonts, Hologram, Ultraviolet, Error levels {reason('not_supported').staff}" in page
    assert "<img" not in marks
    assert " open>" not in marks


def test_a_doubt_stands_open_with_its_reason_and_both_places(
    viewer: FlaskClient, session: Session, waiting: Verification
) -> None:
    document = with_field(
        reading(conflicts=("birth_date",)), "birth_date", region=at(0.3), others=(sighting("1991-01-15"),)
    )
    page, marks = shown(viewer, session, waiting, document)
    assert "Data consistency ! Consider" in page
    assert f"Birth date {reason('data_inconsistent').staff}" in page
    boxes = re.findall(
        r'<img src="[^"]+/part\?box=([^"]+)" alt="Birth date on the data page"', marks.replace("%2C", ",")
    )
    assert boxes == ["0.1000,0.3000,0.9000,0.3500", "0.1000,0.7000,0.9000,0.7500"]
    assert marks.count(" open>") == 1


def test_a_whole_side_is_not_shown_again(viewer: FlaskClient, session: Session, waiting: Verification) -> None:
    page, marks = shown(viewer, session, waiting, reading(), uploads={WHOLE_PAGE.side: ("image_edited",)})
    assert f"Edited {reason('image_edited').staff} Data page, as a whole" in page
    assert "<img" not in marks


def test_a_place_on_a_side_that_was_replaced_has_no_address(
    viewer: FlaskClient, session: Session, waiting: Verification
) -> None:
    breakdown = dict(verdict(reading(conflicts=("sex",))).breakdown)
    breakdown["data_consistency"]["breakdown"]["sex"]["regions"] = [{"side": "back", "box": [0.1, 0.1, 0.2, 0.2]}]
    check(session, waiting, "document_authenticity", breakdown=breakdown)
    page = viewer.get(f"/staff/cases/{waiting.id}")
    assert "Back, as a whole" in text(page)
    assert "/part?" not in page.get_data(as_text=True)


def test_words_kept_before_there_were_sub_checks_do_not_break_the_page(
    viewer: FlaskClient, session: Session, waiting: Verification
) -> None:
    check(session, waiting, "document_authenticity", breakdown={"image_integrity": "clear"})
    assert TITLE not in text(viewer.get(f"/staff/cases/{waiting.id}"))

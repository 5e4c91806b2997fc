"""A document on paper says what it was given, in its own letters, and nothing of the person in its properties."""

from __future__ import annotations

import unicodedata
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdfium2 import PdfDocument

from kyc.adapters.paper import create
from kyc.adapters.paper.letters import MARK
from kyc.domain.paper import Paper, Section, Table
from kyc.domain.ports import Printer
from tests.faces import models_dir
from tests.papers import pages, words

AT = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
HEAD = "audit 1204:" + "5f" * 32


def paper(*texts: str, **changes: Any) -> Paper:
    """A document with a row for each text."""
    rows = [(str(number), text) for number, text in enumerate(texts)]
    sections = [Section("Names", ["Some words.", Table((0.2, 0.8), rows, ("No.", "Name"))])] if texts else []
    return Paper(**{"name": "Report 1", "title": "A report", "sections": sections, "foot": HEAD, "at": AT} | changes)


@pytest.fixture(scope="module")
def printer() -> Printer:
    """With the real fonts."""
    return create(models_dir())


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Printer:
    """On a server without fonts."""
    return create(tmp_path_factory.mktemp("nothing"))


@pytest.mark.parametrize(
    "name",
    ["Łukasz Nguyễn Əliyev Şükrü", "Γιώργος Παπαδόπουλος", "Щербаков Ћирић", "山田 花子", "张伟 髙橋さくら", "Ռուբեն"],
)
def test_a_name_stands_there_in_its_own_letters(printer: Printer, name: str) -> None:
    text = words(printer.pdf(paper(name)))
    assert unicodedata.normalize("NFKC", name) in text
    assert MARK not in text


@pytest.mark.parametrize("name", ["محمد عبد الله الحسن", "דוד כהן"])
def test_a_name_that_runs_to_the_left_is_read_back_whole(printer: Printer, name: str) -> None:
    """Readers turn it back; the forms of joined letters are folded by `words`."""
    assert name in words(printer.pdf(paper(name)))


@pytest.mark.parametrize(
    ("name", "latin"), [("김민준", "GimMinJun"), ("สมชาย", "smchay"), ("\U0001f600", ":grinning:")]
)
def test_letters_that_no_font_has_are_written_in_latin_ones_and_said_to_be(
    printer: Printer, name: str, latin: str
) -> None:
    text = words(printer.pdf(paper(name)))
    assert MARK in text
    assert name not in text
    assert latin in text


def test_without_fonts_all_but_western_letters_are_transliterated_and_the_document_says_so(bare: Printer) -> None:
    text = words(bare.pdf(paper("José Müller", "Щербаков", "محمد")))
    assert "José Müller" in text
    assert f"Shcherbakov {MARK}" in text
    assert "The fonts of this server were not installed" in text


def test_every_page_has_the_foot_and_its_number_of_how_many(printer: Printer) -> None:
    found = pages(printer.pdf(paper(*["a line of words"] * 90)))
    assert len(found) > 1
    for number, page in enumerate(found, start=1):
        assert f"Page {number} of {len(found)}" in page
        assert HEAD in page
        assert "No. Name" in page


def test_the_same_paper_gives_the_same_bytes(printer: Printer) -> None:
    made = printer.pdf(paper("Ana", "张伟"))
    assert printer.pdf(paper("Ana", "张伟")) == made
    assert printer.pdf(paper("Ana", "张伟", at=AT.replace(year=2027))) != made


def test_the_properties_are_the_documents_own(printer: Printer) -> None:
    found = PdfDocument(printer.pdf(paper("Ana Maria"))).get_metadata_dict()
    assert (found["Title"], found["Creator"], found["CreationDate"]) == (
        "Report 1",
        "eKYC server",
        "D:20260102030405+00'00'",
    )
    assert "Ana" not in str(found)


def test_each_section_is_a_bookmark(printer: Printer) -> None:
    sections = [Section("First", ["words"]), Section("Second", [Table((0.5, 0.5), [("a", "b")])])]
    found = PdfDocument(printer.pdf(paper(sections=sections)))
    assert [one.get_title() for one in found.get_toc()] == ["First", "Second"]


def test_a_cell_longer_than_a_page_goes_on_on_the_next(printer: Printer) -> None:
    found = pages(printer.pdf(paper("word " * 4000 + "last")))
    assert len(found) > 2
    assert "last" in found[-1]


def test_marks_of_the_library_are_letters_like_any(printer: Printer) -> None:
    assert "<b>&amp; <font name='x'>" in words(printer.pdf(paper("<b>&amp; <font name='x'>")))


@settings(max_examples=12, deadline=None, database=None)
@given(st.lists(st.text(max_size=60), max_size=4))
def test_no_text_stops_it(printer: Printer, bare: Printer, texts: list[str]) -> None:
    assert bare.pdf(paper(*texts)).startswith(b"%PDF-")
    assert printer.pdf(paper(*texts)).startswith(b"%PDF-")

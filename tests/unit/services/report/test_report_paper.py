"""The report on paper says what the report as JSON says, in words."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from sqlalchemy.orm import Session

from kyc.domain.check import CheckResult, Result
from kyc.domain.evidence import Engine
from kyc.domain.paper import Paper, Section, Table
from kyc.domain.reasons import CATALOGUE
from kyc.models import Decision, Verification, transaction
from kyc.services.examining import pipeline
from kyc.services.liveness import challenges
from kyc.services.report import explanations
from kyc.services.report.report_paper import CLOSING, TEST, paper
from kyc.services.verification import uploads
from tests import make
from tests.unit.checks.document_evidence import reading, verdict
from tests.unit.services.put_right import put_right

AT = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
LIST = {"name": "sample", "date": "2026-01-01", "entities": 12, "version": "abc", "sample": True}


def printed(books: Session, made: Verification) -> Paper:
    return paper(explanations.report(books, made, "http://localhost"), AT)


def rows(found: Paper, title: str) -> list[tuple[str, ...]]:
    """The cells of a section's table."""
    return [row for block in part(found, title).blocks if isinstance(block, Table) for row in block.rows]


def part(found: Paper, title: str) -> Section:
    return {one.title: one for one in found.sections}[title]


def concluded(books: Session, *results: CheckResult, mode: str = "live") -> Verification:
    """A verification whose first checks said this."""
    clean = make.examination()
    with transaction(books):
        made = make.submitted(books, mode)
        pipeline.begin(books, made.id)
        pipeline.conclude(books, made.id, replace(clean, results=(*results, *clean.results[len(results) :])))
    return made


def test_what_a_reviewer_put_right_is_printed_with_what_it_was(books: Session) -> None:
    with transaction(books):
        made = make.in_review(books)
    put_right(books, made.id, document_number="AB1234568")
    found = printed(books, made)
    ((_, field, change, why, by),) = rows(found, "Corrections")
    assert (field, change, by) == ("Document number", "nothing → AB1234568", "staff:1")
    assert CATALOGUE["field_misread"].partner in why
    table = next(block for block in part(found, "Declared and read").blocks if isinstance(block, Table))
    assert table.head == ("Fact", "Declared", "Read, as corrected")
    assert ("Document number", "AB1234568") in [(row[0], row[2]) for row in table.rows]


def test_a_fresh_session_has_no_empty_tables(books: Session) -> None:
    with transaction(books):
        made = make.verification(books)
    found = printed(books, made)
    assert [one.title for one in found.sections] == ["Outcome", "Declared and read", "Checks", "About this document"]
    assert dict(rows(found, "Outcome"))["Decided by"] == "–"
    assert {row[1] for row in rows(found, "Checks")} == {"Not performed"}
    assert part(found, "About this document").blocks == [CLOSING]


def test_name_and_foot_have_ids_and_no_value_of_a_person(books: Session) -> None:
    made = concluded(books)
    found = printed(books, made)
    assert (found.name, found.at) == (f"Verification report {made.id}", AT)
    assert found.foot.startswith(f"{made.id}   audit 1:")


def test_the_outcome_tells_what_who_and_when(books: Session) -> None:
    made = concluded(books)
    told = dict(rows(printed(books, made), "Outcome"))
    assert (told["Status"], told["Decided by"], told["Closed"]) == ("Approved", "the policy", "–")
    assert told["Rule and policy"].endswith(make.POLICY.version)
    assert told["This report"] == "made 2026-01-02 03:04:05"
    assert told["Record"] == made.profile_id


def test_what_a_test_key_made_says_so_first(books: Session) -> None:
    assert part(printed(books, concluded(books, mode="test")), "Outcome").blocks[0] == TEST
    assert TEST not in part(printed(books, concluded(books)), "Outcome").blocks


def test_declared_stands_beside_read(books: Session) -> None:
    told = rows(printed(books, concluded(books)), "Declared and read")
    assert ("Name", "Jane Doe", "JOHN DOE") in told
    assert ("Date of birth", "–", "1990-01-15") in told


def test_a_check_explains_itself(books: Session) -> None:
    first = make.examination().results[0]
    face = CheckResult("face_match", Result.REVIEW, ("face_uncertain",), 0.41, 0.45, 0.6, Engine("sface", "2021dec"))
    told = rows(printed(books, concluded(books, first, face)), "Checks")
    words = f"{CATALOGUE['face_uncertain'].partner} (face_uncertain)"
    assert told[1] == ("Face match", "Review", "0.41 / 0.45", "sface 2021dec", words)
    assert told[4][0] == "PEP screening"


def test_the_document_check_is_told_part_by_part(books: Session) -> None:
    told = rows(printed(books, concluded(books, verdict(reading()))), "Document authenticity, part by part")
    assert len(told) > 20
    hologram = next(row for row in told if row[1] == "Hologram")
    assert hologram[2:] == ("Not performed", f"{CATALOGUE['not_supported'].partner} (not_supported)")


def test_each_list_stands_once(books: Session) -> None:
    first, *others = make.examination().results[:3]
    screened = CheckResult("sanctions_screening", Result.CLEAR, breakdown={"lists": [LIST]})
    told = rows(printed(books, concluded(books, first, *others, screened)), "Lists that were screened")
    assert told == [("sample (sample)", "2026-01-01", "12", "abc")]


@pytest.mark.parametrize(
    ("approvals", "words"),
    [([], "a person (staff:1)"), (["staff:1", "staff:2"], "2 people (staff:1, staff:2)")],
)
def test_people_who_decided_are_counted(books: Session, approvals: list[str], words: str) -> None:
    made = concluded(books)
    with transaction(books):
        human = Decision(verification_id=made.id, outcome="approved", rule="review", policy="-", actor="staff:1")
        human.reasons, human.note, human.approvals = ["confirmed_by_reviewer"], "SECRET NOTE", approvals
        books.add(human)
    found = printed(books, made)
    assert dict(rows(found, "Outcome"))["Decided by"] == words
    assert len(rows(found, "Decisions")) == 2
    assert "SECRET NOTE" not in str(found)


def test_images_have_digests_and_say_what_replaced_them(books: Session) -> None:
    with transaction(books):
        made = make.with_evidence(books)
        uploads.attach_selfie(books, made, make.received("second", ("image_blurry",)), "camera", "applicant")
    page, first, second = rows(printed(books, made), "Images")
    assert page[0].startswith("Passport, Data page doc_")
    assert page[2] == "1000 × 700"
    assert " replaced 20" in first[3]
    assert second[3].startswith(uploads.digest(b"second"))
    assert second[3].endswith("(image_blurry)")


def test_frames_of_movements_are_listed(books: Session) -> None:
    with transaction(books):
        made = make.with_evidence(books, liveness_type="active")
        one, _ = challenges.open_new(books, made)
        one.frames = [{"t_ms": 120, "sha256": "ab" * 32, "kept": "", "blob": None}]
    ((what, moment, sha256),) = rows(printed(books, made), "Frames of movements")
    assert "chal_" in what
    assert (moment, sha256) == ("120 ms", "ab" * 32)


def test_the_partners_own_words_come_back(books: Session) -> None:
    with transaction(books):
        made = make.verification(books, client_reference_id="c1", metadata={"tier": 2})
    told = dict(rows(printed(books, made), "Outcome"))
    assert (told["Partner's reference"], told["Partner's tier"]) == ("c1", "2")

"""What happened, in order and in words, with people named and openings counted."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from kyc.models import (
    Consent,
    Correction,
    Decision,
    Document,
    Profile,
    Selfie,
    StatusHistory,
    Verification,
)
from kyc.services.desk.case_files import CaseFile
from kyc.services.desk.case_trail import Viewing
from kyc.web.staff.case.timeline import openings, timeline, who

START = datetime(2026, 11, 21, 12, tzinfo=UTC)
NAMES = {"staff:7": "anna@example.org"}


def at(minutes: int) -> datetime:
    return START + timedelta(minutes=minutes)


def case(**parts: Any) -> CaseFile:
    names = ("documents", "selfies", "decisions", "history", "deliveries", "views", "earlier", "same_document")
    values: dict[str, Any] = {name: parts.get(name, []) for name in names}
    return CaseFile(verification=Verification(), profile=Profile(), checks={}, **values)


def step(name: str, minutes: int, actor: str = "applicant", note: str = "") -> StatusHistory:
    return StatusHistory(step=name, at=at(minutes), actor=actor, note=note, status="in_progress")


def test_everything_stands_in_the_order_in_which_it_happened() -> None:
    decision = Decision(
        outcome="rejected", reasons=["image_blurry"], actor="staff:7", note="Unreadable.", rule="reviewer", policy="-"
    )
    decision.at = at(9)
    found = timeline(
        case(
            history=[step("submit", 1), step("reject", 9, "staff:7", "image_blurry")],
            decisions=[decision],
        ),
        NAMES,
    )
    assert [(one.text, one.who) for one in found] == [
        ("Submitted", "the applicant"),
        ("Rejected", "anna@example.org"),
    ]
    assert "Note: Unreadable." in found[1].detail


def test_a_policys_decision_names_its_rule() -> None:
    decision = Decision(
        outcome="manual_review", reasons=[], actor="policy", note="", rule="unclear", policy="default-1", at=at(2)
    )
    (one,) = timeline(case(decisions=[decision]), NAMES)
    assert one.detail == "Rule unclear, policy default-1."
    assert one.who == "the policy"


def test_a_step_without_its_decision_is_still_told() -> None:
    (one,) = timeline(case(history=[step("approve", 3, "staff:9")]), NAMES)
    assert (one.text, one.who) == ("Approved", "staff:9")


def test_a_correction_is_told_with_both_values_and_why() -> None:
    row = Correction(field="birth_date", was=None, value="1990-01-15", reason="field_misread", staff_id=7, note="See.")
    row.at = at(2)
    told = timeline(replace(case(history=[step("corrected", 2, "staff:7", "birth_date")]), corrections=[row]), NAMES)
    ((text, by, detail),) = [(one.text, one.who, one.detail) for one in told]
    assert (text, by) == ("Corrected: birth date", "anna@example.org")
    assert detail.startswith("nothing → 1990-01-15. Misread")
    assert detail.endswith("Note: See.")


def test_openings_are_counted_by_person_and_image() -> None:
    views = [
        Viewing("staff:7", "doc_1", "review", 2, at(1), at(5)),
        Viewing("staff:8", "self_1", "review", 1, at(3), at(3)),
        Viewing("staff:7", "?", "review", 1, at(2), at(2)),
        Viewing("staff:7", "doc_1", "complaint", 3, at(0), at(4)),
    ]
    found = openings(
        case(documents=[Document(id="doc_1", side="front")], selfies=[Selfie(id="self_1")], views=views), NAMES
    )
    assert [(one.who, one.what, one.times, one.last) for one in found] == [
        ("anna@example.org", "Front", 5, at(5)),
        ("staff:8", "Selfie", 1, at(3)),
        ("anna@example.org", "Image", 1, at(2)),
    ]


def test_actors_have_names_for_colleagues() -> None:
    assert [who(actor, NAMES) for actor in ("staff:7", "worker", "system", "partner", "applicant")] == [
        "anna@example.org",
        "the worker",
        "housekeeping",
        "the partner",
        "the applicant",
    ]


def test_what_was_said_to_the_comparison_of_faces_stands_in_its_place() -> None:
    said = [Consent(agreed=agreed, locale="fr", at=at(minute)) for minute, agreed in enumerate((True, False))]
    told = timeline(replace(case(), consents=said), {})
    texts = [(one.text, one.who, one.detail) for one in told]
    assert texts == [
        ("Agreed to the comparison of faces", "the applicant", "Language of the words: fr"),
        ("Declined the comparison of faces by computer", "the applicant", "Language of the words: fr"),
    ]

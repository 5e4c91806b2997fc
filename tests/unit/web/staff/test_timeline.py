"""What happened, in order and in words, with people named and openings counted."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from kyc.models import (
    Consent,
    Decision,
    Delivery,
    Document,
    Event,
    Profile,
    Selfie,
    StatusHistory,
    Verification,
    ViewLog,
)
from kyc.services.desk.case_files import CaseFile
from kyc.web.staff.timeline import openings, timeline, who

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
    sent = Delivery(url="https://partner.example/hooks?x=1", state="pending", attempts=2, created_at=at(10))
    found = timeline(
        case(
            history=[step("submit", 1), step("reject", 9, "staff:7", "image_blurry")],
            decisions=[decision],
            deliveries=[(Event(type="verification.completed"), sent)],
        ),
        NAMES,
    )
    assert [(one.text, one.who) for one in found] == [
        ("Submitted", "the applicant"),
        ("Rejected", "anna@example.org"),
        ("Webhook verification.completed to partner.example", "webhooks"),
    ]
    assert "Note: Unreadable." in found[1].detail
    assert found[2].detail == "pending, 2 attempts"


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


def test_an_address_of_a_webhook_is_shortened_to_its_host() -> None:
    sent = Delivery(url="https://user:secret@partner.example/token-1", state="dead", attempts=9, created_at=at(0))
    (one,) = timeline(case(deliveries=[(Event(type="session.created"), sent)]), NAMES)
    assert "secret" not in one.text + one.detail
    assert "token-1" not in one.text + one.detail


def test_openings_are_counted_by_person_and_image() -> None:
    views = [ViewLog(viewer="staff:7", image_id="doc_1", at=at(minutes)) for minutes in (1, 5)]
    views += [ViewLog(viewer="staff:8", image_id="self_1", at=at(3)), ViewLog(viewer="staff:7", image_id="?", at=at(2))]
    found = openings(
        case(documents=[Document(id="doc_1", side="front")], selfies=[Selfie(id="self_1")], views=views), NAMES
    )
    assert [(one.who, one.what, one.times, one.last) for one in found] == [
        ("anna@example.org", "Front", 2, at(5)),
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

"""What came and went: calls folded, each attempt of a webhook, openings by person and purpose, what colleagues did."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from kyc.models import ApiCall, AuditEntry, Delivery, DeliveryAttempt, Event
from kyc.services.desk.case_trail import Sent, Viewing
from kyc.web.staff.case.timeline import Happening
from kyc.web.staff.case.traffic import caller, traffic
from tests.unit.web.staff.case.test_timeline import NAMES, at, case

KEYS = {**NAMES, "k1": "key “Shop”"}


def told(**parts: Any) -> list[Happening]:
    return list(traffic(replace(case(), **parts), KEYS))


def call(times: int = 1, who: str = "k1") -> ApiCall:
    route = "/v1/sessions/{session_id}"
    return ApiCall(caller=who, method="GET", route=route, status=200, times=times, first_at=at(1), at=at(9))


def sent(url: str = "https://partner.example/hooks?x=1", state: str = "delivered", *answers: int) -> Sent:
    delivery = Delivery(url=url, state=state, attempts=len(answers), created_at=at(2))
    made = [
        DeliveryAttempt(number=number, status=status, elapsed_ms=120, at=at(2 + number), error="timeout")
        for number, status in enumerate(answers)
    ]
    return Sent(Event(type="verification.completed"), delivery, made)


def act(name: str, **detail: Any) -> AuditEntry:
    return AuditEntry(act=name, actor="staff:7", at=at(4), detail=detail)


def test_five_hundred_polls_are_one_line_at_the_first_of_them() -> None:
    (one,) = told(calls=[call(500)])
    assert (one.at, one.text, one.who) == (at(1), "API: GET /v1/sessions/{session_id}, 200", "key “Shop”")
    assert one.detail == "500 times, last 21 Nov 2026, 12:09 UTC"


def test_a_call_that_came_once_has_nothing_to_add() -> None:
    assert told(calls=[call()])[0].detail == ""


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("k1", "key “Shop”"),
        ("env_0123456789", "a key of the settings"),
        ("applicant", "whoever holds the session’s token"),
        ("anybody", "whoever has the record’s id, without a key"),
        ("staff:7", "anna@example.org"),
    ],
)
def test_whoever_calls_is_named_as_colleagues_know_them(name: str, words: str) -> None:
    assert caller(name, KEYS) == words


def test_a_webhook_tells_each_attempt_with_its_answer_and_moment() -> None:
    (one,) = told(deliveries=[sent("https://partner.example/hooks", "delivered", 500, 0, 204)])
    assert (one.text, one.who) == ("Webhook verification.completed to partner.example", "webhooks")
    assert one.detail == "delivered, 3 attempts"
    assert one.more == (
        "21 Nov 2026, 12:02 UTC: answered 500 after 120 ms",
        "21 Nov 2026, 12:03 UTC: no answer (timeout) after 120 ms",
        "21 Nov 2026, 12:04 UTC: answered 204 after 120 ms",
    )


def test_a_webhook_on_its_way_says_when_it_is_tried_again() -> None:
    waiting = sent("https://partner.example/", "pending", 503)
    waiting.delivery.next_at = at(30)
    assert told(deliveries=[waiting])[0].detail == "on its way, 1 attempt, next 21 Nov 2026, 12:30 UTC"


def test_an_address_of_a_webhook_is_shortened_to_its_host() -> None:
    (one,) = told(deliveries=[sent("https://user:secret@partner.example/token-1", "dead")])
    assert "secret" not in one.text + one.detail
    assert "token-1" not in one.text + one.detail


def test_openings_are_one_line_for_each_person_and_purpose() -> None:
    views = [Viewing("staff:7", f"doc_{number}", "review", 2, at(number), at(9)) for number in range(20)]
    views += [Viewing("k1", "doc_1", "case_file.taken", 1, at(5), at(5))]
    views += [Viewing("staff:8", "doc_1", "complaint", 1, at(6), at(6))]
    lines = [(one.at, one.text, one.who, one.detail) for one in told(views=views)]
    assert lines == [
        (at(0), "Opened 20 images", "anna@example.org", "To review; 40 times, last 21 Nov 2026, 12:09 UTC"),
        (at(5), "Opened 1 image", "key “Shop”", "With the archive of all evidence"),
        (at(6), "Opened 1 image", "staff:8", "The person complains, or has a question"),
    ]


@pytest.mark.parametrize(
    ("entry", "text", "detail"),
    [
        (act("case.claimed"), "Took the case in hand", ""),
        (act("case.opened", purpose="complaint"), "Opened the case for a purpose", "The person complains"),
        (act("case.tagged", tag=3), "Put a tag on", ""),
        (act("case_file.taken", form="report"), "Took the report", ""),
        (act("case_file.taken", form="evidence"), "Took all evidence", ""),
        (
            act("match.judged", check="pep_screening", verdict="false_positive"),
            "Judged a match",
            "Political exposure: false positive",
        ),
    ],
)
def test_what_colleagues_did_stands_in_words(entry: AuditEntry, text: str, detail: str) -> None:
    (one,) = told(acts=[entry])
    assert (one.text, one.who) == (text, "anna@example.org")
    assert one.detail.startswith(detail)
    assert one.at - at(0) == timedelta(minutes=4)

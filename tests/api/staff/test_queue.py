"""The queue shows what waits, the oldest first, narrowed by what stands in the address."""

from __future__ import annotations

import html
import re
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from kyc.models import Decision, Profile, Verification, transaction, utcnow
from kyc.services.desk import case_queue, reviews
from tests import make
from tests.api.staff.people import text


def waits(session: Session, name: str, hours: float = 0, mode: str = "live") -> Verification:
    """Somebody whose case has waited so long."""
    with transaction(session):
        made = make.in_review(session, mode)
        session.get_one(Profile, made.profile_id).name = name
        made.extracted = None
        made.submitted_at = utcnow() - timedelta(hours=hours)
    return made


def order(page: str, *names: str) -> list[str]:
    """Those of the names that stand on the page, in its order."""
    return sorted((name for name in names if name in page), key=page.index)


def test_the_oldest_case_stands_first(reviewer: FlaskClient, session: Session) -> None:
    waits(session, "Zoe Young", hours=1)
    waits(session, "Adam Elder", hours=30)
    waits(session, "Mia Middle", hours=5)
    page = text(reviewer.get("/staff/"))
    assert order(page, "Zoe Young", "Adam Elder", "Mia Middle") == ["Adam Elder", "Mia Middle", "Zoe Young"]
    assert "1 d 6 h" in page
    assert "3 cases, oldest first" in page


def test_an_empty_queue_says_so(reviewer: FlaskClient) -> None:
    assert "Nothing waits for you" in text(reviewer.get("/staff/"))


def test_an_empty_list_says_what_comes_there_or_that_filters_hide_it(reviewer: FlaskClient) -> None:
    page = text(reviewer.get("/staff/?status=approved"))
    assert "No case is here" in page
    assert "Cases appear here when they come this far." in page
    page = text(reviewer.get("/staff/?status=approved&text=nobody"))
    assert "No case with these filters Clear the filters to see all cases here." in page


def test_folded_filters_say_how_many_are_set(reviewer: FlaskClient) -> None:
    assert "Filters 2 set" in text(reviewer.get("/staff/?mode=live&age=1d&text=nobody"))
    assert "set Reason" not in text(reviewer.get("/staff/"))


def test_only_what_waits_for_a_person_is_shown_at_first(reviewer: FlaskClient, session: Session) -> None:
    with transaction(session):
        make.submitted(session)
    page = text(reviewer.get("/staff/"))
    assert "Nothing waits for you" in page
    assert "Submitted 1" in page
    assert "1 case" in text(reviewer.get("/staff/?status=submitted"))


def test_test_cases_are_marked_and_can_be_left_out(reviewer: FlaskClient, session: Session) -> None:
    waits(session, "Tess Test", mode="test")
    waits(session, "Liv Live")
    page = reviewer.get("/staff/").get_data(as_text=True)
    assert page.count('class="tag mode-test">TEST') == 1
    live = text(reviewer.get("/staff/?mode=live"))
    assert order(live, "Tess Test", "Liv Live") == ["Liv Live"]
    assert order(text(reviewer.get("/staff/?mode=test")), "Tess Test", "Liv Live") == ["Tess Test"]


def test_the_queue_can_be_narrowed_to_a_reason(reviewer: FlaskClient, session: Session) -> None:
    one, other = waits(session, "Fay Face"), waits(session, "Dan Doc")
    with transaction(session):
        for verification, reason in ((one, "face_uncertain"), (other, "mrz_invalid")):
            session.scalars(select(Decision).filter_by(verification_id=verification.id)).one().reasons = [reason]
    page = text(reviewer.get("/staff/?reason=face_uncertain"))
    assert order(page, "Fay Face", "Dan Doc") == ["Fay Face"]


def test_the_queue_can_be_narrowed_to_long_waits(reviewer: FlaskClient, session: Session) -> None:
    waits(session, "Zoe Young", hours=1)
    waits(session, "Adam Elder", hours=30)
    page = text(reviewer.get("/staff/?age=1d"))
    assert order(page, "Zoe Young", "Adam Elder") == ["Adam Elder"]


def test_decided_cases_show_how_long_they_took_the_newest_first(reviewer: FlaskClient, session: Session) -> None:
    ruling = reviews.Ruling("approved", "confirmed_by_reviewer")
    for name, hours in (("Adam Elder", 30), ("Zoe Young", 2)):
        made = waits(session, name, hours)
        with transaction(session):
            reviews.decide(session, made.id, made.version, 1, ruling)
    page = text(reviewer.get("/staff/?status=approved"))
    assert order(page, "Adam Elder", "Zoe Young") == ["Zoe Young", "Adam Elder"]
    assert "newest first" in page


def test_a_long_queue_has_pages_that_follow_each_other(
    reviewer: FlaskClient, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(case_queue, "PAGE", 2)
    names = [f"Person {letter}" for letter in "ABCDE"]
    for hours, name in zip((9, 8, 7, 6, 5), names, strict=True):
        waits(session, name, hours)
    seen, address = [], "/staff/?mode=live"
    while address:
        page = reviewer.get(address).get_data(as_text=True)
        seen.append(order(page, *names))
        onward = re.search(r'href="([^"]+)">Next page', page)
        address = html.unescape(onward[1]) if onward else ""
    assert seen == [["Person A", "Person B"], ["Person C", "Person D"], ["Person E"]]


def test_a_filter_that_does_not_exist_is_refused(reviewer: FlaskClient) -> None:
    unknown = "status=created status=x reason=x mode=both age=5m assignee=x assignee=99 tag=7 flag=x escalated=x"
    places = "after=x after=99999999999999999_a after=_ after=1_%00 after=%C2%B2_a after=-1_a"
    for query in f"{unknown} {places}".split():
        assert reviewer.get(f"/staff/?{query}").status_code == 400, query


def test_a_name_from_right_to_left_leaves_the_words_around_it_where_they_are(
    reviewer: FlaskClient, session: Session
) -> None:
    waits(session, "\u202eeve nosnhoj")
    page = reviewer.get("/staff/").get_data(as_text=True)
    assert "<bdi>\u202eeve nosnhoj</bdi></a>" in page


def test_a_name_cannot_write_into_the_page(reviewer: FlaskClient, session: Session) -> None:
    waits(session, "<script>alert(1)</script>")
    page = reviewer.get("/staff/").get_data(as_text=True)
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page

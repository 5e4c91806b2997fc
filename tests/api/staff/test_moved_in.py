"""A case that moved in says so wherever somebody could take it for one of ours, and is decided like any other."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from kyc.domain.moving import OldEntry, OldRecord, Words
from kyc.models import DEFAULT_PARTNER, Verification, transaction
from kyc.services.moving.importing import Owner, sort_out, write

AT = datetime(2025, 10, 23, 12, 34, tzinfo=UTC)


@pytest.fixture
def moved(session: Session) -> dict[str, str]:
    """Somebody who waits and somebody who was approved there, by the id of their verification here."""
    old = [
        OldRecord("a" * 15, "Ann Old", "passport", "N1", "SG", "unverified", AT, AT, _story("a", "pending_review")),
        OldRecord("b" * 15, "Ben Old", "id_card", "N2", "GB", "verified", AT, AT, _story("b", "submitted", "approved")),
    ]
    owner = Owner(DEFAULT_PARTNER, "live")
    with transaction(session):
        write(session, sort_out(session, old, owner, Words()), owner, {})
    return {one.profile_id[0]: one.id for one in session.scalars(select(Verification))}


def _story(name: str, *statuses: str) -> tuple[OldEntry, ...]:
    return tuple(OldEntry(f"{name}{number}", status, AT) for number, status in enumerate(statuses))


def test_the_case_says_that_nothing_ran_here(reviewer: FlaskClient, moved: dict[str, str]) -> None:
    page = reviewer.get(f"/staff/cases/{moved['a']}").text
    assert page.count("Moved in from another system: no check ran here.") >= 6
    assert page.count("Not performed") == 5
    assert "In the system it moved in from: pending review" in page
    assert "Ann Old" in page


def test_who_was_decided_there_is_told_as_theirs(reviewer: FlaskClient, moved: dict[str, str]) -> None:
    page = reviewer.get(f"/staff/cases/{moved['b']}").text
    assert "another system, before it moved in" in page
    assert "by the policy" not in page


def test_who_waited_there_stands_in_the_queue(reviewer: FlaskClient, moved: dict[str, str]) -> None:
    page = reviewer.get("/staff/").text
    assert moved["a"] in page
    assert moved["b"] not in page

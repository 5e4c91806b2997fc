"""A flag is raised once, told to the partner, and seen to by one person; the approval stays as it is."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from kyc.domain.errors import LostRace, NotFound
from kyc.domain.evidence import ListVersion
from kyc.domain.lifecycle import State
from kyc.domain.monitoring import Approved, Resemblance
from kyc.domain.screening import MatchVerdict
from kyc.models import DEFAULT_PARTNER, Delivery, Event, ProfileFlag, Verification, WebhookEndpoint
from kyc.services.screening import match_verdicts, profile_flags
from kyc.services.screening.match_verdicts import Opinion
from tests.screenings import JOHN, MATCH, breakdown, concluded

PEPPER = b"pepper"
CHECK = "sanctions_screening"
FALSE = Opinion(MatchVerdict.FALSE_POSITIVE, "another birthplace")
TRUE = Opinion(MatchVerdict.TRUE_MATCH, "the same passport")


@pytest.fixture
def approved(committed: Session) -> Verification:
    return concluded(committed, breakdown())


def resemblance(made: Verification, **changes: Any) -> Resemblance:
    one = Approved(made.profile_id, made.id, "live", JOHN)
    return Resemblance(one, replace(MATCH, **changes), (ListVersion("List", "2026-11-08", 3, "v2"),))


def flagged(session: Session, made: Verification, **changes: Any) -> ProfileFlag:
    assert profile_flags.raise_flag(session, CHECK, resemblance(made, **changes))
    return session.scalars(select(ProfileFlag).order_by(ProfileFlag.raised_at.desc())).first() or pytest.fail("no flag")


def told(session: Session, event: str) -> list[dict[str, Any]]:
    bodies = session.scalars(select(Event.body).where(Event.type == event).order_by(Event.at))
    return [json.loads(body) for body in bodies]


def test_a_flag_keeps_the_match_and_the_lists(committed: Session, approved: Verification) -> None:
    flag = flagged(committed, approved)
    assert (flag.profile_id, flag.verification_id, flag.mode) == (approved.profile_id, approved.id, "live")
    assert (flag.match["name"], flag.score, flag.lists[0]["version"]) == ("Jon Doe", 0.91, "v2")
    assert (flag.resolved_at, flag.verdict) == (None, None)


def test_the_same_content_is_raised_once_and_a_changed_one_again(committed: Session, approved: Verification) -> None:
    flagged(committed, approved)
    assert not profile_flags.raise_flag(committed, CHECK, resemblance(approved))
    assert profile_flags.raise_flag(committed, CHECK, resemblance(approved, fingerprint="b" * 32))
    assert profile_flags.open_count(committed) == 2
    assert len(told(committed, "profile.flagged")) == 2


def test_the_partner_is_told_which_entry_and_nothing_of_the_person(committed: Session, approved: Verification) -> None:
    flag = flagged(committed, approved)
    (body,) = told(committed, "profile.flagged")
    assert list(body) == ["event", "session_id", "status", "created_at", "record_id", "mode", "closed", "flag"]
    assert (body["session_id"], body["status"], body["record_id"]) == (approved.id, "approved", approved.profile_id)
    assert body["flag"] == {
        "id": flag.id,
        "check": CHECK,
        "status": "open",
        "list": "House list",
        "entity_id": "house-1",
        "score": 0.91,
    }
    assert "doe" not in json.dumps(body).casefold()


@pytest.mark.parametrize(("events", "number"), [(["profile.flagged"], 1), (["*"], 1), ([], 0)])
def test_only_endpoints_that_ask_for_it_are_told(
    committed: Session, approved: Verification, events: list[str], number: int
) -> None:
    endpoint = WebhookEndpoint(id="we_1", partner_id=DEFAULT_PARTNER, url="https://partner.example/hooks")
    endpoint.events = events
    committed.add(endpoint)
    flagged(committed, approved)
    flags = select(Delivery).join(Event, Event.id == Delivery.event_id).where(Event.type == "profile.flagged")
    assert len(committed.scalars(flags).all()) == number


def test_an_approval_is_not_rewritten(committed: Session, approved: Verification) -> None:
    before = (approved.version, approved.decided_at)
    flag = flagged(committed, approved)
    profile_flags.resolve(committed, PEPPER, flag.id, TRUE, 3)
    committed.refresh(approved)
    assert (approved.state, approved.version, approved.decided_at) == (State.APPROVED, *before)


@pytest.mark.parametrize(("said", "remembered"), [(FALSE, True), (TRUE, False)])
def test_a_verdict_closes_the_flag_and_is_remembered(
    committed: Session, approved: Verification, said: Opinion, remembered: bool
) -> None:
    flag = flagged(committed, approved)
    profile_flags.resolve(committed, PEPPER, flag.id, said, 3)
    assert (flag.verdict, flag.reason, flag.actor) == (said.verdict.value, said.reason, "staff:3")
    assert profile_flags.open_flags(committed) == []
    assert [one.flag.id for one in profile_flags.closed_flags(committed)] == [flag.id]
    known = match_verdicts.dismissed(committed, [PEPPER], approved.profile_id, JOHN)
    assert (MATCH.fingerprint in known) is remembered
    assert [body["flag"]["status"] for body in told(committed, "profile.flag_resolved")] == [said.verdict.value]


def test_of_two_who_judge_the_first_holds(committed: Session, approved: Verification) -> None:
    flag = flagged(committed, approved)
    profile_flags.resolve(committed, PEPPER, flag.id, FALSE, 3)
    with pytest.raises(LostRace):
        profile_flags.resolve(committed, PEPPER, flag.id, TRUE, 4)
    assert flag.verdict == "false_positive"


@pytest.mark.parametrize("flag_id", ["flag_unknown", "", "\0"])
def test_an_unknown_flag_is_not_found(committed: Session, flag_id: str) -> None:
    with pytest.raises(NotFound):
        profile_flags.resolve(committed, PEPPER, flag_id, FALSE, 3)
    with pytest.raises(NotFound):
        profile_flags.flag_file(committed, flag_id)


def test_the_oldest_flag_stands_first_with_its_person(committed: Session, approved: Verification) -> None:
    first = flagged(committed, approved)
    other = concluded(committed, breakdown())
    assert profile_flags.raise_flag(committed, CHECK, resemblance(other))
    found = profile_flags.open_flags(committed)
    assert [one.profile.id for one in found] == [approved.profile_id, other.profile_id]
    assert (found[0].flag.id, found[0].person) == (first.id, JOHN)
    assert profile_flags.flag_file(committed, first.id).verification.id == approved.id
    assert [flag.id for flag in profile_flags.of_profile(committed, approved.profile_id)] == [first.id]

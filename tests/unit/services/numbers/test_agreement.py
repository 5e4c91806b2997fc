"""Two people on one thing: the first word of each, alike or not, beside what chance would give."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from kyc.models import CaseRuling, MatchVerdictRecord, StaffUser, Verification, transaction, utcnow
from kyc.services.numbers.agreement import Agreement, agreements
from kyc.services.numbers.cohort import Scope
from tests import make
from tests.unit.services import ruled
from tests.unit.services.opened import at

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.fixture
def people(session: Session) -> list[int]:
    """The numbers of three reviewers."""
    with transaction(session):
        made = [StaffUser(email=f"{name}@example.org", fs_uniquifier=name) for name in "abc"]
        session.add_all(made)
    return [one.id for one in made]


def opened(session: Session) -> Verification:
    return at(make.verification(session), NOW)


def votes(session: Session, case: Verification, *said: tuple[int, str], version: int = 1, made: bool = True) -> None:
    for who, outcome in said:
        row = CaseRuling(verification_id=case.id, staff_id=who, outcome=outcome, reason="other", four_eyes=True)
        row.version, row.due_at, row.made_at = version, NOW, case.created_at if made else None
        session.add(row)
        session.flush()


def verdicts(session: Session, case: Verification, *said: tuple[int, str], entry: str = "e1") -> None:
    for who, verdict in said:
        row = MatchVerdictRecord(profile_id=case.profile_id, verification_id=case.id, check_name="pep_screening")
        row.person_digest, row.fingerprint, row.entity_id, row.list_name = "d" * 64, entry, entry, "List"
        row.verdict, row.reason, row.actor = verdict, "-", f"staff:{who}"
        session.add(row)
        session.flush()


def test_without_pairs_there_is_nothing_to_say(session: Session, people: list[int]) -> None:
    with transaction(session):
        votes(session, opened(session), (people[0], "approved"))
    cases, matches = agreements(session, Scope(NOW))
    assert (cases.pairs, cases.rate, cases.beyond_chance) == (0, None, None)
    assert matches.pairs == 0


def test_votes_of_two_people_are_compared(session: Session, people: list[int]) -> None:
    one, two, three = people
    with transaction(session):
        votes(session, opened(session), (one, "approved"), (two, "approved"))
        votes(session, opened(session), (one, "rejected"), (three, "rejected"))
        votes(session, opened(session), (one, "approved"), (two, "rejected"), (three, "approved"))
    cases, _ = agreements(session, Scope(NOW))
    assert (cases.pairs, cases.alike, cases.by_chance) == (3, 2, 0.5)
    assert cases.beyond_chance == pytest.approx(1 / 3)


def test_votes_given_at_the_desk_are_pairs_and_who_settles_is_none(session: Session) -> None:
    one, two, lead = ruled.staff(session, "one", "two", "lead")
    with transaction(session):
        alike, apart, alone = (make.in_review(session) for _ in range(3))
    for case, first, second in ((alike, ruled.REJECT, ruled.REJECT), (apart, ruled.APPROVE, ruled.REJECT)):
        ruled.say(session, case, one, first, ruled.FOUR_EYES)
        ruled.say(session, case, two, second, ruled.FOUR_EYES)
    ruled.say(session, apart, lead, ruled.REJECT, ruled.FOUR_EYES, settles=True)
    ruled.say(session, alone, one, ruled.APPROVE)
    cases, _ = agreements(session, Scope(utcnow()))
    assert (cases.pairs, cases.alike, cases.by_chance) == (2, 1, (3 / 4) ** 2 + (1 / 4) ** 2)
    assert cases.beyond_chance == pytest.approx((1 / 2 - 5 / 8) / (1 - 5 / 8))


def test_what_is_undone_or_of_other_photos_is_no_pair(session: Session, people: list[int]) -> None:
    one, two, _ = people
    with transaction(session):
        undone, again = opened(session), opened(session)
        votes(session, undone, (one, "approved"))
        votes(session, undone, (two, "approved"), made=False)
        votes(session, again, (one, "approved"))
        votes(session, again, (two, "approved"), version=2)
    assert agreements(session, Scope(NOW))[0].pairs == 0


def test_the_first_word_of_each_on_an_entry_counts(session: Session, people: list[int]) -> None:
    one, two, _ = people
    with transaction(session):
        case = opened(session)
        verdicts(session, case, (one, "true_match"), (two, "false_positive"), (two, "true_match"))
        verdicts(session, case, (one, "false_positive"), (one, "true_match"), entry="e2")
    _, matches = agreements(session, Scope(NOW))
    assert (matches.pairs, matches.alike) == (1, 0)


def test_only_what_was_opened_in_the_period_counts(session: Session, people: list[int]) -> None:
    with transaction(session):
        old = at(make.verification(session), NOW - timedelta(days=40))
        votes(session, old, (people[0], "approved"), (people[1], "approved"))
    assert agreements(session, Scope(NOW))[0].pairs == 0
    assert agreements(session, Scope(NOW, 90))[0].pairs == 1


def test_chance_has_no_measure_where_all_say_one_thing() -> None:
    assert Agreement("cases", 4, 4, 1.0).beyond_chance is None
    assert Agreement("cases", 4, 2, 0.5).beyond_chance == 0

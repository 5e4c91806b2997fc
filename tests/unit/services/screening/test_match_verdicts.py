"""What a reviewer says of a match is remembered for this person and this content of the entry, and for nothing else."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from kyc.domain.errors import Invalid, NotFound
from kyc.domain.screening import Dismissal, MatchVerdict, Person
from kyc.models import CheckRecord, MatchVerdictRecord, Profile, Verification
from kyc.services.screening import match_verdicts
from kyc.services.screening.match_verdicts import Opinion
from tests import make
from tests.screenings import JOHN, MATCH, breakdown, concluded

PEPPER = b"pepper"
PRINT = MATCH.fingerprint
FALSE = Opinion(MatchVerdict.FALSE_POSITIVE, "another birthplace")
TRUE = Opinion(MatchVerdict.TRUE_MATCH, "the same passport")


@pytest.fixture
def waiting(committed: Session) -> Verification:
    return concluded(committed, breakdown(MATCH), approved=False)


def dismissed(session: Session, made: Verification, person: Person = JOHN) -> dict[str, Dismissal]:
    return match_verdicts.dismissed(session, [PEPPER], made.profile_id, person)


def test_a_false_positive_is_remembered_with_who_and_when(committed: Session, waiting: Verification) -> None:
    match_verdicts.judge(committed, PEPPER, waiting.id, PRINT, FALSE, 3)
    row = committed.scalars(select(MatchVerdictRecord)).one()
    assert (row.check_name, row.entity_id, row.list_name) == ("sanctions_screening", "house-1", "House list")
    assert (row.reason, row.actor, row.verification_id) == ("another birthplace", "staff:3", waiting.id)
    assert dismissed(committed, waiting) == {PRINT: Dismissal("staff:3", row.at)}
    assert match_verdicts.of_case(committed, waiting.id) == {PRINT: row}


def test_a_true_match_dismisses_nothing(committed: Session, waiting: Verification) -> None:
    match_verdicts.judge(committed, PEPPER, waiting.id, PRINT, TRUE, 3)
    assert dismissed(committed, waiting) == {}


def test_a_later_verdict_undoes_an_earlier_one_and_both_stay_written(committed: Session, waiting: Verification) -> None:
    for said in (FALSE, TRUE):
        match_verdicts.judge(committed, PEPPER, waiting.id, PRINT, said, 3)
    assert dismissed(committed, waiting) == {}
    match_verdicts.judge(committed, PEPPER, waiting.id, PRINT, FALSE, 4)
    assert dismissed(committed, waiting)[PRINT].by == "staff:4"
    assert len(committed.scalars(select(MatchVerdictRecord)).all()) == 3


def test_a_verdict_under_an_earlier_pepper_is_known_while_that_one_counts(
    committed: Session, waiting: Verification
) -> None:
    match_verdicts.judge(committed, PEPPER, waiting.id, PRINT, FALSE, 3)
    assert PRINT in match_verdicts.dismissed(committed, [b"the next", PEPPER], waiting.profile_id, JOHN)
    assert match_verdicts.dismissed(committed, [b"the next"], waiting.profile_id, JOHN) == {}


@pytest.mark.parametrize(
    "other",
    [replace(JOHN, name="JOHN ROE"), replace(JOHN, birth_date=date(1990, 1, 16)), replace(JOHN, birth_date=None)],
)
def test_it_does_not_hold_for_another_name_or_birth_date(
    committed: Session, waiting: Verification, other: Person
) -> None:
    match_verdicts.judge(committed, PEPPER, waiting.id, PRINT, FALSE, 3)
    assert dismissed(committed, waiting, other) == {}
    assert PRINT in dismissed(committed, waiting, replace(JOHN, document_number="NEW123", name="John  Doe"))


def test_it_does_not_hold_for_another_profile(committed: Session, waiting: Verification) -> None:
    match_verdicts.judge(committed, PEPPER, waiting.id, PRINT, FALSE, 3)
    assert dismissed(committed, make.verification(committed)) == {}


def test_the_digest_of_a_person_compares_within_one_partner_and_mode_alone() -> None:
    owners = [
        Profile(id="a" * 15, partner_id=partner, mode=mode)
        for partner, mode in (("p1", "live"), ("p2", "live"), ("p1", "test"))
    ]
    digests = {match_verdicts.person_digest(PEPPER, owner, JOHN) for owner in owners}
    assert len(digests) == 3
    assert match_verdicts.person_digest(b"other", owners[0], JOHN) not in digests
    assert not any("doe" in digest for digest in digests)


@pytest.mark.parametrize("fingerprint", ["b" * 32, "", "\0", "x" * 900])
def test_what_is_no_match_of_the_case_cannot_be_judged(
    committed: Session, waiting: Verification, fingerprint: str
) -> None:
    with pytest.raises(NotFound):
        match_verdicts.judge(committed, PEPPER, waiting.id, fingerprint, FALSE, 3)


@pytest.mark.parametrize("case", ["sess_unknown", "\0", ""])
def test_an_unknown_case_is_not_found(committed: Session, case: str) -> None:
    with pytest.raises(NotFound):
        match_verdicts.judge(committed, PEPPER, case, PRINT, FALSE, 3)


def test_a_match_without_a_fingerprint_cannot_be_remembered(committed: Session) -> None:
    nameless = concluded(committed, breakdown(replace(MATCH, fingerprint="")), approved=False)
    with pytest.raises(NotFound):
        match_verdicts.judge(committed, PEPPER, nameless.id, "", FALSE, 3)


def test_a_screening_that_did_not_say_whom_it_asked_for_cannot_be_judged(committed: Session) -> None:
    older = concluded(committed, breakdown(MATCH) | {"query": None}, approved=False)
    with pytest.raises(NotFound):
        match_verdicts.judge(committed, PEPPER, older.id, PRINT, FALSE, 3)


def test_whom_a_screening_asked_for_is_read_back(committed: Session, waiting: Verification) -> None:
    mine = (CheckRecord.verification_id == waiting.id) & (CheckRecord.name == "sanctions_screening")
    record = committed.scalars(select(CheckRecord).where(mine)).one()
    assert match_verdicts.asked(record) == JOHN


@pytest.mark.parametrize(
    ("verdict", "reason", "pointers"),
    [
        ("", "why", ["/verdict"]),
        ("maybe", "why", ["/verdict"]),
        ("true_match", " \n", ["/reason"]),
        ("false_positive", "x" * 2001, ["/reason"]),
        ("", "", ["/verdict", "/reason"]),
    ],
)
def test_a_verdict_needs_one_of_two_words_and_a_reason(verdict: str, reason: str, pointers: list[str]) -> None:
    with pytest.raises(Invalid) as refused:
        match_verdicts.opinion(verdict, reason)
    assert [error.pointer for error in refused.value.errors] == pointers


def test_a_reason_is_kept_without_the_space_around_it() -> None:
    assert match_verdicts.opinion("false_positive", " why \n") == Opinion(MatchVerdict.FALSE_POSITIVE, "why")

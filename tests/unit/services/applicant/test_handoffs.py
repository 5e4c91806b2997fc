"""A code that changes, one phone that takes it, a browser that watches; with a clock of our own."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from kyc.models import Handoff, transaction
from kyc.services.applicant import handoffs, holders
from kyc.services.applicant.handoffs import GRACE_S, TURN_S, Role, Shown
from tests import make

KEY = b"a secret of this installation"
DESK, PHONE, THIRD = "hold_desk", "hold_phone", "hold_third"


@pytest.fixture
def committed(books: Session) -> Iterator[Session]:
    """A transaction without any web application, which these tests do not need."""
    with transaction(books) as opened:
        yield opened


@pytest.fixture
def one(committed: Session) -> str:
    """A verification whose first browser shows a code."""
    made = make.verification(committed).id
    holders.hold(committed, made, DESK)
    handoffs.begin(committed, made, DESK)
    return made


def moment(session: Session, verification_id: str, seconds: float) -> datetime:
    """So long after the code was asked for."""
    return session.get_one(Handoff, verification_id).created_at + timedelta(seconds=seconds)


def seen(session: Session, verification_id: str, seconds: float = 0) -> Shown:
    found = handoffs.shown(session, verification_id, KEY, moment(session, verification_id, seconds))
    assert found
    return found


def scan(session: Session, verification_id: str, token: str, seconds: float = 0) -> str | None:
    return handoffs.scanned(session, verification_id, [KEY], token, moment(session, verification_id, seconds))


def joined(session: Session, verification_id: str, by: str = PHONE) -> bool:
    nonce = session.get_one(Handoff, verification_id).nonce
    return handoffs.join(session, verification_id, nonce, by)


def test_a_code_stays_for_its_turn_and_then_is_another(committed: Session, one: str) -> None:
    first = seen(committed, one)
    assert seen(committed, one, TURN_S - 0.1).token == first.token
    second = seen(committed, one, TURN_S)
    assert (first.turn, second.turn) == (0, 1)
    assert second.token != first.token
    assert second.code == first.code


def test_what_is_shown_says_how_long_it_has(committed: Session, one: str) -> None:
    assert [seen(committed, one, at).left_s for at in (0, 1, 19.9, 20, 39)] == [20, 19, 1, 20, 1]


def test_a_token_has_at_least_128_bits_and_fits_an_address(committed: Session, one: str) -> None:
    tokens = {seen(committed, one, turn * TURN_S).token for turn in range(50)}
    assert len(tokens) == 50
    assert all(len(token) * 5 >= 128 and token.isalnum() and token.islower() for token in tokens)


def test_the_code_to_compare_is_four_digits(committed: Session, one: str) -> None:
    code = seen(committed, one).code
    assert len(code) == 4
    assert code.isdigit()


def test_a_scan_at_the_turn_still_works_and_a_late_one_does_not(committed: Session, one: str) -> None:
    token, late = seen(committed, one).token, TURN_S + GRACE_S
    assert all(scan(committed, one, token, at) for at in (0, TURN_S - 1, TURN_S, late - 1))
    assert not any(scan(committed, one, token, at) for at in (late, 2 * TURN_S, 2 * TURN_S + 1, 3600))


def test_the_next_turns_token_is_no_use_yet(committed: Session, one: str) -> None:
    assert scan(committed, one, seen(committed, one, TURN_S).token, 0) is None


def test_a_guess_opens_nothing(committed: Session, one: str) -> None:
    guesses = ("", "a", "a" * 26, "A" * 26, "é" * 26, "x" * 10_000, seen(committed, one).token.upper())
    assert not any(scan(committed, one, guess) for guess in guesses)


def test_a_token_of_another_verification_or_installation_opens_nothing(committed: Session, one: str) -> None:
    other = make.verification(committed).id
    holders.hold(committed, other, DESK)
    handoffs.begin(committed, other, DESK)
    assert scan(committed, one, seen(committed, other).token) is None
    at = moment(committed, one, 0)
    elsewhere = handoffs.shown(committed, one, b"another secret", at)
    assert elsewhere
    assert scan(committed, one, elsewhere.token) is None


def test_a_token_of_another_key_that_counts_is_good(committed: Session, one: str) -> None:
    at, token = moment(committed, one, 0), seen(committed, one).token
    assert handoffs.scanned(committed, one, [b"the next", KEY], token, at)
    assert handoffs.scanned(committed, one, [b"the next"], token, at) is None


def test_nothing_that_is_stored_opens_it(committed: Session, one: str) -> None:
    token, row = seen(committed, one).token, committed.get_one(Handoff, one)
    assert token not in {row.nonce, row.code, row.watcher_digest}
    assert DESK not in row.watcher_digest


def test_one_phone_takes_it_and_no_second(committed: Session, one: str) -> None:
    nonce = scan(committed, one, seen(committed, one).token)
    assert nonce
    assert handoffs.join(committed, one, nonce, PHONE)
    assert not handoffs.join(committed, one, nonce, THIRD)
    assert not holders.held_elsewhere(committed, one, PHONE)


def test_once_taken_nothing_is_shown_and_no_token_fits(committed: Session, one: str) -> None:
    token, at = seen(committed, one).token, moment(committed, one, 0)
    assert joined(committed, one)
    assert handoffs.shown(committed, one, KEY, at) is None
    assert scan(committed, one, token) is None
    assert handoffs.code(committed, one, committed.get_one(Handoff, one).nonce) is None


def test_who_is_what(committed: Session, one: str) -> None:
    def roles() -> list[Role]:
        return [handoffs.role(committed, one, token) for token in (DESK, PHONE, THIRD)]

    assert roles() == [Role.SHOWS, Role.NONE, Role.NONE]
    joined(committed, one)
    assert roles() == [Role.WATCHES, Role.WATCHED, Role.NONE]
    holders.hold(committed, one, THIRD)
    assert roles() == [Role.WATCHES, Role.NONE, Role.WATCHED]


def test_without_a_handoff_nobody_is_anything(committed: Session) -> None:
    made = make.verification(committed).id
    assert handoffs.role(committed, made, DESK) is Role.NONE
    assert handoffs.code(committed, made, "") is None
    assert not handoffs.join(committed, made, "", PHONE)
    assert not handoffs.take_back(committed, made, DESK)


def test_asked_for_again_the_same_code_stays(committed: Session, one: str) -> None:
    first = seen(committed, one)
    handoffs.begin(committed, one, DESK)
    assert seen(committed, one) == first


def test_the_first_browser_takes_back_and_the_handoff_is_over(committed: Session, one: str) -> None:
    joined(committed, one)
    assert not handoffs.take_back(committed, one, THIRD)
    assert not handoffs.take_back(committed, one, PHONE)
    assert handoffs.take_back(committed, one, DESK)
    assert not holders.held_elsewhere(committed, one, DESK)
    assert handoffs.role(committed, one, PHONE) is Role.NONE
    assert not handoffs.take_back(committed, one, DESK)


def test_a_code_that_was_asked_for_anew_makes_the_old_one_worthless(committed: Session, one: str) -> None:
    old_token, old_nonce = seen(committed, one).token, committed.get_one(Handoff, one).nonce
    joined(committed, one)
    handoffs.take_back(committed, one, DESK)
    handoffs.begin(committed, one, DESK)
    assert scan(committed, one, old_token) is None
    assert not handoffs.join(committed, one, old_nonce, PHONE)
    assert handoffs.role(committed, one, DESK) is Role.SHOWS


def test_a_take_over_by_the_link_ends_a_code_that_is_shown(committed: Session, one: str) -> None:
    token = seen(committed, one).token
    holders.hold(committed, one, THIRD)
    assert handoffs.role(committed, one, DESK) is Role.NONE
    assert scan(committed, one, token) is None
    assert not joined(committed, one)


def test_a_phone_can_hand_on_in_its_turn(committed: Session, one: str) -> None:
    joined(committed, one)
    handoffs.begin(committed, one, PHONE)
    assert handoffs.role(committed, one, PHONE) is Role.SHOWS
    assert handoffs.role(committed, one, DESK) is Role.NONE


def test_a_clock_that_goes_back_breaks_nothing(committed: Session, one: str) -> None:
    assert seen(committed, one, -5) == seen(committed, one, 0)


def test_a_mark_changes_with_the_holder_and_says_nothing_of_it(committed: Session, one: str) -> None:
    mark = holders.mark(committed, one)
    assert mark not in (holders.digest(committed, one) or "")
    holders.hold(committed, one, PHONE)
    assert holders.mark(committed, one) != mark
    assert holders.mark(committed, make.verification(committed).id)

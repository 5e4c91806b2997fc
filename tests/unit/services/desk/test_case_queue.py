"""The queue in its order, narrowed by filters, with who has a case in hand; and the case to take next."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from kyc.domain.lifecycle import State
from kyc.models import CaseAssignment, Decision, ProfileFlag, Verification, transaction, utcnow
from kyc.services.desk import assignments, case_queue, claims, tags
from kyc.services.desk.case_queue import Cursor
from kyc.services.desk.queue_filters import NOBODY, Filters
from kyc.services.desk.reviews import Ruling, decide
from tests.make import waits
from tests.unit.services.ruled import staff

APPROVE = Ruling("approved", "confirmed_by_reviewer")
REJECT = Ruling("rejected", "document_not_genuine", "See the zone.", "final")


def shown(books: Session, filters: Filters | None = None, after: Cursor | None = None) -> list[str]:
    page = case_queue.queue(books, filters or Filters(), after)
    return [line.verification.id for line in page.lines]


def test_the_longest_wait_comes_first(books: Session) -> None:
    young, old, middle = waits(books, 1), waits(books, 9), waits(books, 5)
    assert shown(books) == [old.id, middle.id, young.id]


def test_decided_cases_come_the_newest_first(books: Session) -> None:
    old, young = waits(books, 9), waits(books, 1)
    with transaction(books):
        for one in (old, young):
            decide(books, one.id, one.version, 7, APPROVE)
    assert shown(books, Filters(State.APPROVED)) == [young.id, old.id]
    assert shown(books) == []


def test_pages_follow_each_other_without_gap_or_repeat(books: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(case_queue, "PAGE", 2)
    made = [waits(books, hours).id for hours in (9, 8, 7, 6, 5)]
    seen, after = list[str](), None
    for _ in range(3):
        page = case_queue.queue(books, Filters(), after)
        seen += [line.verification.id for line in page.lines]
        after = page.next
    assert seen == made
    assert after is None


def test_a_page_goes_on_behind_its_end_although_cases_were_decided(
    books: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(case_queue, "PAGE", 2)
    made = [waits(books, hours) for hours in (9, 8, 7, 6)]
    first = case_queue.queue(books, Filters())
    with transaction(books):
        decide(books, made[0].id, made[0].version, 7, APPROVE)
        decide(books, made[1].id, made[1].version, 7, APPROVE)
    assert shown(books, after=first.next) == [made[2].id, made[3].id]


def test_cases_of_one_moment_are_not_lost_between_pages(books: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(case_queue, "PAGE", 1)
    moment = utcnow() - timedelta(hours=3)
    made = [waits(books, 1) for _ in range(3)]
    with transaction(books):
        for one in made:
            one.submitted_at = moment
    seen, after = list[str](), None
    for _ in made:
        page = case_queue.queue(books, Filters(), after)
        seen += [line.verification.id for line in page.lines]
        after = page.next
    assert sorted(seen) == sorted(one.id for one in made)


def test_filters_narrow_the_queue_and_counts_stay_whole(books: Session) -> None:
    live, test = waits(books, 30), waits(books, 1, "test")
    assert shown(books, Filters(mode="test")) == [test.id]
    assert shown(books, Filters(older_than=timedelta(days=1))) == [live.id]
    page = case_queue.queue(books, Filters(mode="live", older_than=timedelta(days=2)))
    assert (page.total, page.counts[State.MANUAL_REVIEW], page.counts[State.APPROVED]) == (0, 1, 0)


def test_a_reason_is_matched_as_a_whole_word(books: Session) -> None:
    one = waits(books, 1)
    with transaction(books):
        books.scalars(select(Decision).filter_by(verification_id=one.id)).one().reasons = ["image_blurry", "other"]
    assert shown(books, Filters(reason="image_blurry")) == [one.id]
    assert shown(books, Filters(reason="blurry")) == []
    assert shown(books, Filters(reason="imageXblurry")) == []
    assert shown(books, Filters(reason="%")) == []


def test_the_newest_decision_gives_the_reasons(books: Session) -> None:
    one = waits(books, 1)
    with transaction(books):
        decide(books, one.id, one.version, 7, REJECT)
    (line,) = case_queue.queue(books, Filters(State.REJECTED)).lines
    assert line.reasons == ("document_not_genuine",)


@pytest.fixture
def anna(books: Session) -> int:
    """A reviewer's number."""
    return staff(books, "anna")[0]


def take(books: Session, one: Verification, staff_id: int) -> None:
    with transaction(books):
        claims.claim(books, one.id, staff_id)


def test_each_line_says_who_has_the_case_in_hand(books: Session, anna: int) -> None:
    taken, _free = waits(books, 2), waits(books, 1)
    take(books, taken, anna)
    assert [line.holder for line in case_queue.queue(books, Filters()).lines] == [anna, None]


def test_a_claim_that_is_over_is_nobodys(books: Session, anna: int, monkeypatch: pytest.MonkeyPatch) -> None:
    taken = waits(books, 2)
    take(books, taken, anna)
    monkeypatch.setattr(claims, "utcnow", lambda: utcnow() + timedelta(minutes=16))
    assert [line.holder for line in case_queue.queue(books, Filters()).lines] == [None]


def test_cases_in_one_hand_and_in_no_hand_are_found(books: Session, anna: int) -> None:
    taken, free = waits(books, 2), waits(books, 1)
    take(books, taken, anna)
    assert shown(books, Filters(holder=anna)) == [taken.id]
    assert shown(books, Filters(holder=NOBODY)) == [free.id]


def test_a_case_is_found_by_any_of_its_three_names_whole(books: Session) -> None:
    one, _other = waits(books, 1), waits(books, 2)
    with transaction(books):
        one.client_reference_id = "cust_42"
    for name in (one.id, one.profile_id, "cust_42"):
        assert shown(books, Filters(text=name)) == [one.id]
    assert shown(books, Filters(State.APPROVED, text="cust_42")) == [one.id], "whatever its state"
    assert shown(books, Filters(text="cust_4")) == []
    assert shown(books, Filters(text="%")) == []


def test_another_partners_cases_are_left_out_and_not_counted(books: Session) -> None:
    waits(books, 1)
    page = case_queue.queue(books, Filters(partner="ptn_other"))
    assert (page.lines, page.counts[State.MANUAL_REVIEW]) == ((), 0)


def test_the_next_case_is_the_oldest_that_nobody_else_has(books: Session, anna: int) -> None:
    (bert,) = staff(books, "bert")
    oldest, older, young = (waits(books, hours) for hours in (9, 5, 1))
    take(books, oldest, bert)
    assert case_queue.next_free(books, Filters(), anna) == older.id
    assert case_queue.next_free(books, Filters(), bert) == oldest.id
    assert case_queue.next_free(books, Filters(), anna, besides=older.id) == young.id


def test_where_nothing_waits_there_is_no_next_case(books: Session, anna: int) -> None:
    assert case_queue.next_free(books, Filters(), anna) is None


def assigned(books: Session, one: Verification, staff_id: int) -> None:
    with transaction(books):
        books.add(CaseAssignment(verification_id=one.id, staff_id=staff_id, by_id=staff_id))


def test_each_line_says_whose_the_case_is(books: Session, anna: int) -> None:
    one, _other = waits(books, 2), waits(books, 1)
    assigned(books, one, anna)
    assert [line.assignee for line in case_queue.queue(books, Filters()).lines] == [anna, None]


def test_cases_of_one_person_and_of_nobody_are_found(books: Session, anna: int) -> None:
    one, other, former = waits(books, 3), waits(books, 2), waits(books, 1)
    assigned(books, one, anna)
    assigned(books, former, anna)
    with transaction(books):
        assignments.end(books, former.id)
    assert shown(books, Filters(assignee=anna)) == [one.id]
    assert shown(books, Filters(assignee=NOBODY)) == [other.id, former.id]
    assert case_queue.count(books, Filters(assignee=NOBODY)) == 2


def test_cases_with_a_tag_are_found_and_show_it(books: Session, anna: int) -> None:
    one, _other = waits(books, 2), waits(books, 1)
    with transaction(books):
        tag = tags.make(books, "VIP", "blue", anna)
        tags.put(books, one.id, tag.id, anna)
    (line,) = case_queue.queue(books, Filters(tag=tag.id)).lines
    assert ([worn.name for worn in line.tags], line.verification.id) == (["VIP"], one.id)
    assert shown(books, Filters(tag=tag.id + 1)) == []


def test_cases_of_people_with_an_open_flag_are_found(books: Session) -> None:
    one, _other = waits(books, 2), waits(books, 1)
    flag = ProfileFlag(id="flag_1", profile_id=one.profile_id, verification_id=one.id, mode="live", score=0.9)
    flag.check_name, flag.fingerprint, flag.match = "sanctions_screening", "f" * 64, {}
    with transaction(books):
        books.add(flag)
    assert shown(books, Filters(flagged=True)) == [one.id]
    with transaction(books):
        flag.resolved_at = utcnow()
    assert shown(books, Filters(flagged=True)) == []


def test_ones_own_case_comes_before_an_older_one_and_nobody_elses_does(books: Session, anna: int) -> None:
    (bert,) = staff(books, "bert")
    berts, free, mine = waits(books, 9), waits(books, 5), waits(books, 1)
    assigned(books, berts, bert)
    assigned(books, mine, anna)
    assert case_queue.next_free(books, Filters(), anna) == mine.id
    assert case_queue.next_free(books, Filters(), anna, besides=mine.id) == free.id
    with transaction(books):
        decide(books, free.id, free.version, anna, APPROVE)
    assert case_queue.next_free(books, Filters(), anna, besides=mine.id) is None


def test_numbers_stop_where_nobody_reads_on(books: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(case_queue, "MOST_COUNTED", 2)
    monkeypatch.setattr(case_queue, "PAGE", 2)
    for hours in (1, 2, 3):
        waits(books, hours)
    page = case_queue.queue(books, Filters())
    assert (len(page.lines), page.total, page.counts[State.MANUAL_REVIEW]) == (2, 2, 2)
    assert case_queue.count(books, Filters(), 1) == 1
    assert case_queue.queue(books, Filters(older_than=timedelta(hours=2))).total == 2, "known without counting"

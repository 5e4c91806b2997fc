"""Where monitoring stands, and that it moves on only with what it raised."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from kyc.adapters.screening.history import IndexHistory
from kyc.adapters.screening.watchlist import IndexedWatchlist
from kyc.domain.monitoring import Approved, Resemblance
from kyc.domain.screening import MatchVerdict, Person
from kyc.models import MonitoringProgress, ProfileFlag, db
from kyc.services.screening import match_verdicts, monitoring
from kyc.services.screening.match_verdicts import Opinion
from kyc.services.screening.monitoring import BEGINNING, Stage
from tests.queued import unfinished
from tests.screenings import JOHN, LISTED, MATCH, OTHER, breakdown, concluded, decided, loaded

PEPPER = b"pepper"


def rows(session: Session) -> list[tuple[str, str | None, str, int]]:
    session.flush()
    found = session.scalars(select(MonitoringProgress))
    return [(row.seen, row.target, row.position, row.round) for row in found]


def begun(session: Session, target: str | None = "v2", position: str = "") -> Stage:
    """Monitoring of version 1, on its way to another."""
    monitoring.notice(session, "sanctions", "v1")
    if target:
        monitoring.notice(session, "sanctions", target)
    session.get_one(MonitoringProgress, "sanctions").position = position
    session.flush()
    return monitoring.stage_of(session, "sanctions") or pytest.fail("it never began")


def resemblance(session: Session) -> Resemblance:
    made = concluded(session, breakdown())
    return Resemblance(Approved(made.profile_id, made.id, "live", JOHN), MATCH, ())


def flags(session: Session) -> int:
    return len(session.scalars(select(ProfileFlag)).all())


def test_the_first_time_only_the_version_is_taken_down(committed: Session) -> None:
    stage = monitoring.notice(committed, "sanctions", "v1")
    assert stage == Stage("sanctions", "v1", None, "", (BEGINNING, ""), 1)
    assert not monitoring.is_due(committed, stage)
    assert monitoring.stage_of(committed, "pep") is None


def test_another_version_becomes_the_target_from_the_beginning(committed: Session) -> None:
    begun(committed, target=None)
    stage = monitoring.notice(committed, "sanctions", "v2")
    assert (stage.seen, stage.target, stage.position, stage.round) == ("v1", "v2", "", 2)
    assert monitoring.is_due(committed, stage)
    assert monitoring.notice(committed, "sanctions", "v2") == stage


def test_a_version_that_is_replaced_on_the_way_is_begun_anew_with_the_newest(committed: Session) -> None:
    begun(committed, position="k" * 15)
    monitoring.notice(committed, "sanctions", "v3")
    assert rows(committed) == [("v1", "v3", "", 3)]


def test_going_back_to_what_was_seen_leaves_nothing_to_do(committed: Session) -> None:
    begun(committed, position="k" * 15)
    stage = monitoring.notice(committed, "sanctions", "v1")
    assert (stage.target, stage.round, monitoring.is_due(committed, stage)) == (None, 3, False)


@pytest.mark.parametrize(("ago", "due"), [(timedelta(hours=1), True), (timedelta(seconds=5), False)])
def test_an_approval_is_looked_at_once_it_is_there_for_everybody(committed: Session, ago: timedelta, due: bool) -> None:
    stage = begun(committed, target=None)
    decided(committed, concluded(committed, breakdown()), ago)
    assert monitoring.is_due(committed, stage) is due


def test_an_approval_that_was_looked_at_is_not_due_again(committed: Session) -> None:
    stage = begun(committed, target=None)
    made = concluded(committed, breakdown())
    covered = (decided(committed, made), made.id)
    assert not monitoring.is_due(committed, replace(stage, covered=covered))


def test_a_round_asked_for_twice_is_one_job(committed: Session) -> None:
    stage = begun(committed)
    for _ in range(3):
        monitoring.ask(committed, stage)
    committed.commit()
    assert unfinished(db.engine) == 1


def test_what_was_found_and_the_position_move_together(committed: Session) -> None:
    stage = begun(committed)
    after = replace(stage, position="k" * 15)
    assert monitoring.move(committed, [PEPPER], stage, after, [resemblance(committed)]) == 1
    assert (flags(committed), rows(committed)) == (1, [("v1", "v2", "k" * 15, 2)])


@pytest.mark.parametrize("change", [{"position": "a" * 15}, {"target": "v3"}, {"round": 9}])
def test_who_comes_too_late_changes_nothing(committed: Session, change: dict[str, object]) -> None:
    stage = begun(committed)
    elsewhere = replace(stage, **change)  # type: ignore[arg-type]
    assert monitoring.move(committed, [PEPPER], elsewhere, elsewhere, [resemblance(committed)]) is None
    assert (flags(committed), rows(committed)) == (0, [("v1", "v2", "", 2)])


def test_done_again_after_a_crash_nothing_is_raised_twice(committed: Session) -> None:
    stage, found = begun(committed), resemblance(committed)
    assert monitoring.move(committed, [PEPPER], stage, stage, [found, found]) == 1
    assert monitoring.move(committed, [PEPPER], stage, stage, [found]) == 0
    assert flags(committed) == 1


def test_what_a_reviewer_told_apart_from_this_person_is_not_raised(committed: Session) -> None:
    waiting = concluded(committed, breakdown(MATCH), approved=False)
    said = Opinion(MatchVerdict.FALSE_POSITIVE, "another birthplace")
    match_verdicts.judge(committed, PEPPER, waiting.id, MATCH.fingerprint, said, 3)
    approved = Approved(waiting.profile_id, waiting.id, "live", JOHN)
    stage, changed = begun(committed), replace(MATCH, fingerprint="b" * 32)
    assert monitoring.move(committed, [PEPPER], stage, stage, [Resemblance(approved, MATCH, ())]) == 0
    assert monitoring.move(committed, [PEPPER], stage, stage, [Resemblance(approved, changed, ())]) == 1


def test_a_round_ends_once(committed: Session) -> None:
    stage = begun(committed)
    monitoring.end_round(committed, stage)
    monitoring.end_round(committed, stage)
    assert [row[3] for row in rows(committed)] == [stage.round + 1]


def person(number: int, someone: Person = JOHN, **changes: object) -> Approved:
    return replace(Approved(f"p{number}", f"v{number}", "live", someone), **changes)  # type: ignore[arg-type]


def test_only_who_resembles_a_changed_entity_is_told_of(tmp_path: Path) -> None:
    loaded(tmp_path, "v1", OTHER)
    history = IndexHistory(tmp_path)
    since = history.version("sanctions") or ""
    loaded(tmp_path, "v2", OTHER, LISTED)
    people = [person(1), person(2, Person("Olga Otherovic")), person(3, Person("Li Wei")), person(4, Person("?"))]
    changes = history.changes("sanctions", since)
    watchlist = IndexedWatchlist(tmp_path, "sanctions")
    assert changes is not None
    assert [one.approved.profile_id for one in monitoring.compare(people, changes, watchlist)] == ["p1"]
    everybody = monitoring.compare(people, None, watchlist)
    assert [one.approved.profile_id for one in everybody] == ["p1", "p2"]
    assert everybody[0].match.fingerprint == LISTED.fingerprint


@pytest.mark.parametrize(("mode", "found"), [("live", 0), ("test", 1)])
def test_a_sample_is_nothing_to_live_records(tmp_path: Path, mode: str, found: int) -> None:
    loaded(tmp_path, "v1", LISTED, sample=True)
    watchlist = IndexedWatchlist(tmp_path, "sanctions")
    assert len(monitoring.compare([person(1, mode=mode)], None, watchlist)) == found


def test_who_was_screened_with_the_present_lists_is_not_late(committed: Session, tmp_path: Path) -> None:
    loaded(tmp_path, "v2", LISTED)
    watchlist, stage = IndexedWatchlist(tmp_path, "sanctions"), begun(committed, target=None)
    with_old, with_new, with_none = (
        concluded(committed, kept) for kept in (breakdown(List="v1"), breakdown(List="v2"), None)
    )
    for place, made in enumerate((with_old, with_new, with_none)):
        last = decided(committed, made, timedelta(hours=3 - place))
    people, covered = monitoring.late_people(committed, stage, watchlist, 10)
    assert {one.verification_id for one in people} == {with_old.id, with_none.id}
    assert covered == (last, with_none.id)

"""Words for people: every result and state has a sign and a word beside its colour."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from kyc.domain.check import Result
from kyc.domain.lifecycle import State, Step
from kyc.domain.reasons import CATALOGUE
from kyc.models import utcnow
from kyc.web.staff.wording import RESULTS, STATES, STEPS, moment, spoken, staff_reason, step_name, waited, waiting_tone


@pytest.mark.parametrize("result", list(Result))
def test_every_result_has_a_sign_and_a_word(result: Result) -> None:
    sign, word, _ = RESULTS[result.value]
    assert sign
    assert word


@pytest.mark.parametrize("state", list(State))
def test_every_state_has_a_word(state: State) -> None:
    assert STATES[state][0]


@pytest.mark.parametrize("step", list(Step))
def test_every_step_has_words(step: Step) -> None:
    assert STEPS[step.value]


@pytest.mark.parametrize(
    ("minutes", "said"),
    [(0, "0 min"), (59, "59 min"), (60, "1 h 0 min"), (200, "3 h 20 min"), (1440, "1 d 0 h"), (4000, "2 d 18 h")],
)
def test_a_wait_is_told_in_its_two_largest_units(minutes: int, said: str) -> None:
    since = datetime(2026, 11, 21, tzinfo=UTC)
    assert waited(since, since + timedelta(minutes=minutes, seconds=59)) == said


def test_a_wait_that_has_not_begun_is_none() -> None:
    assert waited(utcnow() + timedelta(minutes=5)) == "0 min"


@pytest.mark.parametrize(("hours", "tone"), [(0, "none"), (3.9, "none"), (4.1, "warn"), (23.9, "warn"), (24.1, "bad")])
def test_a_long_wait_is_coloured(hours: float, tone: str) -> None:
    assert waiting_tone(utcnow() - timedelta(hours=hours)) == tone


def test_a_moment_is_told_in_one_zone() -> None:
    assert moment(datetime(2026, 1, 5, 9, 7, tzinfo=UTC)) == "5 Jan 2026, 09:07 UTC"


@pytest.mark.parametrize(
    ("step", "note", "said"),
    [
        ("check.face_match", "pass", ("Face match: pass", "")),
        ("check.face_match", "not_performed", ("Face match: not performed", "")),
        ("check.own_check", "odd", ("Own check: odd", "")),
        ("submit", "", ("Submitted", "")),
        ("refer", "image_blurry", ("Sent to a person", CATALOGUE["image_blurry"].staff)),
        ("something_new", "", ("Something new", "")),
    ],
)
def test_a_history_row_is_told_in_words(step: str, note: str, said: tuple[str, str]) -> None:
    assert step_name(step, note) == said


def test_a_reason_of_old_stands_as_it_is() -> None:
    assert staff_reason("gone_from_the_catalogue") == "Gone from the catalogue"
    assert spoken("id_card") == "Id card"

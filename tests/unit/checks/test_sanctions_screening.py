"""The judgement of a sanctions screening."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from kyc.checks import sanctions_screening
from kyc.checks.sanctions_screening import judge
from kyc.domain.applicant import Applicant
from kyc.domain.check import CLEAN, Result
from kyc.domain.evidence import Engine, Evidence, ListVersion, Match, NotMeasured, Screening
from kyc.domain.reasons import CATALOGUE
from kyc.domain.screening import Dismissal, Person

LIST = ListVersion("House list", "2026-11-01", 300, "abc123")
ENGINE = Engine("watchlist", "1")


def match(score: float, entity: str = "e1") -> Match:
    return Match(
        entity_id=entity,
        list_name="House list",
        name="Viktor Sampleman",
        score=score,
        features={"name": 0.97, "birth_date": 1.0},
        programmes=("HOUSE",),
        aliases=("Victor Samplov",),
        birth_dates=("1970-05-05",),
        countries=("CZE",),
        source_url="https://lists.example/1",
    )


def screened(*scores: float, lists: tuple[ListVersion, ...] = (LIST,)) -> Screening:
    matches = tuple(match(score, f"e{number}") for number, score in enumerate(scores, 1))
    return Screening(matches, lists, hit_at=0.85, review_at=0.7, engine=ENGINE)


def evidence(sanctions: Screening | NotMeasured) -> Evidence:
    nothing = NotMeasured("model_missing")
    return Evidence(
        declared=Applicant(),
        mode="live",
        today=date(2026, 11, 21),
        selfie_capture="camera",
        document=nothing,
        face=nothing,
        liveness=nothing,
        sanctions=sanctions,
        pep=screened(0.99),
    )


@pytest.mark.parametrize(
    ("scores", "result", "reasons", "score"),
    [
        ((), Result.CLEAR, (), 0.0),
        ((0.70,), Result.REVIEW, ("sanctions_possible",), 0.70),
        ((0.849,), Result.REVIEW, ("sanctions_possible",), 0.849),
        ((0.85,), Result.HIT, ("sanctions_hit",), 0.85),
        ((0.71, 0.99, 0.8), Result.HIT, ("sanctions_hit",), 0.99),
    ],
)
def test_the_best_match_decides(
    scores: tuple[float, ...], result: Result, reasons: tuple[str, ...], score: float
) -> None:
    judged = judge(evidence(screened(*scores)))
    assert (judged.name, judged.result, judged.reasons) == ("sanctions_screening", result, reasons)
    assert (judged.score, judged.threshold, judged.engine) == (score, 0.85, ENGINE)


@pytest.mark.parametrize("reason", ["watchlist_not_loaded", "name_unreadable", "check_crashed"])
def test_what_was_not_measured_is_not_performed(reason: str) -> None:
    judged = judge(evidence(NotMeasured(reason)))
    assert (judged.result, judged.reasons, judged.score) == (Result.NOT_PERFORMED, (reason,), None)


def test_a_screening_of_no_list_is_never_clear() -> None:
    judged = judge(evidence(screened(lists=())))
    assert (judged.result, judged.reasons) == (Result.NOT_PERFORMED, ("watchlist_not_loaded",))


@pytest.mark.parametrize("scores", [(), (0.75,), (0.99,)])
def test_a_screening_never_fails_anybody_and_has_no_confidence(scores: tuple[float, ...]) -> None:
    judged = judge(evidence(screened(*scores)))
    assert judged.result in {Result.CLEAR, Result.REVIEW, Result.HIT}
    assert judged.confidence is None


def test_only_clear_counts_as_clean() -> None:
    results = [judge(evidence(screened(*scores))).result for scores in ((), (0.75,), (0.99,))]
    assert [result in CLEAN for result in results] == [True, False, False]


def test_every_match_is_kept_with_all_that_was_known() -> None:
    told = judge(evidence(screened(0.99, 0.72))).breakdown["matches"]
    assert [one["entity_id"] for one in told] == ["e1", "e2"]
    assert told[0] == {
        "entity_id": "e1",
        "list_name": "House list",
        "name": "Viktor Sampleman",
        "score": 0.99,
        "features": {"name": 0.97, "birth_date": 1.0},
        "programmes": ["HOUSE"],
        "aliases": ["Victor Samplov"],
        "birth_dates": ["1970-05-05"],
        "countries": ["CZE"],
        "source_url": "https://lists.example/1",
        "fingerprint": "",
    }


def test_the_lists_are_kept_with_their_dates_and_versions_even_when_clear() -> None:
    assert judge(evidence(screened())).breakdown["lists"] == [
        {"name": "House list", "date": "2026-11-01", "entities": 300, "version": "abc123", "sample": False}
    ]


def test_the_breakdown_is_plain_json() -> None:
    breakdown = judge(evidence(screened(0.99))).breakdown
    assert json.loads(json.dumps(breakdown)) == breakdown


def test_its_reasons_have_words() -> None:
    reasons = judge(evidence(screened(0.9))).reasons + judge(evidence(screened(0.75))).reasons
    assert set(reasons) <= set(CATALOGUE)


def test_it_is_found_by_its_name() -> None:
    assert sanctions_screening.NAME == "sanctions_screening"


SAID = Dismissal("staff:3", datetime(2026, 11, 1, 9, 30, tzinfo=UTC))


def remembered(*dismissed: int) -> Evidence:
    """A hit (print 1), a weaker one (print 2) and a review (print 3), some of them dismissed before."""
    scores = {1: 0.99, 2: 0.9, 3: 0.75}
    matches = tuple(replace(match(score), fingerprint=f"print{number}") for number, score in scores.items())
    found = Screening(matches, (LIST,), hit_at=0.85, review_at=0.7, engine=ENGINE)
    return replace(evidence(found), dismissed={f"print{number}": SAID for number in dismissed})


@pytest.mark.parametrize(
    ("dismissed", "result", "score"),
    [
        ((), Result.HIT, 0.99),
        ((1,), Result.HIT, 0.9),
        ((1, 2), Result.REVIEW, 0.75),
        ((1, 2, 3), Result.CLEAR, 0.0),
        ((3,), Result.HIT, 0.99),
        ((9,), Result.HIT, 0.99),
    ],
)
def test_what_a_reviewer_dismissed_does_not_count(dismissed: tuple[int, ...], result: Result, score: float) -> None:
    judged = judge(remembered(*dismissed))
    assert (judged.result, judged.score) == (result, score)
    assert bool(judged.reasons) is (result is not Result.CLEAR)


def test_a_dismissed_match_stays_in_the_breakdown_with_who_and_when() -> None:
    told = judge(remembered(1)).breakdown["matches"]
    assert [one.get("dismissed") for one in told] == [
        {"by": "staff:3", "at": "2026-11-01T09:30:00+00:00"},
        None,
        None,
    ]


def test_a_match_without_a_fingerprint_is_never_taken_for_a_dismissed_one() -> None:
    nameless = replace(evidence(screened(0.99)), dismissed={"print1": SAID})
    assert judge(nameless).result is Result.HIT


def test_the_question_is_kept_with_the_answer() -> None:
    asked = Person("Jane Doe", date(1990, 1, 15), ("SGP",), "A1234567")
    assert judge(replace(evidence(screened()), person=asked)).breakdown["query"] == {
        "name": "Jane Doe",
        "birth_date": "1990-01-15",
        "countries": ["SGP"],
        "document_number": "A1234567",
    }
    assert judge(evidence(screened())).breakdown["query"] is None

"""The judgement of a screening for politically exposed persons."""

from __future__ import annotations

from datetime import date

import pytest

from kyc.checks import pep_screening, screening
from kyc.checks.pep_screening import judge
from kyc.domain.applicant import Applicant
from kyc.domain.check import Result
from kyc.domain.evidence import Engine, Evidence, ListVersion, Match, NotMeasured, Screening
from kyc.domain.reasons import CATALOGUE

LIST = ListVersion("House PEPs", "2026-11-01", 20, "abc123")


def screened(*scores: float) -> Screening:
    matches = tuple(Match(f"p{score}", LIST.name, "Petra Publicova", score, {"name": score}) for score in scores)
    return Screening(matches, (LIST,), hit_at=0.85, review_at=0.7, engine=Engine("watchlist", "1"))


def evidence(pep: Screening | NotMeasured) -> Evidence:
    nothing = NotMeasured("model_missing")
    return Evidence(
        declared=Applicant(),
        mode="test",
        today=date(2026, 11, 21),
        selfie_capture="camera",
        document=nothing,
        face=nothing,
        liveness=nothing,
        sanctions=screened(0.99),
        pep=pep,
    )


@pytest.mark.parametrize(
    ("scores", "result", "reasons"),
    [
        ((), Result.CLEAR, ()),
        ((0.72,), Result.REVIEW, ("pep_possible",)),
        ((0.72, 0.9), Result.HIT, ("pep_hit",)),
    ],
)
def test_the_best_match_decides(scores: tuple[float, ...], result: Result, reasons: tuple[str, ...]) -> None:
    judged = judge(evidence(screened(*scores)))
    assert (judged.name, judged.result, judged.reasons) == ("pep_screening", result, reasons)
    assert judged.score == max(scores, default=0.0)
    assert set(reasons) <= set(CATALOGUE)


def test_it_looks_at_its_own_lists_alone() -> None:
    assert judge(evidence(screened())).breakdown["lists"][0]["name"] == "House PEPs"
    assert judge(evidence(screened())).result is Result.CLEAR


def test_no_list_of_this_kind_is_not_performed() -> None:
    judged = judge(evidence(NotMeasured("watchlist_not_loaded")))
    assert (judged.result, judged.reasons) == (Result.NOT_PERFORMED, ("watchlist_not_loaded",))


def test_it_is_found_by_its_name_and_the_shared_part_is_not() -> None:
    assert pep_screening.NAME == "pep_screening"
    assert not hasattr(screening, "NAME")

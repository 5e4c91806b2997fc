"""The face match: same person, another person, or pictures too poor to tell."""

from __future__ import annotations

import pytest

from kyc.checks.face_match import LEAST_EYE_DISTANCE, NAME, judge
from kyc.domain.check import Check, Result
from kyc.domain.documents import Side
from kyc.domain.evidence import NotMeasured
from kyc.domain.reasons import CATALOGUE
from tests.unit.checks.faces_evidence import ENGINE, comparison, evidence

SMALL = LEAST_EYE_DISTANCE - 0.1


@pytest.mark.parametrize("similarity", [0.42, 0.6, 1.0])
def test_a_similarity_at_the_limit_or_above_passes(similarity: float) -> None:
    found = judge(evidence(face=comparison(similarity)))
    assert (found.result, found.reasons) == (Result.PASS, ())


@pytest.mark.parametrize("similarity", [0.25, 0.35, 0.4199])
def test_between_the_limits_a_person_compares(similarity: float) -> None:
    found = judge(evidence(face=comparison(similarity)))
    assert (found.result, found.reasons) == (Result.REVIEW, ("face_uncertain",))


@pytest.mark.parametrize("similarity", [-0.2, 0.0, 0.2499])
def test_below_the_review_limit_on_good_pictures_it_is_somebody_else(similarity: float) -> None:
    found = judge(evidence(face=comparison(similarity)))
    assert (found.result, found.reasons) == (Result.FAIL, ("face_mismatch",))


@pytest.mark.parametrize(
    ("portrait", "selfie", "reasons"),
    [
        (SMALL, 150.0, ("portrait_too_small",)),
        (90.0, SMALL, ("face_too_small",)),
        (SMALL, SMALL, ("portrait_too_small", "face_too_small")),
    ],
)
def test_a_small_face_never_fails_but_goes_to_a_person(
    portrait: float, selfie: float, reasons: tuple[str, ...]
) -> None:
    found = judge(evidence(face=comparison(0.1, portrait, selfie)))
    assert (found.result, found.reasons) == (Result.REVIEW, reasons)


def test_faces_just_large_enough_may_fail() -> None:
    found = judge(evidence(face=comparison(0.1, LEAST_EYE_DISTANCE, LEAST_EYE_DISTANCE)))
    assert found.result is Result.FAIL


def test_an_unclear_portrait_never_fails_but_goes_to_a_person() -> None:
    found = judge(evidence(face=comparison(0.1, unclear=("portrait_unclear",))))
    assert (found.result, found.reasons) == (Result.REVIEW, ("portrait_unclear",))


def test_an_unclear_portrait_that_matches_passes() -> None:
    assert judge(evidence(face=comparison(0.5, unclear=("portrait_unclear",)))).result is Result.PASS


def test_everything_that_makes_a_portrait_poor_is_said() -> None:
    found = judge(evidence(face=comparison(0.3, SMALL, unclear=("portrait_unclear",))))
    assert found.reasons == ("face_uncertain", "portrait_too_small", "portrait_unclear")


@pytest.mark.parametrize("side", [Side.DATA_PAGE, Side.FRONT])
def test_the_place_of_the_portrait_is_told_with_its_side(side: Side) -> None:
    uploads: dict[Side, tuple[str, ...] | None] = {side: (), Side.BACK: None}
    found = judge(evidence(face=comparison(0.6, portrait_box=(0.05, 0.1, 0.35123456, 0.6)), uploads=uploads))
    assert found.breakdown["portrait"] == {"side": side.value, "box": [0.05, 0.1, 0.3512, 0.6]}


def test_no_place_is_told_where_the_engine_gives_none() -> None:
    assert "portrait" not in judge(evidence(face=comparison(0.6), uploads={Side.FRONT: ()})).breakdown


def test_an_uncertain_match_tells_that_the_portrait_was_small_too() -> None:
    found = judge(evidence(face=comparison(0.3, portrait=SMALL)))
    assert (found.result, found.reasons) == (Result.REVIEW, ("face_uncertain", "portrait_too_small"))


def test_a_small_face_that_matches_passes() -> None:
    assert judge(evidence(face=comparison(0.5, SMALL, SMALL))).result is Result.PASS


@pytest.mark.parametrize("reason", ["model_missing", "portrait_not_found", "face_not_found", "check_crashed"])
def test_what_was_not_compared_is_not_performed_with_its_reason(reason: str) -> None:
    found = judge(evidence(face=NotMeasured(reason)))
    assert (found.result, found.reasons) == (Result.NOT_PERFORMED, (reason,))
    assert (found.score, found.confidence, found.engine) == (None, None, None)


def test_the_result_explains_itself() -> None:
    found = judge(evidence(face=comparison(0.61234567, 88.88, 151.21)))
    assert (found.name, found.score, found.threshold, found.engine) == (NAME, 0.6123, 0.42, ENGINE)
    assert found.breakdown == {"review_at": 0.25, "portrait_eye_distance": 88.9, "selfie_eye_distance": 151.2}


def test_confidence_rises_with_similarity() -> None:
    values = [judge(evidence(face=comparison(similarity))).confidence for similarity in (0.0, 0.25, 0.42, 0.7)]
    assert values == sorted(values, key=lambda value: value or 0)
    assert (values[1], values[2]) == (0.5, 0.9)


def test_every_reason_is_in_the_catalogue() -> None:
    worst = [judge(evidence(face=comparison(similarity, SMALL, SMALL))) for similarity in (0.1, 0.3)]
    worst.append(judge(evidence(face=comparison(0.1, unclear=("portrait_unclear",)))))
    given = {reason for found in (*worst, judge(evidence(face=comparison(0.1)))) for reason in found.reasons}
    assert given == {"face_uncertain", "portrait_too_small", "portrait_unclear", "face_too_small", "face_mismatch"}
    assert given <= set(CATALOGUE)


def test_the_module_is_a_check() -> None:
    from kyc.checks import face_match

    check: Check = face_match
    assert check.NAME == "face_match"


@pytest.mark.parametrize("similarity", [float("nan"), float("inf"), float("-inf")])
def test_a_similarity_that_is_no_number_neither_passes_nor_fails(similarity: float) -> None:
    found = judge(evidence(face=comparison(similarity)))
    assert (found.result, found.reasons) == (Result.NOT_PERFORMED, ("check_crashed",))
    assert (found.score, found.confidence) == (None, None)

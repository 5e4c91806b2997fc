"""Problem details: one shape for every error of the domain, what a program needs to go on, and no submitted value."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask

from kyc.domain import errors
from kyc.domain.errors import (
    Closed,
    Denied,
    DomainError,
    FieldError,
    Invalid,
    InvalidTransition,
    LostRace,
    MissingEvidence,
    NotFound,
    Refused,
    Unavailable,
)
from kyc.domain.reasons import CATALOGUE
from kyc.web.problems import STATUS, TITLES, Unauthorized, of_domain, problem

MEMBERS = ["type", "title", "status", "detail", "instance", "code"]


@pytest.fixture(autouse=True)
def _request(app: Flask) -> Iterator[None]:
    with app.test_request_context("/v1/sessions/sess_1/submit"):
        yield


def body(error: DomainError) -> dict[str, Any]:
    answer = of_domain(error)
    assert answer.mimetype == "application/problem+json"
    found: dict[str, Any] = answer.get_json()
    assert list(found)[:6] == MEMBERS
    assert found["status"] == answer.status_code
    assert found["instance"] == "/v1/sessions/sess_1/submit"
    return found


@pytest.mark.parametrize(
    ("error", "status", "code"),
    [
        (Unauthorized(), 401, "unauthorized"),
        (Denied(), 403, "forbidden"),
        (NotFound(), 404, "not_found"),
        (InvalidTransition("approved", []), 409, "invalid_transition"),
        (MissingEvidence(["selfie"]), 409, "requirements_missing"),
        (LostRace(), 409, "conflict"),
        (Closed("expired"), 409, "session_closed"),
        (Invalid([]), 422, "invalid_request"),
        (Refused("image_blurry"), 422, "image_blurry"),
        (Unavailable("model_missing"), 503, "unavailable"),
        (DomainError(), 400, "error"),
    ],
)
def test_each_error_has_its_status_and_its_stable_code(error: DomainError, status: int, code: str) -> None:
    found = body(error)
    assert (found["status"], found["code"], found["type"]) == (status, code, f"urn:ekyc:problem:{code}")
    assert found["title"] == TITLES[status]
    assert found["detail"]


def test_no_error_of_the_domain_is_forgotten() -> None:
    kinds = {one for one in vars(errors).values() if isinstance(one, type) and issubclass(one, DomainError)}
    assert {one for one in kinds - {DomainError} if not issubclass(one, tuple(STATUS))} == set()


def test_a_kind_that_is_derived_is_worded_as_what_it_is_derived_from() -> None:
    class Vanished(NotFound):
        """Erased."""

    assert body(Vanished())["status"] == 404


def test_a_step_that_is_not_allowed_says_which_are() -> None:
    found = body(InvalidTransition("created", ["add_documents"]))
    assert (found["session_status"], found["allowed"]) == ("created", ["add_documents"])
    assert found["status"] == 409


def test_what_is_missing_is_listed() -> None:
    assert body(MissingEvidence(["document.front", "selfie"]))["requirements"] == {
        "missing": ["document.front", "selfie"]
    }


@pytest.mark.parametrize("reason", ["expired", "cancelled"])
def test_a_closed_session_says_why_and_what_to_do(reason: str) -> None:
    found = body(Closed(reason))
    assert found["closed"] == {"reason": reason}
    assert found["detail"] == f"The session is {reason}; create a new one."


def test_each_wrong_field_has_its_pointer() -> None:
    found = body(Invalid([FieldError("/applicant/name", "missing", "Field required"), FieldError("/side", "x", "y")]))
    assert found["errors"] == [
        {"pointer": "/applicant/name", "code": "missing", "detail": "Field required"},
        {"pointer": "/side", "code": "x", "detail": "y"},
    ]


def test_a_refused_image_says_how_to_mend_it_and_what_is_left() -> None:
    found = body(Refused("image_glare", 2))
    assert found["detail"] == CATALOGUE["image_glare"].partner
    assert (found["hint"], found["attempts_left"]) == (CATALOGUE["image_glare"].applicant, 2)
    assert "attempts_left" not in body(Refused("document_type_not_accepted"))
    assert body(Refused("too_many_attempts", 0))["attempts_left"] == 0


def test_a_reason_of_another_house_still_makes_an_answer() -> None:
    found = body(Refused("house_rule_7", 1))
    assert (found["detail"], found["attempts_left"]) == ("house_rule_7", 1)
    assert "hint" not in found


def test_what_is_away_for_a_while_asks_to_come_again() -> None:
    assert of_domain(Unavailable("the image store does not answer")).headers["Retry-After"] == "5"
    assert "Retry-After" not in of_domain(NotFound()).headers


def test_a_detail_of_its_own_and_further_members_stand_behind_the_rest() -> None:
    found = problem(422, "idempotency_key_reused", "Used for another request.", key="k").get_json()
    assert list(found) == [*MEMBERS, "key"]
    assert found["detail"] == "Used for another request."


def test_a_status_without_a_title_of_ours_is_an_error() -> None:
    assert problem(418, "teapot").get_json()["title"] == "Error"

"""Domain errors in the words of /v1."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

from kyc.domain import errors
from kyc.domain.reasons import CATALOGUE
from kyc.web.contract import Malformed
from kyc.web.problems import TITLES, Unauthorized, of_domain, problem

BARE = Flask(__name__)
ORDER = ["type", "title", "status", "detail", "instance", "code"]


def told(error: errors.DomainError) -> dict[str, Any]:
    with BARE.test_request_context("/v1/sessions/x"):
        answer = of_domain(error)
    body = dict(answer.get_json())
    assert answer.mimetype == "application/problem+json"
    assert (answer.status_code, list(body)[:6]) == (body["status"], ORDER)
    return body


def test_a_problem_names_the_address_it_happened_at() -> None:
    with BARE.test_request_context("/v1/sessions/x?secret=1"):
        body = problem(409, "conflict", extra=1).get_json()
    assert (body["instance"], body["type"], body["extra"]) == ("/v1/sessions/x", "urn:ekyc:problem:conflict", 1)
    assert body["title"] == body["detail"] == TITLES[409]


@pytest.mark.parametrize(
    ("error", "status", "code"),
    [
        (Unauthorized(), 401, "unauthorized"),
        (errors.Denied(), 403, "forbidden"),
        (errors.NotFound(), 404, "not_found"),
        (errors.LostRace(), 409, "conflict"),
        (errors.Closed("expired"), 409, "session_closed"),
        (errors.InvalidTransition("created", ["add_documents"]), 409, "invalid_transition"),
        (errors.MissingEvidence(["selfie"]), 409, "requirements_missing"),
        (errors.Invalid([]), 422, "invalid_request"),
        (errors.Refused("image_blurry", 1), 422, "image_blurry"),
        (errors.Unavailable("model_missing"), 503, "unavailable"),
        (Malformed("no JSON"), 400, "malformed_json"),
    ],
)
def test_every_domain_error_has_its_status_and_code(error: errors.DomainError, status: int, code: str) -> None:
    body = told(error)
    assert (body["status"], body["code"]) == (status, code)
    assert body["detail"]


def test_every_kind_of_domain_error_is_worded() -> None:
    kinds = {kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, errors.DomainError)}
    from kyc.web.problems import STATUS

    assert kinds - {errors.DomainError} <= set(STATUS)


def test_a_wrong_step_says_where_the_session_is_and_what_may_come() -> None:
    body = told(errors.InvalidTransition("created", ["add_documents"]))
    assert (body["status"], body["session_status"], body["allowed"]) == (409, "created", ["add_documents"])


def test_missing_evidence_is_listed() -> None:
    assert told(errors.MissingEvidence(["selfie"]))["requirements"] == {"missing": ["selfie"]}


def test_a_closed_session_says_why() -> None:
    assert told(errors.Closed("cancelled"))["closed"] == {"reason": "cancelled"}


def test_fields_are_pointed_at() -> None:
    field = errors.FieldError("/name", "missing", "Field required")
    assert told(errors.Invalid([field]))["errors"] == [
        {"pointer": "/name", "code": "missing", "detail": "Field required"}
    ]


def test_a_refused_image_has_both_audiences_and_the_attempts() -> None:
    body = told(errors.Refused("image_blurry", 2))
    assert (body["detail"], body["hint"]) == (CATALOGUE["image_blurry"].partner, CATALOGUE["image_blurry"].applicant)
    assert body["attempts_left"] == 2
    assert "attempts_left" not in told(errors.Refused("document_type_not_accepted"))


def test_a_reason_outside_the_catalogue_still_has_words() -> None:
    body = told(errors.Refused("brand_new"))
    assert (body["detail"], "hint" in body) == ("brand_new", False)

"""Errors of the use cases: stable codes, the parts a door needs to word them, and never a value."""

from __future__ import annotations

import pytest

from kyc.domain import errors
from kyc.domain.errors import (
    Closed,
    DomainError,
    Erased,
    FieldError,
    Invalid,
    InvalidTransition,
    MissingEvidence,
    NotFound,
    Refused,
    Unavailable,
    require_valid,
)


def test_every_kind_has_a_code_of_its_own() -> None:
    kinds = [one for one in vars(errors).values() if isinstance(one, type) and issubclass(one, DomainError)]
    # an image is refused for many reasons, and what was erased is told as what never was
    codes = [one.code for one in kinds if one not in (Refused, Erased)]
    assert len(codes) == len(set(codes))


@pytest.mark.parametrize("error", [NotFound(), Closed("expired"), Unavailable("model_missing"), DomainError()])
def test_an_error_says_its_detail_or_else_its_code(error: DomainError) -> None:
    assert str(error) == (error.detail or error.code)


def test_a_refusal_is_known_by_its_reason() -> None:
    refused = Refused("image_blurry", 2)
    assert (refused.code, refused.attempts_left, str(refused)) == ("image_blurry", 2, "image_blurry")
    assert Refused("image_glare").attempts_left is None


def test_a_step_that_is_not_allowed_keeps_its_own_list() -> None:
    allowed = ["submit"]
    error = InvalidTransition("selfie_uploaded", allowed)
    allowed.append("approve")
    assert (error.status, error.allowed) == ("selfie_uploaded", ["submit"])


def test_what_is_missing_keeps_its_order() -> None:
    assert MissingEvidence(("document.front", "selfie")).missing == ["document.front", "selfie"]


def test_wrong_fields_are_located_and_not_repeated() -> None:
    error = Invalid([FieldError("/name", "missing", "Field required"), FieldError("/side", "invalid_side", "No side")])
    assert str(error) == "Field required; No side"
    assert [one.pointer for one in error.errors] == ["/name", "/side"]
    assert set(FieldError.__slots__) == {"pointer", "code", "detail"}


def test_every_fault_that_holds_is_told_in_order() -> None:
    require_valid({("/name", "Give a name."): False})
    with pytest.raises(Invalid) as raised:
        require_valid({("/b", "Second."): True, ("/c", "Not this."): False, ("/a", "First."): True})
    assert [(one.pointer, one.code, one.detail) for one in raised.value.errors] == [
        ("/b", "invalid_value", "Second."),
        ("/a", "invalid_value", "First."),
    ]

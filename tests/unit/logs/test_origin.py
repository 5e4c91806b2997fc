"""Which request ids go with a job: those that machines make."""

from __future__ import annotations

import pytest
from structlog.contextvars import bound_contextvars, clear_contextvars

from kyc.logs.origin import origin

pytestmark = pytest.mark.one_database


@pytest.mark.parametrize(
    "request_id",
    ["r9c0de5f1a2b34d67", "r1234567890123456", "bb6e32edcd3422f5" * 2, "0b8f4b1e-6c1d-4c59-9f6e-7a1d2c3b4e5f"],
)
def test_what_a_machine_made_is_the_origin(request_id: str) -> None:
    with bound_contextvars(request=request_id):
        assert origin() == request_id


@pytest.mark.parametrize("request_id", ["", "erika-mustermann", "3674081512850001", "L01X00T47", "f" * 65, "r1234567"])
def test_words_and_numbers_of_a_caller_are_not(request_id: str) -> None:
    with bound_contextvars(request=request_id):
        assert origin() == ""


def test_without_a_request_there_is_none() -> None:
    clear_contextvars()
    assert origin() == ""

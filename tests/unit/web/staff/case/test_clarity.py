"""How a fact was read: every source that says the same, and the worst of its parts."""

from __future__ import annotations

from typing import Any

import pytest

from kyc.web.staff.case.clarity import Clarity, told


def field(
    value: str = "DOE", source: str = "mrz", *, clear: bool = True, sure: float = 0.9, **more: Any
) -> dict[str, Any]:
    return {"value": value, "source": source, "clear": clear, "confidence": sure, "others": more.get("others", [])}


def reading(surname: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"fields": {"surname": surname, "given_names": field("JANE")}, **more}


def test_all_sources_that_say_the_same_are_named_in_one_order() -> None:
    others = [{"value": "Doe", "source": "viz"}, {"value": "D0E", "source": "barcode"}]
    found = told(reading(field(others=others)), ["surname"])
    assert found is not None
    assert found.words == "Zone and print, sure"


@pytest.mark.parametrize(
    ("surname", "more", "clarity"),
    [
        (field(clear=False), {}, Clarity.ONCE),
        (field(clear=False, sure=0.3), {}, Clarity.UNCLEAR),
        (field(sure=0.3), {}, Clarity.SURE),
        (field(), {"conflicts": ["surname"]}, Clarity.UNCLEAR),
        (field(), {"ambiguous": ["surname"]}, Clarity.UNCLEAR),
        (field(), {"impossible": {"birth_date": field("900231")}}, Clarity.SURE),
    ],
)
def test_the_worst_part_gives_the_clarity(surname: dict[str, Any], more: dict[str, Any], clarity: Clarity) -> None:
    found = told(reading(surname, **more), ["given_names", "surname"])
    assert found is not None
    assert found.clarity is clarity


def test_a_date_that_no_calendar_has_is_unclear_wherever_it_stands() -> None:
    found = told({"impossible": {"birth_date": field("900231")}}, ["birth_date"])
    assert found is not None
    assert found.words == "Zone, unclear"


def test_nothing_is_said_of_what_was_not_read() -> None:
    assert told({}, ["surname"]) is None


def test_a_reading_of_old_that_names_no_source_has_its_clarity_alone() -> None:
    found = told({"fields": {"sex": {"value": "F", "clear": False}}}, ["sex"])
    assert found is not None
    assert found.words == "read once"

"""Three sources side by side: what agrees in other words is no difference, what differs is marked."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from kyc.models import Correction, Profile, Verification
from kyc.services.desk.case_files import CaseFile
from kyc.web.staff.case.clarity import Clarity, Told
from kyc.web.staff.case.comparison import Line, facts, failed_digits, zone_lines

ZONE = ["P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<", "L898902C36UTO7408122F1204159ZE184226B<<<<<10"]
READ = {"surname": "ERIKSSON", "given_names": "ANNA MARIA", "document_number": "L898902C3", "birth_date": "1974-08-12"}


def case(
    declared: dict[str, Any] | None = None,
    read: dict[str, str] | None = None,
    lines: list[str] | None = None,
    **more: Any,
) -> CaseFile:
    fields = {name: {"value": value, "clear": name not in more.get("once", ())} for name, value in (read or {}).items()}
    mrz = {"format": "TD3", "lines": lines, "checks": more.get("checks", {})} if lines else None
    reading = {"fields": fields, "mrz": mrz, "conflicts": list(more.get("conflicts", ()))}
    born = (declared or {}).pop("date_of_birth", None)
    verification = Verification(reading=reading, extracted=more.get("extracted"), date_of_birth=born)
    empty: list[Any] = []
    return CaseFile(
        verification, Profile(**(declared or {})), empty, empty, {}, empty, empty, empty, empty, empty, empty
    )


def compare(case: CaseFile) -> list[Line]:
    return [one for one in facts(case) if one.known]


def line(found: list[Line], label: str) -> Line:
    return next(one for one in found if one.label == label)


def test_every_fact_stands_in_its_three_columns() -> None:
    found = compare(case({"name": "Anna Maria Eriksson"}, READ, ZONE))
    read = "ANNA MARIA ERIKSSON"
    assert line(found, "Name") == Line(
        "full_name", "Name", "Anna Maria Eriksson", read, read, how=Told((), Clarity.SURE)
    )
    assert line(found, "Valid until") == Line("expiry_date", "Valid until", None, None, "2012-04-15")
    assert "Issued on" not in [one.label for one in found]


@pytest.mark.parametrize(
    ("declared", "label"),
    [
        ({"name": "eriksson, anna maria"}, "Name"),
        ({"document_number": "l898-902 c3"}, "Document number"),
        ({"nationality": "Utopia"}, "Nationality"),
        ({"date_of_birth": date(1974, 8, 12)}, "Date of birth"),
    ],
)
def test_the_same_in_other_words_is_no_difference(declared: dict[str, Any], label: str) -> None:
    assert not line(compare(case(declared, READ, ZONE)), label).differs


@pytest.mark.parametrize(
    ("declared", "label"),
    [
        ({"name": "John Smith"}, "Name"),
        ({"name": "Anne Maria Eriksson"}, "Name"),
        ({"name": "Maria Eriksson"}, "Name"),
        ({"document_number": "L898902C4"}, "Document number"),
        ({"nationality": "SG"}, "Nationality"),
        ({"date_of_birth": date(1974, 8, 13)}, "Date of birth"),
    ],
)
def test_what_differs_is_marked(declared: dict[str, Any], label: str) -> None:
    found = compare(case(declared, READ, ZONE))
    assert line(found, label).differs
    assert [one.label for one in found if one.differs] == [label]


def test_a_zone_that_differs_from_the_print_is_marked() -> None:
    found = compare(case({}, {**READ, "birth_date": "1974-08-21"}, ZONE))
    assert line(found, "Date of birth").differs


def test_readings_that_disagreed_are_marked_though_one_value_was_kept() -> None:
    assert line(compare(case({}, READ, ZONE, conflicts=["surname"])), "Name").differs


def test_what_was_read_once_is_marked() -> None:
    found = compare(case({}, READ, ZONE, once=["given_names"]))
    assert [one.label for one in found if one.how and one.how.clarity is Clarity.ONCE] == ["Name"]


def test_what_the_contract_shows_stands_in_the_read_column() -> None:
    found = compare(case({}, {}, None, extracted={"full_name": "JOHN DOE", "document_type": "passport"}))
    assert line(found, "Name").read == "JOHN DOE"
    assert line(found, "Document type").read == "passport"


def test_a_date_that_no_calendar_has_stands_as_it_was_printed() -> None:
    odd = [ZONE[0], ZONE[1].replace("7408122", "7413992")]
    assert line(compare(case({}, {}, odd)), "Date of birth").zone == "741399"


def test_check_digits_that_do_not_hold_are_named() -> None:
    assert failed_digits(case(lines=ZONE, checks={"number": True, "birth_date": False})) == ["birth_date"]


def test_a_case_of_which_nothing_is_known_is_an_empty_table() -> None:
    empty = case()
    empty.verification.reading = None
    assert compare(empty) == []
    assert zone_lines(empty) == ()
    assert failed_digits(empty) == []


def fixed(field: str, value: str, pages: tuple[str, ...] = (), number: int = 1) -> Correction:
    return Correction(id=number, field=field, value=value, was="?", pages=list(pages), reason="field_misread")


def test_a_correction_holds_instead_of_what_was_read_which_stays_beside_it() -> None:
    made = replace(case({"name": "Anna Maria Ericsson"}, READ, ZONE), corrections=[fixed("surname", "Ericsson")])
    name = line(compare(made), "Name")
    assert (name.read, name.machine) == ("ANNA MARIA Ericsson", "ANNA MARIA ERIKSSON")
    assert [one.value for one in name.corrections] == ["Ericsson"]
    assert name.differs, "the zone still says what it says"
    assert line(compare(made), "Document number").corrections == ()


def test_of_two_corrections_the_newer_one_holds() -> None:
    rows = [fixed("surname", "Ericson"), fixed("surname", "Ericsson", number=2)]
    assert line(compare(replace(case({}, READ), corrections=rows)), "Name").read == "ANNA MARIA Ericsson"


def test_a_correction_of_other_photos_holds_no_more() -> None:
    made = replace(case({}, READ), corrections=[fixed("surname", "Ericsson", ("doc_before",))])
    assert line(compare(made), "Name").read == "ANNA MARIA ERIKSSON"


def test_what_nothing_was_read_of_can_be_told_by_a_person() -> None:
    made = replace(case(), corrections=[fixed("sex", "F")])
    assert (line(compare(made), "Sex").read, line(compare(made), "Sex").machine) == ("F", None)
    assert [one.label for one in facts(case()) if not one.correctable] == ["Document type"]


def test_lines_that_are_no_zone_fill_no_column() -> None:
    found = compare(case({}, READ, ["SOMETHING", "ELSE"]))
    assert {one.zone for one in found} == {None}

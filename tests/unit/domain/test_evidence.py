"""What was read of a document, as the checks see it."""

from __future__ import annotations

from dataclasses import FrozenInstanceError

import pytest

from kyc.domain.evidence import DocumentReading, Engine, Field, Mrz, NotMeasured

ENGINE = Engine("reader", "1")
LINES = ("P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<", "L898902C36UTO7408122F1204159ZE184226B<<<<<10")


def reading(**values: str) -> DocumentReading:
    return DocumentReading(
        None, {name: Field(value, "viz", 0.9, False) for name, value in values.items()}, None, ENGINE
    )


@pytest.mark.parametrize(
    ("values", "name"),
    [
        ({"given_names": "ANNA MARIA", "surname": "ERIKSSON"}, "ANNA MARIA ERIKSSON"),
        ({"surname": "SUHARTO"}, "SUHARTO"),
        ({"given_names": "ANNA"}, "ANNA"),
        ({"given_names": "", "surname": "SUHARTO"}, "SUHARTO"),
        ({"document_number": "L898902C3"}, None),
        ({}, None),
    ],
)
def test_a_full_name_is_what_was_read_of_it(values: dict[str, str], name: str | None) -> None:
    assert reading(**values).full_name == name


def test_a_field_that_was_not_read_is_none() -> None:
    found = reading(document_number="L898902C3")
    assert (found.value("document_number"), found.value("birth_date")) == ("L898902C3", None)


@pytest.mark.parametrize(
    ("checks", "valid"),
    [
        ({"document_number": True, "birth_date": True}, True),
        ({"document_number": True, "birth_date": False}, False),
        ({}, False),
    ],
)
def test_a_zone_holds_only_where_every_one_of_its_digits_does(checks: dict[str, bool], valid: bool) -> None:
    assert Mrz("TD3", LINES, checks).valid is valid


def test_evidence_is_frozen() -> None:
    found = NotMeasured("model_missing")
    with pytest.raises(FrozenInstanceError):
        found.reason = ""  # type: ignore[misc]

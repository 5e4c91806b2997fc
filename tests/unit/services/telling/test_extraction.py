"""What the partner is shown of a reading, and what is kept of it for the staff."""

from __future__ import annotations

import json

import pytest

from kyc.domain.documents import DocumentType, Side
from kyc.domain.evidence import DocumentReading, Engine, Field, Mrz, Region, Sighting, Source
from kyc.services.telling.extraction import KEYS, extracted_data, kept_reading

ZONE = ("P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<", "L898902C36UTO7408122F1204159ZE184226B<<<<<10")
ENGINE = Engine("e", "1")
FRONT = Region(Side.FRONT, (0.1, 0.2, 0.3, 0.25))


def reading(**fields: Field) -> DocumentReading:
    return DocumentReading(DocumentType.PASSPORT, fields, None, ENGINE)


def field(value: str, source: Source = "mrz") -> Field:
    return Field(value, source, 0.98, clear=True)


def test_the_contracts_five_keys_are_filled_from_what_was_read() -> None:
    found = extracted_data(
        reading(
            surname=field("Müller"),
            given_names=field("Anna"),
            birth_date=field("1984-06-07"),
            document_number=field("X7K4P92T1"),
            nationality=field("DEU"),
        ),
        None,
    )
    assert found == {
        "full_name": "ANNA MÜLLER",
        "date_of_birth": "1984-06-07",
        "document_number": "X7K4P92T1",
        "document_type": "passport",
        "nationality": "DEU",
    }
    assert tuple(found) == KEYS


def test_what_was_not_read_is_null() -> None:
    found = extracted_data(reading(document_number=field("X7K4P92T1")), None)
    assert found is not None
    assert [name for name, value in found.items() if value] == ["document_number", "document_type"]


@pytest.mark.parametrize(("source", "name"), [("mrz", "SUKARNO"), ("barcode", "SUKARNO"), ("viz", None)])
def test_a_person_may_have_one_name_but_half_of_a_printed_one_is_none(source: Source, name: str | None) -> None:
    found = extracted_data(reading(surname=field("SUKARNO", source)), None)
    assert found is not None
    assert found["full_name"] == name


def test_a_document_of_which_nothing_was_read_has_no_data() -> None:
    assert extracted_data(reading(), DocumentType.PASSPORT) is None
    assert extracted_data(None, DocumentType.PASSPORT) is None


def test_the_chosen_kind_stands_where_the_document_does_not_say() -> None:
    found = extracted_data(DocumentReading(None, {"sex": field("F")}, None, ENGINE), DocumentType.ID_CARD)
    assert found is not None
    assert found["document_type"] == "id_card"


def test_the_whole_reading_is_kept_as_plain_json() -> None:
    seen = Sighting("ERIKSSON", "viz", 0.97, FRONT)
    fields = {
        "surname": Field("ERIKSSON", "mrz", 0.98, True, Region(Side.BACK, (0.0, 0.8, 0.5, 0.9)), (seen,)),
        "sex": Field("F", "viz", 0.6, False),
    }
    mrz = Mrz("TD3", ZONE, {"number": True, "composite": False}, repaired=1)
    kept = kept_reading(
        DocumentReading(
            DocumentType.PASSPORT,
            fields,
            mrz,
            ENGINE,
            conflicts=("sex",),
            impossible={"birth_date": Field("110229", "mrz", 0.9, False, FRONT)},
            ambiguous=("document_number",),
            barcode="qr",
        )
    )
    front = {"side": "front", "box": [0.1, 0.2, 0.3, 0.25]}
    assert kept == {
        "fields": {
            "surname": {
                "value": "ERIKSSON",
                "source": "mrz",
                "confidence": 0.98,
                "clear": True,
                "region": {"side": "back", "box": [0.0, 0.8, 0.5, 0.9]},
                "others": [{"value": "ERIKSSON", "source": "viz", "confidence": 0.97, "region": front}],
            },
            "sex": {"value": "F", "source": "viz", "confidence": 0.6, "clear": False, "region": None, "others": []},
        },
        "mrz": {"format": "TD3", "lines": list(ZONE), "checks": {"number": True, "composite": False}},
        "conflicts": ["sex"],
        "unclear": ["sex"],
        "ambiguous": ["document_number"],
        "impossible": {
            "birth_date": {
                "value": "110229",
                "source": "mrz",
                "confidence": 0.9,
                "clear": False,
                "region": front,
                "others": [],
            }
        },
        "repaired": 1,
        "barcode": "qr",
    }
    assert json.loads(json.dumps(kept)) == kept


def test_a_document_without_a_zone_keeps_none() -> None:
    kept = kept_reading(DocumentReading(None, {}, None, ENGINE))
    assert kept is not None
    assert (kept["fields"], kept["mrz"], kept["conflicts"], kept["unclear"]) == ({}, None, [], [])


def test_nothing_is_kept_of_what_was_not_read() -> None:
    assert kept_reading(None) is None

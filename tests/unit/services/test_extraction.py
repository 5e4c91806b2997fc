"""What is kept of a reading for the staff."""

from __future__ import annotations

import json

from kyc.domain.documents import DocumentType
from kyc.domain.evidence import DocumentReading, Engine, Field, Mrz
from kyc.services.extraction import kept_reading

ZONE = ("P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<", "L898902C36UTO7408122F1204159ZE184226B<<<<<10")


def test_the_whole_reading_is_kept_as_plain_json() -> None:
    fields = {"surname": Field("ERIKSSON", "mrz", 0.98, True), "sex": Field("F", "viz", 0.6, False)}
    mrz = Mrz("TD3", ZONE, {"number": True, "composite": False})
    kept = kept_reading(DocumentReading(DocumentType.PASSPORT, fields, mrz, Engine("e", "1"), conflicts=("sex",)))
    assert kept == {
        "fields": {
            "surname": {"value": "ERIKSSON", "source": "mrz", "confidence": 0.98, "clear": True},
            "sex": {"value": "F", "source": "viz", "confidence": 0.6, "clear": False},
        },
        "mrz": {"format": "TD3", "lines": list(ZONE), "checks": {"number": True, "composite": False}},
        "conflicts": ["sex"],
    }
    assert json.loads(json.dumps(kept)) == kept


def test_a_document_without_a_zone_keeps_none() -> None:
    kept = kept_reading(DocumentReading(None, {}, None, Engine("e", "1")))
    assert kept == {"fields": {}, "mrz": None, "conflicts": []}


def test_nothing_is_kept_of_what_was_not_read() -> None:
    assert kept_reading(None) is None

"""The net below the rule: secrets and what looks like a person's never stand in a line, ids and codes do."""

from __future__ import annotations

import pytest

from kyc.logs.redaction import LONGEST, WITHHELD, redacted, without_values

HARMLESS = [
    "sess_40xmbhmcnt2ovuv3fegi35dmupc8e19",
    "dlv_5f3kq81mz7p2x0aw4t9bv6nc3",
    "/v1/sessions/{session_id}/documents",
    "GET",
    "face_detection_yunet_2023mar.onnx",
    "web-1.example-1",
    "2026-11-22",
    "House list",
    "flask kyc models install",
]
SECRETS = [
    "ekyc_live_abcdefghij_0123456789abcdef0123456789abcdef01234567",
    "st_abcdefghijklmnopqrstuvwxyz012345",
    "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=",
    "Bearer abc.def-ghi",
    "Basic dXNlcjpwYXNz",
    "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl",
    "jane@example.org",
    "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<",
    "L898902C36UTO7408122F1204159ZE184226B<<<<<10",
]
PERSONAL = ["12.08.1974", "1974-08-12", "L898902C3", "123456789", "'Anna Maria'", '"Eriksson"']


@pytest.mark.parametrize("value", HARMLESS)
def test_ids_codes_and_patterns_are_written_as_they_are(value: str) -> None:
    assert redacted(None, "info", {"event": "x", "source": value})["source"] == value


@pytest.mark.parametrize("value", SECRETS)
@pytest.mark.parametrize("field", ["source", "message", "event"])
def test_what_looks_like_a_secret_is_withheld_from_every_field(field: str, value: str) -> None:
    written = redacted(None, "info", {field: f"before {value} after"})[field]
    assert written == f"before {WITHHELD} after"


@pytest.mark.parametrize("value", PERSONAL)
def test_words_of_others_lose_dates_numbers_and_quotations(value: str) -> None:
    assert redacted(None, "info", {"message": f"cannot read {value} here"})["message"] == f"cannot read {WITHHELD} here"


def test_user_and_password_of_an_address_are_withheld() -> None:
    assert without_values("https://me:hush@lists.example/eu.xml") == f"https://{WITHHELD}lists.example/eu.xml"


def test_a_field_that_is_none_of_the_list_is_withheld_whatever_it_holds() -> None:
    line = redacted(None, "info", {"event": "x", "document_number": "AB", "applicant": {"name": "Jane"}, "age": 30})
    assert line == {"event": "x", "document_number": WITHHELD, "applicant": WITHHELD, "age": WITHHELD}


def test_numbers_lists_and_nothing_are_left_and_objects_are_named_by_their_kind() -> None:
    given = {"seconds": 1.5, "status": 200, "error": None, "executors": ["h-1", "me@example.org"], "reason": object()}
    assert redacted(None, "info", dict(given)) == {
        "seconds": 1.5,
        "status": 200,
        "error": None,
        "executors": ["h-1", WITHHELD],
        "reason": "object",
    }


def test_a_traceback_is_dropped() -> None:
    assert redacted(None, "error", {"event": "x", "exc_info": True, "exception": "ValueError: Jane"}) == {"event": "x"}


def test_a_long_value_is_cut() -> None:
    assert len(without_values("x" * 10_000)) == LONGEST

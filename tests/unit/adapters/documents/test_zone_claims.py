"""What a zone claims of each field, and where it stands in its rows."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from kyc.adapters.documents import zone_claims
from kyc.adapters.documents.places import region_of
from kyc.adapters.documents.zone import FoundZone
from kyc.domain.mrz import Zone, parse
from kyc.domain.mrz_write import td3
from tests.unit.adapters.documents.sheets import box, sheet

TODAY = date(2026, 11, 21)
PAGE = sheet()
ROWS = (box(10, 500, 880, 20), box(10, 540, 880, 20))


def zone(surname: str = "Doe", state: str = "UTO", repaired: int = 0) -> Zone:
    lines = td3(state, surname, "Jane Mary", "A1234567", state, date(1990, 1, 15), "F", date(2031, 6, 30))
    parsed = parse(lines, repaired)
    assert parsed is not None
    return parsed


def found(one: Zone | None = None, *confirmed: str) -> FoundZone:
    return FoundZone(one or zone(), 0.98, (), frozenset(confirmed), boxes=ROWS)


def test_a_zone_claims_every_field_in_our_names_and_forms() -> None:
    claims = zone_claims.of_zone(found(), PAGE, TODAY)
    assert {name: claim.sighting.value for name, claim in claims.items()} == {
        "surname": "DOE",
        "given_names": "JANE MARY",
        "document_number": "A1234567",
        "birth_date": "1990-01-15",
        "expiry_date": "2031-06-30",
        "sex": "F",
        "nationality": "UTO",
        "issuing_country": "UTO",
    }
    assert all(claim.holds and claim.sure for claim in claims.values())


def test_without_a_zone_nothing_is_claimed() -> None:
    assert zone_claims.of_zone(None, None, TODAY) == {}
    assert zone_claims.impossible(None, None) == {}
    assert zone_claims.ambiguous(None) == ()


@pytest.mark.parametrize(
    ("name", "row", "start", "end"),
    [
        ("surname", 0, 5, 8),
        ("given_names", 0, 10, 19),
        ("issuing_country", 0, 2, 5),
        ("document_number", 1, 0, 9),
        ("birth_date", 1, 13, 19),
        ("expiry_date", 1, 21, 27),
        ("sex", 1, 20, 21),
    ],
)
def test_a_field_stands_at_its_own_characters(name: str, row: int, start: int, end: int) -> None:
    left, top = 10 + 20 * start, 500 + 40 * row
    expected = region_of(PAGE, box(left, top, 20 * (end - start), 20))
    region = zone_claims.of_zone(found(), PAGE, TODAY)[name].sighting.region
    assert region is not None
    assert region.box == pytest.approx(expected.box, abs=0.001)


def test_a_zone_whose_rows_are_not_known_has_no_places() -> None:
    claims = zone_claims.of_zone(replace(found(), boxes=()), PAGE, TODAY)
    assert {claim.sighting.region for claim in claims.values()} == {None}


def test_what_a_second_reader_confirmed_was_read_again() -> None:
    claims = zone_claims.of_zone(found(None, "number", "surname"), PAGE, TODAY)
    assert claims["document_number"].again
    assert claims["surname"].again
    assert not claims["birth_date"].again


def test_both_rows_name_the_state() -> None:
    claims = zone_claims.of_zone(found(), PAGE, TODAY)
    assert claims["nationality"].again[0].region == claims["issuing_country"].sighting.region


def test_a_state_is_looked_for_as_it_is_printed() -> None:
    claim = zone_claims.of_zone(found(zone(state="D")), PAGE, TODAY)["nationality"]
    assert (claim.sighting.value, claim.written) == ("DEU", "D")


def test_of_a_mended_zone_the_number_does_not_hold_and_nothing_is_sure() -> None:
    claims = zone_claims.of_zone(found(zone(repaired=1)), PAGE, TODAY)
    assert not claims["document_number"].holds
    assert not any(claim.sure for claim in claims.values())


def test_a_field_whose_check_digit_fails_is_half_as_sure() -> None:
    lines = zone().lines
    broken = parse((lines[0], lines[1].replace("900115", "910115")))
    claims = zone_claims.of_zone(found(broken), PAGE, TODAY)
    assert not claims["birth_date"].holds
    assert claims["birth_date"].sighting.confidence == 0.49
    assert claims["document_number"].holds
    assert not claims["document_number"].sure


def test_a_name_that_fills_its_room_may_be_cut() -> None:
    assert zone_claims.of_zone(found(zone("Nilavadhanananda Chayapa Dejthamrong Krasuang")), PAGE, TODAY)["surname"].cut
    assert not zone_claims.of_zone(found(), PAGE, TODAY)["surname"].cut


def test_a_day_that_no_calendar_has_is_kept_as_it_stands() -> None:
    lines = zone().lines
    broken = parse((lines[0], lines[1].replace("900115", "110229")))
    assert "birth_date" not in zone_claims.of_zone(found(broken), PAGE, TODAY)
    assert zone_claims.impossible(found(broken), PAGE)["birth_date"].sighting.value == "110229"


def test_ambiguous_fields_have_our_names_and_others_are_left_out() -> None:
    doubtful = replace(found(), ambiguous=frozenset({"number", "issuer", "surname", "optional", "code"}))
    assert zone_claims.ambiguous(doubtful) == ("document_number", "issuing_country", "surname")

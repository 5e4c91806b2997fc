from __future__ import annotations

from dataclasses import replace

import pytest

from kyc.checks.document.facts import confirmed, field_of, places, portrait_side, surely_read, zone_holds
from kyc.domain.documents import DocumentType, Side
from kyc.domain.evidence import Field
from tests.unit.checks.document_evidence import (
    WHOLE_PAGE,
    at,
    blank,
    broken,
    evidence,
    reading,
    sighting,
    with_field,
    without_zone,
    zone,
)

ONCE = reading(clear=False)


def test_a_field_is_found_also_where_no_calendar_has_it() -> None:
    odd = Field("110229", "mrz", 0.9, clear=True)
    document = reading({"birth_date": ""}, impossible={"birth_date": odd})
    assert field_of(document, "birth_date") is odd
    assert field_of(document, "issue_date") is None


def test_every_reading_of_a_field_is_a_place_to_look_at_and_each_once() -> None:
    document = with_field(
        reading(), "sex", region=at(0.3), others=(sighting("F", region=at(0.8)), sighting("F", region=at(0.3)))
    )
    assert places(document, "sex", "sex") == (at(0.3), at(0.8))
    assert places(with_field(document, "sex", region=None, others=()), "sex") == ()


@pytest.mark.parametrize(
    ("document", "sure"),
    [
        (reading(), True),
        (ONCE, True),
        (reading(clear=False, mrz=broken("composite")), False),
        (reading(clear=False, mrz=replace(zone(), repaired=1)), False),
        (without_zone(DocumentType.PASSPORT), False),
        (with_field(without_zone(DocumentType.DRIVER_LICENSE), "expiry_date", source="barcode"), True),
        (with_field(without_zone(DocumentType.DRIVER_LICENSE), "expiry_date", source="viz"), False),
        (reading(conflicts=("expiry_date",)), False),
        (reading(ambiguous=("expiry_date",)), False),
        (blank(), False),
    ],
)
def test_only_what_was_surely_read_may_refuse(document: object, sure: bool) -> None:
    assert surely_read(document, "expiry_date") is sure  # type: ignore[arg-type]


def test_a_zone_holds_as_it_was_read() -> None:
    assert zone_holds(reading())
    assert not zone_holds(reading(mrz=replace(zone(), repaired=1)))
    assert not zone_holds(blank())


def test_the_share_of_what_was_read_twice() -> None:
    assert confirmed(reading()) == 1.0
    assert confirmed(with_field(reading(), "birth_date", clear=False)) == pytest.approx(0.67)
    assert confirmed(blank()) == 0.0


def test_the_portrait_is_never_on_the_back() -> None:
    assert portrait_side(evidence(reading())) == (WHOLE_PAGE,)
    sides = portrait_side(evidence(reading(), uploads={Side.BACK: None, Side.FRONT: None}))
    assert [region.side for region in sides] == [Side.FRONT]
    assert portrait_side(evidence(reading(), uploads={})) == ()

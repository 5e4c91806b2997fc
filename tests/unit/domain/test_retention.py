"""Terms: days from the end, class by class, and the record last."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from kyc.domain.data_classes import DataClass
from kyc.domain.retention import Terms

IMAGES, BIOMETRICS, EXTRACTED, RECORD = DataClass
NOW = datetime(2026, 3, 1, tzinfo=UTC)


@pytest.mark.parametrize("kind", DataClass)
def test_nothing_goes_where_nothing_is_set(kind: DataClass) -> None:
    for terms in (Terms(), Terms({kind: 0})):
        assert terms.of(kind) is None
        assert terms.ended_before(kind, NOW) is None
        assert terms.goes_on(kind, NOW.date()) is None


def test_each_class_goes_after_its_own_days() -> None:
    terms = Terms({IMAGES: 30, EXTRACTED: 365})
    assert terms.ended_before(IMAGES, NOW) == datetime(2026, 1, 30, tzinfo=UTC)
    assert terms.goes_on(EXTRACTED, date(2026, 3, 1)) == date(2027, 3, 1)
    assert terms.of(BIOMETRICS) is None


def test_nothing_outlives_the_record() -> None:
    terms = Terms({IMAGES: 30, EXTRACTED: 4000, RECORD: 3650})
    assert [terms.of(kind) for kind in DataClass] == [30, 3650, 3650, 3650]


def test_a_partner_changes_what_it_names_and_may_keep_what_the_rest_does_not() -> None:
    terms = Terms({IMAGES: 30, EXTRACTED: 365}).changed({IMAGES: 0})
    assert terms.of(IMAGES) is None
    assert terms.of(EXTRACTED) == 365

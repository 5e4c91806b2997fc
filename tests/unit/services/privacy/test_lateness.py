"""How late retention is: counted from the end of the term, by class, and nothing that is held or open."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from kyc.domain.retention import Terms
from kyc.models import DEFAULT_PARTNER, DiscardedObject, PartnerTerm, utcnow
from kyc.services.privacy import holds, retention
from kyc.services.privacy.lateness import lateness_s, objects_to_delete
from tests import make
from tests.unit.services.privacy.ended import BIOMETRICS, EXTRACTED, IMAGES, RECORD, decided

TERMS = Terms({IMAGES: 10, BIOMETRICS: 0, EXTRACTED: 30, RECORD: 60})


def days(session: Session, standard: Terms = TERMS) -> dict[str, float]:
    return {kind.value: round(late / 86_400, 2) for kind, late in lateness_s(session, standard, utcnow()).items()}


def test_where_nothing_has_a_term_nothing_is_late(committed: Session) -> None:
    decided(committed, 400)
    assert set(days(committed, Terms(dict.fromkeys(TERMS.days, 0))).values()) == {0.0}


def test_the_oldest_of_each_class_counts_from_its_term(committed: Session) -> None:
    decided(committed, 40)
    decided(committed, 35)
    make.in_review(committed)
    assert days(committed) == {"images": 30, "biometrics": 0, "extracted": 10, "record": 0}


def test_what_went_is_late_no_more_but_for_its_record(committed: Session) -> None:
    made = decided(committed, 65)
    retention.purge(committed, made.id, {IMAGES, EXTRACTED})  # biometrics stay as long as the record may
    assert days(committed) == {"images": 0, "biometrics": 5, "extracted": 0, "record": 5}


def test_what_is_held_is_not_late(committed: Session) -> None:
    made = decided(committed, 100)
    holds.put(committed, made.profile_id, "litigation", "", "staff:1")
    assert set(days(committed).values()) == {0.0}


@pytest.mark.parametrize(("own", "late"), [(0, 0), (39, 1), (1, 39)])
def test_a_partner_s_own_terms_count(committed: Session, own: int, late: int) -> None:
    decided(committed, 40)
    committed.merge(PartnerTerm(partner_id=DEFAULT_PARTNER, data_class="images", days=own))
    assert days(committed)["images"] == late


def test_objects_that_wait_to_be_deleted_are_counted(committed: Session) -> None:
    committed.add(DiscardedObject(name="document/img_1"))
    assert objects_to_delete(committed) == 1

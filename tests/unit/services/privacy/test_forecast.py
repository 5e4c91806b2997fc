"""The forecast says what goes now, in which month the rest goes, and what is kept, held or open."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy.orm import Session

from kyc.models import DEFAULT_PARTNER, utcnow
from kyc.services.privacy import holds, retention
from kyc.services.privacy.forecast import NOW, Outlook, forecast
from tests import make
from tests.unit.services.privacy.ended import BIOMETRICS, EXTRACTED, IMAGES, RECORD, abandoned, decided, standard


def told(session: Session, **days: int) -> dict[str, Outlook]:
    return {one.kind.value: one for one in forecast(session, standard(**days), utcnow().date()).classes}


def month(days: int) -> str:
    return f"{utcnow().date() + timedelta(days=days):%Y-%m}"


def test_what_is_due_and_what_comes_in_which_month(committed: Session) -> None:
    decided(committed, 40)
    abandoned(committed, 5)
    found = told(committed, images=10)
    assert found["images"].goes == {NOW: 1, month(5): 1}
    assert (found["images"].days, found["extracted"].days) == (10, None)
    assert found["extracted"].kept == 2
    assert found["record"].kept == 2


def test_what_went_is_told_no_more(committed: Session) -> None:
    made = decided(committed, 40)
    retention.purge(committed, made.id, {IMAGES})
    found = told(committed, images=10, biometrics=10)
    assert found["images"].goes == {}
    assert found["biometrics"].goes == {NOW: 1}


def test_held_and_open_ones_are_told_apart(committed: Session) -> None:
    made = decided(committed, 40)
    make.in_review(committed)
    holds.put(committed, made.profile_id, "litigation", "", "operator")
    holds.put(committed, made.profile_id, "authority", "", "operator")
    found = forecast(committed, standard(images=10), utcnow().date())
    assert (found.open, found.holds) == (1, 1)
    assert (found.classes[0].held, found.classes[0].goes) == (1, {})


def test_a_partners_own_term_counts(committed: Session) -> None:
    decided(committed, 40)
    retention.set_term(committed, DEFAULT_PARTNER, RECORD, 30, "operator")
    found = told(committed)
    assert [found[kind.value].goes for kind in (IMAGES, BIOMETRICS, EXTRACTED, RECORD)] == [{NOW: 1}] * 4


def test_months_stand_in_order_and_what_is_due_first(committed: Session) -> None:
    for days in (300, 5, 40):
        decided(committed, days)
    found = forecast(committed, standard(images=60), utcnow().date())
    assert found.months[0] == NOW
    assert found.months[1:] == sorted(found.months[1:])
    assert forecast(committed, standard(images=60), date(2020, 1, 1)).months[0] != NOW

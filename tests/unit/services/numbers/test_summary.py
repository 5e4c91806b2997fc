"""Every figure of a period, on verifications brought there by the services themselves."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from kyc.domain.check import Result
from kyc.domain.devices import Device
from kyc.models import DEFAULT_PARTNER, Partner, Verification, transaction
from kyc.services.applicant import holders
from kyc.services.numbers.cohort import Scope
from kyc.services.numbers.summary import KEYS, Groups, groups
from kyc.services.verification import uploads
from tests import make
from tests.unit.services.opened import at, decided, refused, ruled

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
NOON = NOW - timedelta(days=2)


def counted(session: Session, days: int = 7, **wanted: str) -> Groups:
    session.expire_all()
    return groups(session, Scope(NOW, days, **wanted))  # type: ignore[arg-type]  # modes as the page has them


def test_an_empty_period_has_noughts_and_no_shares(session: Session) -> None:
    found = counted(session)
    assert len(found.days) == 7
    assert found.total.opened == 0
    assert (found.by, found.waits) == ({key: {} for key in KEYS}, {})
    rates = ("pass_rate", "straight_through", "drop_off", "first_photos", "first_goes")
    assert [getattr(found.total, name) for name in rates] == [None] * 5


def test_what_became_of_each_is_counted_once(session: Session) -> None:
    with transaction(session):
        for _ in range(3):
            at(decided(session), NOON)
        at(decided(session, face_match=Result.FAIL), NOON)
        at(ruled(session), NOON)
        at(ruled(session, "rejected"), NOON)
        at(make.in_review(session), NOON)
        at(make.submitted(session), NOON)
    total = counted(session).total
    assert (total.opened, total.submitted, total.decided, total.waiting) == (8, 8, 6, 2)
    assert (total.approved, total.rejected) == (4, 2)
    assert (total.approved_unseen, total.rejected_unseen) == (3, 1)
    assert total.pass_rate == 4 / 6
    assert total.straight_through == 4 / 6


def test_who_left_and_who_is_still_under_way(session: Session) -> None:
    with transaction(session):
        at(decided(session), NOON)
        at(make.verification(session), NOON)
        at(make.verification(session), NOON, expires_at=NOW + timedelta(days=1))
        at(make.with_evidence(session), NOON, expires_at=NOW + timedelta(days=1), closed_reason="cancelled")
    total = counted(session).total
    assert (total.opened, total.submitted, total.gone, total.under_way) == (4, 1, 2, 1)
    assert total.drop_off == 2 / 3


def test_steps_are_counted_by_how_far_people_came(session: Session) -> None:
    with transaction(session):
        at(make.verification(session), NOON)
        at(make.with_evidence(session), NOON)
        at(make.submitted(session), NOON)
    total = counted(session).total
    assert (total.documents, total.selfies, total.submitted) == (2, 2, 1)


def test_first_photos_are_told_by_step(session: Session) -> None:
    with transaction(session):
        at(decided(session), NOON)
        at(refused(session, decided(session), "document.data_page"), NOON)
        at(refused(session, decided(session), "selfie"), NOON)
        at(refused(session, make.verification(session), "document.front"), NOON)
    total = counted(session).total
    assert (total.sent_documents, total.good_documents) == (4, 2)
    assert (total.sent_selfies, total.good_selfies) == (3, 2)
    assert total.first_photos == 1 / 4


def test_only_first_goes_count_as_such(session: Session) -> None:
    with transaction(session):
        first = at(decided(session, face_match=Result.FAIL), NOON)
        at(decided(session), NOON, previous_id=first.id)
        at(decided(session), NOON)
    total = counted(session).total
    assert (total.first_decided, total.first_approved, total.first_goes) == (2, 1, 0.5)
    assert total.approved == 2


def test_days_begin_at_midnight_utc(session: Session) -> None:
    midnight = NOW.replace(hour=0)
    with transaction(session):
        at(make.verification(session), midnight)
        at(make.verification(session), midnight - timedelta(milliseconds=1))
        at(make.verification(session), midnight - timedelta(days=6))
        at(make.verification(session), midnight - timedelta(days=6, milliseconds=1))
        at(make.verification(session), NOW + timedelta(seconds=1))
    assert [day.opened for day in counted(session).days] == [1, 0, 0, 0, 0, 1, 1]
    assert [day.opened for day in counted(session, 30).days[-8:]] == [1, 1, 0, 0, 0, 0, 1, 1]


def test_groups_by_document_type_and_country_the_largest_first(session: Session) -> None:
    with transaction(session):
        for country in ("DEU", "DEU", "FRA"):
            at(decided(session), NOON, issuing_country=country)
        at(decided(session, face_match=Result.FAIL), NOON, document_type="id_card", issuing_country="FRA")
        at(make.verification(session), NOON, issuing_country="DEU")
    found = counted(session)
    assert {kind: (one.opened, one.pass_rate) for kind, one in found.by["kind"].items()} == {
        "passport": (3, 1.0),
        None: (1, None),
        "id_card": (1, 0.0),
    }
    countries = found.by["country"]
    assert {code: (one.opened, one.approved) for code, one in countries.items()} == {"DEU": (3, 2), "FRA": (2, 1)}
    assert list(countries) == ["DEU", "FRA"]


def test_groups_by_the_device_that_held_it(session: Session) -> None:
    with transaction(session):
        for device in (Device.PHONE, Device.PHONE, Device.DESKTOP):
            holders.hold(session, at(decided(session), NOON).id, "hold_one", device=device)
        left = refused(session, at(make.verification(session), NOON), "document.front")
        holders.hold(session, left.id, "hold_one", device=Device.DESKTOP)
        at(decided(session), NOON)
    found = counted(session).by["device"]
    assert {name: (one.opened, one.drop_off, one.first_photos) for name, one in found.items()} == {
        "phone": (2, 0.0, 1.0),
        "desktop": (2, 0.5, 0.5),
        None: (1, 0.0, 1.0),
    }


def test_groups_by_the_way_of_the_last_selfie(session: Session) -> None:
    with transaction(session):
        at(decided(session), NOON)
        again = make.verification(session)
        uploads.attach_document(session, again, make.received("page"), make.passport_facts(), "applicant")
        for way in ("upload", "camera"):
            uploads.attach_selfie(session, again, make.received(f"selfie-{way}"), way, "applicant")
        at(again, NOON)
        at(make.verification(session), NOON)
    assert {way: one.opened for way, one in counted(session).by["capture"].items()} == {"api": 1, "camera": 1, None: 1}


def test_modes_and_partners_are_never_mixed(session: Session) -> None:
    with transaction(session):
        session.add(Partner(id="ptn_other", name="Other", sealed_webhook_secret=b"-"))
        session.flush()
        at(decided(session), NOON)
        at(decided(session, "test"), NOON)
        at(decided(session), NOON, partner_id="ptn_other")
    assert counted(session).total.opened == 2
    assert counted(session, mode="test").total.opened == 1
    assert counted(session, partner=DEFAULT_PARTNER).total.opened == 1
    assert counted(session, partner="ptn_none").total.opened == 0


@pytest.mark.parametrize(
    ("waited", "rounded"),
    [(0, 0), (41.9, 41), (599, 599), (601, 600), (86_399, 86_340), (90_000, 90_000), (93_599, 90_000)],
)
def test_waits_are_rounded_down(session: Session, waited: float, rounded: int) -> None:
    with transaction(session):
        waits(decided(session), waited)
    assert counted(session).waits == {(rounded, False): 1}


def test_waits_are_told_apart_by_whether_a_person_saw_them(session: Session) -> None:
    with transaction(session):
        waits(decided(session), 30)
        waits(ruled(session), 30)
        waits(ruled(session, "rejected"), 7200)
        at(make.in_review(session), NOON)
    assert counted(session).waits == {(30, False): 1, (30, True): 1, (7200, True): 1}


def waits(verification: Verification, seconds: float) -> None:
    at(verification, NOON, submitted_at=NOON, decided_at=NOON + timedelta(seconds=seconds))

"""The page of a case: everything side by side, in the staff's words, with nothing left out."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from kyc.domain.reasons import CATALOGUE
from kyc.models import CheckRecord, PortraitMatch, Profile, Verification, transaction
from kyc.services.verification import openings
from tests import make
from tests.api.staff.people import text

pytestmark = pytest.mark.one_database

ZONE = ("P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<", "L898902C36UTO7408122F1204159ZE184226B<<<<<10")


def reading(**changes: Any) -> dict[str, Any]:
    """The specimen of ICAO 9303-4 as the worker keeps it."""
    values = {"surname": "ERIKSSON", "given_names": "ANNA MARIA", "document_number": "L898902C3"}
    values |= {"birth_date": "1974-08-12", "expiry_date": "2012-04-15", "nationality": "UTO", "sex": "F"}
    fields = {
        name: {"value": value, "source": "mrz", "confidence": 0.9, "clear": True} for name, value in values.items()
    }
    checks = {"number": True, "birth_date": True, "expiry_date": True, "optional": True, "composite": True}
    return {
        "fields": fields,
        "mrz": {"format": "TD3", "lines": list(ZONE), "checks": checks},
        "conflicts": [],
    } | changes


def changed(session: Session, verification: Verification, **values: Any) -> None:
    with transaction(session):
        found = session.get_one(Verification, verification.id)
        for name, value in values.items():
            setattr(found, name, value)


def check(session: Session, verification: Verification, name: str, **values: Any) -> None:
    with transaction(session):
        record = session.scalars(select(CheckRecord).filter_by(verification_id=verification.id, name=name)).one()
        for key, value in values.items():
            setattr(record, key, value)


def page_of(browser: FlaskClient, verification: Verification) -> str:
    return text(browser.get(f"/staff/cases/{verification.id}"))


def test_declared_read_and_zone_stand_side_by_side(
    viewer: FlaskClient, session: Session, waiting: Verification
) -> None:
    changed(session, waiting, reading=reading(), extracted=None, date_of_birth=date(1974, 8, 12))
    page = page_of(viewer, waiting)
    assert "Name Differs Jane Doe ANNA MARIA ERIKSSON Zone, sure ANNA MARIA ERIKSSON" in page.replace(" ! ", " ")
    assert "Date of birth 1974-08-12 1974-08-12 Zone, sure 1974-08-12" in page
    assert "All check digits hold" in page
    for line in ZONE:
        assert line in page


def test_a_check_digit_that_does_not_hold_is_named(
    viewer: FlaskClient, session: Session, waiting: Verification
) -> None:
    mrz = {"format": "TD3", "lines": list(ZONE), "checks": {"number": True, "birth_date": False}}
    changed(session, waiting, reading=reading(mrz=mrz))
    assert "Check digits do not hold birth date" in page_of(viewer, waiting)


def test_a_field_that_was_read_once_is_marked(viewer: FlaskClient, session: Session, waiting: Verification) -> None:
    unsure = reading()
    unsure["fields"]["sex"]["clear"] = False
    changed(session, waiting, reading=unsure)
    page = page_of(viewer, waiting)
    assert page.count("Zone, read once") == 1
    assert page.count("Zone, sure") == 5


def test_each_check_says_its_result_in_words_with_score_and_model(
    viewer: FlaskClient, session: Session, waiting: Verification
) -> None:
    check(
        session,
        waiting,
        "face_match",
        score=0.3512,
        threshold=0.42,
        model="sface",
        model_version="2021dec",
        reasons=["face_uncertain"],
    )
    page = page_of(viewer, waiting)
    assert "Face match ! Review" in page
    assert "Score 0.35 , passes from 0.42. sface 2021dec" in page
    assert CATALOGUE["face_uncertain"].staff in page


def test_what_did_not_run_is_not_a_pass(viewer: FlaskClient, session: Session, waiting: Verification) -> None:
    check(session, waiting, "pep_screening", result="not_performed", reasons=["watchlist_not_loaded"])
    page = viewer.get(f"/staff/cases/{waiting.id}").get_data(as_text=True)
    assert 'class="check none"' in page
    assert "Not performed" in page


def test_a_check_without_a_row_did_not_run(viewer: FlaskClient, session: Session, waiting: Verification) -> None:
    with transaction(session):
        session.delete(session.scalars(select(CheckRecord).filter_by(name="face_liveness")).one())
    assert "Liveness – Not performed This check has not run." in page_of(viewer, waiting)


def test_a_screening_match_is_explained_feature_by_feature(
    viewer: FlaskClient, session: Session, waiting: Verification
) -> None:
    match = {
        "entity_id": "NK-1",
        "list_name": "Sample list",
        "name": "John DOUGH",
        "score": 0.91,
        "features": {"name": 0.94, "birth_date": -0.2},
        "programmes": ["EXAMPLE"],
        "aliases": ["Johnny D"],
        "birth_dates": ["1990-01-15"],
        "countries": ["GBR"],
        "source_url": "https://lists.example/NK-1",
    }
    lists = [{"name": "Sample list", "date": "2026-11-01", "entities": 3, "version": "v1", "sample": True}]
    check(session, waiting, "sanctions_screening", result="hit", breakdown={"matches": [match], "lists": lists})
    page = page_of(viewer, waiting)
    for part in ("John DOUGH 0.91", "EXAMPLE", "Johnny D", "1990-01-15", "GBR", "John DOUGH 0.94", "1990-01-15 -0.20"):
        assert part in page
    assert "Searched: Sample list of 2026-11-01 (synthetic sample)" in page


def test_a_hostile_list_cannot_write_a_script_address(
    viewer: FlaskClient, session: Session, waiting: Verification
) -> None:
    match = {"entity_id": "1", "list_name": "L", "name": "<b>X</b>", "score": 0.9, "source_url": "javascript:alert(1)"}
    check(session, waiting, "sanctions_screening", result="hit", breakdown={"matches": [match]})
    page = viewer.get(f"/staff/cases/{waiting.id}").get_data(as_text=True)
    assert 'href="javascript:' not in page
    assert "<b>X</b>" not in page


def test_a_test_case_is_marked_clearly(viewer: FlaskClient, session: Session) -> None:
    with transaction(session):
        made = make.in_review(session, "test")
    page = page_of(viewer, made)
    assert "TEST This case was made with a test key." in page


def test_earlier_goes_and_other_people_with_the_same_document_are_linked(
    viewer: FlaskClient, session: Session, waiting: Verification
) -> None:
    with transaction(session):
        profile = session.get_one(Profile, waiting.profile_id)
        again, _ = openings.open_new(session, profile, openings.Options())
        other = make.profile(
            session, name="Bertha Sample", document_type="id_card", document_number=profile.document_number or ""
        )
    page = page_of(viewer, waiting)
    assert again.id in viewer.get(f"/staff/cases/{waiting.id}").get_data(as_text=True)
    assert "Bertha Sample stands under the same document number" in page
    assert f"/staff/?text={other.id}" in viewer.get(f"/staff/cases/{waiting.id}").get_data(as_text=True)


def test_who_shows_the_same_face_is_linked(viewer: FlaskClient, session: Session, waiting: Verification) -> None:
    with transaction(session):
        other = make.in_review(session)
        session.get_one(Profile, other.profile_id).name = "<b>Bertha</b>"
        session.add(PortraitMatch(verification_id=other.id, earlier_id=waiting.id))
    page = viewer.get(f"/staff/cases/{waiting.id}").get_data(as_text=True)
    assert f'<a href="/staff/cases/{other.id}"><bdi>&lt;b&gt;Bertha&lt;/b&gt;</bdi></a> shows the same face' in page


def test_a_case_with_a_document_of_its_own_says_so(viewer: FlaskClient, waiting: Verification) -> None:
    assert "no other record with this document number or this face" in page_of(viewer, waiting)


def test_the_timeline_tells_every_step_in_words(viewer: FlaskClient, waiting: Verification) -> None:
    page = page_of(viewer, waiting)
    told = page[page.index("Timeline") :]
    for step in (
        "All sides of the document uploaded",
        "Selfie uploaded",
        "Submitted",
        "Checks started",
        "Sent to a person",
    ):
        assert step in told
    assert "by the policy" in told


def test_a_case_that_was_never_submitted_opens_too(viewer: FlaskClient, session: Session) -> None:
    with transaction(session):
        made = make.verification(session)
    assert "There are no images." in page_of(viewer, made)


def test_a_reason_that_left_the_catalogue_does_not_break_the_page(
    viewer: FlaskClient, session: Session, waiting: Verification
) -> None:
    check(session, waiting, "face_match", reasons=["a_reason_of_old"], result="odd")
    page = page_of(viewer, waiting)
    assert "A reason of old" in page
    assert "Odd" in page

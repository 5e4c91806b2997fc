"""`/<record_id>/document`: which document, issued by whom."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from kyc.services.verification import requirements
from kyc.web.hosted.countries import country_choices
from tests.api.hosted.applicant import Applicant, Page, newest, record, sharp

pytestmark = pytest.mark.one_database


def preselected(page: Page) -> tuple[str, str]:
    kind = re.search(r'value="(\w+)" checked', page.html)
    land = re.search(r'value="(\w+)" selected', page.html)
    return kind.group(1) if kind else "", land.group(1) if land else ""


def test_what_the_partner_declared_is_preselected(applicant: Applicant) -> None:
    assert preselected(applicant.agree()) == ("passport", "SGP")


def test_what_was_chosen_before_is_preselected_again(applicant: Applicant) -> None:
    applicant.agree()
    applicant.choose("id_card", "FRA")
    assert preselected(applicant.get("document")) == ("id_card", "FRA")


def test_a_declared_document_that_is_not_accepted_is_not_offered(client: FlaskClient, session: Session) -> None:
    one = Applicant(client, record(session, accepted_documents=("id_card", "driver_license")))
    page = one.agree()
    assert re.findall(r'name="document_type" value="(\w+)"', page.html) == ["id_card", "driver_license"]
    assert preselected(page) == ("", "SGP")


def test_the_choice_is_stored_and_leads_to_the_first_side(session: Session, applicant: Applicant) -> None:
    applicant.agree()
    page = applicant.choose("driver_license", "DEU")
    assert page.path == "photo/front"
    assert page.heading == "Front of your driving licence"
    stored = newest(session, applicant.record_id)
    assert (stored.document_type, stored.issuing_country) == ("driver_license", "DEU")


@pytest.mark.parametrize(
    ("kind", "land", "message"),
    [
        ("", "SGP", "Choose the document you want to show."),
        ("library_card", "SGP", "Choose the document you want to show."),
        ("visa", "SGP", "Choose the document you want to show."),
        ("passport", "", "Choose the country that issued your document."),
        ("passport", "ATL", "Choose the country that issued your document."),
        ("passport", "x" * 5000, "Choose the country that issued your document."),
    ],
)
def test_a_choice_that_is_none_is_explained(applicant: Applicant, kind: str, land: str, message: str) -> None:
    applicant.agree()
    page = applicant.choose(kind, land)
    assert page.status == 422
    assert page.title.startswith("Error: ")
    assert page.text.count(message) == 2
    assert "x" * 100 not in page.html


def test_both_mistakes_are_listed_at_once(applicant: Applicant) -> None:
    applicant.agree()
    page = applicant.choose("", "")
    assert 'href="#kind-1"' in page.html
    assert 'href="#issuing_country"' in page.html


def test_specimen_states_are_offered_in_test_mode_alone(client: FlaskClient, session: Session) -> None:
    live, test = Applicant(client, record(session)), Applicant(client, record(session, "test"))
    assert 'value="UTO"' not in live.agree().html
    assert 'value="UTO"' in test.agree().html
    assert live.choose("passport", "UTO").status == 422
    assert test.choose("passport", "UTO").path == "photo/data_page"


def test_another_kind_of_document_asks_for_its_own_photos(session: Session, applicant: Applicant) -> None:
    applicant.to_check()
    assert applicant.choose("id_card").path == "photo/front"
    verification = newest(session, applicant.record_id)
    documents, selfie = requirements.images(session, verification.id)
    assert documents == []
    assert selfie
    applicant.send("photo/front", sharp(0.95))
    assert applicant.send("photo/back", sharp(0.85)).path == "check"


def test_the_same_kind_again_keeps_the_photos(applicant: Applicant) -> None:
    applicant.to_check()
    assert applicant.choose("passport", "FRA").path == "check"


def test_countries_come_by_everyday_names_in_their_order() -> None:
    names = [name for _, name in country_choices(samples=False)]
    assert names.index("Åland Islands") < names.index("Albania") < names.index("Zimbabwe")
    assert ("RKS", "Kosovo") in country_choices(samples=False)
    assert "South Korea" in names
    assert len(names) > 250

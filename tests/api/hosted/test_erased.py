"""The link of a record that was erased."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from kyc.models import Profile, transaction
from kyc.services.privacy import erasure
from tests.api.hosted.applicant import NAME, NUMBER, Applicant, record


@pytest.fixture
def gone(session: Session) -> str:
    found = record(session)
    with transaction(session):
        erasure.erase_profile(session, session.get_one(Profile, found), erasure.Order("applicant_request", "operator"))
    return found


def test_it_says_politely_that_the_data_is_gone(client: FlaskClient, gone: str) -> None:
    page = Applicant(client, gone).get()
    assert (page.status, page.heading) == (410, "Your data has been erased")
    assert "There is nothing left for you to do." in page.text
    assert NAME not in page.html
    assert NUMBER not in page.html


@pytest.mark.parametrize("page", ["start", "document", "progress", "my-data", "my-data/copy", "check", "here"])
def test_every_page_of_it_says_so(client: FlaskClient, gone: str, page: str) -> None:
    assert Applicant(client, gone).get(page).heading == "Your data has been erased"


def test_in_the_language_of_the_browser(client: FlaskClient, gone: str) -> None:
    answer = client.get(f"/{gone}", headers={"Accept-Language": "fr"})
    assert "Vos données ont été effacées" in answer.get_data(as_text=True)


def test_a_record_that_never_was_is_still_not_found(client: FlaskClient) -> None:
    assert Applicant(client, "0" * 15).get().status == 404


def test_who_is_in_the_middle_of_it_is_led_there(client: FlaskClient, session: Session) -> None:
    found = record(session)
    applicant = Applicant(client, found)
    applicant.agree()
    with transaction(session):
        erasure.erase_profile(session, session.get_one(Profile, found), erasure.Order("unlawful", "operator"))
    assert applicant.choose().heading == "Your data has been erased"

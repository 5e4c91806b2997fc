"""After the last try: send a photo as it is, another document, another device, or ask for help."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from kyc.domain.reasons import reason
from kyc.models import Document, Selfie
from kyc.services.verification.attempts import MOST_DOCUMENTS
from tests.api.hosted.applicant import Applicant, Page, blurred, newest, record, sharp

pytestmark = pytest.mark.one_database

STUCK = "Let’s take a break"
AS_IT_IS = "Send this photo as it is"


@pytest.fixture
def stuck(client: FlaskClient, session: Session) -> Applicant:
    """Somebody whose only try at the passport is used."""
    one = Applicant(client, record(session, max_retries=1))
    one.agree()
    one.choose()
    assert one.send("photo/data_page", blurred()).heading == STUCK
    return one


def as_it_is(one: Applicant, image: bytes) -> Page:
    return one.send("photo/data_page", image, as_is="y")


def test_every_way_on_is_offered(stuck: Applicant) -> None:
    page = stuck.get("photo/data_page")
    links = {link for link, _ in page.ways_on}
    assert AS_IT_IS in page.text
    assert {f"/{stuck.record_id}/{part}" for part in ("document", "another-way")} <= links
    assert f'action="/{stuck.record_id}/phone"' in page.html
    assert stuck.record_id in page.text


def test_a_photo_is_taken_as_it_is_even_the_one_that_was_refused(session: Session, stuck: Applicant) -> None:
    assert as_it_is(stuck, blurred()).path == "selfie"
    stored = session.scalars(select(Document)).one()
    assert stored.warnings[0] == "image_blurry"
    assert newest(session, stuck.record_id).person_wanted == ["photo_not_usable"]


def test_before_the_last_try_no_photo_is_taken_as_it_is(session: Session, applicant: Applicant) -> None:
    applicant.agree()
    applicant.choose()
    page = as_it_is(applicant, blurred())
    assert (page.path, page.heading) == ("photo/data_page", "Photo page of your passport")
    assert session.scalars(select(Document)).all() == []


@pytest.mark.parametrize("data", [b"no picture", sharp()[:900]])
def test_what_is_no_photo_is_refused_all_the_same_and_says_so(session: Session, stuck: Applicant, data: bytes) -> None:
    page = as_it_is(stuck, data)
    assert page.heading == STUCK
    assert page.title.startswith("Error: ")
    assert any(reason(code).applicant in page.text for code in ("file_type_unsupported", "file_damaged"))
    assert session.scalars(select(Document)).all() == []


def test_there_is_an_end_to_it(stuck: Applicant) -> None:
    for number in range(MOST_DOCUMENTS):
        page = as_it_is(stuck, b"no picture %d" % number)
    assert AS_IT_IS not in page.text
    assert (f"/{stuck.record_id}/another-way", "") in page.ways_on


def test_another_document_has_tries_of_its_own(stuck: Applicant) -> None:
    page = stuck.choose("id_card", "SGP")
    assert (page.path, page.heading) == ("photo/front", "Front of your identity card")
    assert stuck.choose("passport", "FRA").heading == "Photo page of your passport"
    assert stuck.choose("passport", "SGP").heading == STUCK


def test_a_photo_that_is_there_already_can_be_kept(client: FlaskClient, session: Session) -> None:
    one = Applicant(client, record(session, max_retries=1))
    one.to_selfie()
    page = one.send("photo/data_page", blurred())
    assert (page.heading, AS_IT_IS in page.text) == (STUCK, False)
    assert (f"/{one.record_id}", "") in page.ways_on
    assert one.get().path == "selfie"


def test_a_selfie_is_taken_as_it_is_too(client: FlaskClient, session: Session) -> None:
    one = Applicant(client, record(session, max_retries=1))
    one.to_selfie()
    assert one.send("selfie", blurred(0.8)).heading == STUCK
    assert one.send("selfie", blurred(0.8), as_is="y").path == "check"
    assert "Could be better" in one.get("check").text
    assert session.scalars(select(Selfie)).one().warnings != []

"""`/<record_id>/start` and `/another-way`: what happens here, and the tick that agrees to it."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from kyc.config import Settings
from kyc.models import DEFAULT_PARTNER, Consent, Partner, transaction, utcnow
from kyc.services.applicant import consents
from kyc.tools import Tools
from tests.api.hosted.applicant import Applicant, newest

pytestmark = pytest.mark.one_database


def given(session: Session) -> list[Consent]:
    session.rollback()
    return session.query(Consent).all()


def test_the_page_says_what_why_who_and_how_long(applicant: Applicant) -> None:
    text = applicant.get().text
    for word in ("What.", "Why.", "Who.", "How long.", "biometric data", "public lists", "withdraw"):
        assert word in text


@pytest.mark.parametrize(("days", "said"), [(365, True), (30, True), (0, False)])
def test_the_agreement_says_whether_and_how_long_portraits_are_kept(
    app: Flask, settings: Settings, applicant: Applicant, days: int, said: bool
) -> None:
    app.config["TOOLS"] = Tools(settings.model_copy(update={"portrait_reuse_days": days}))
    text = applicant.get().text
    assert ("nobody appears under two names" in text) is said
    assert (f"at most {days} days" in text) is said


def test_the_page_names_the_partner(session: Session, applicant: Applicant) -> None:
    with transaction(session):
        session.get_one(Partner, DEFAULT_PARTNER).name = "Harbour & Sons"
    page = applicant.get()
    assert "Harbour & Sons has asked us" in page.text
    assert "Harbour &amp; Sons" in page.html


def test_without_the_tick_nothing_begins(session: Session, applicant: Applicant) -> None:
    applicant.get()
    page = applicant.post("start")
    assert page.status == 422
    assert page.title.startswith("Error: ")
    assert 'href="#agree"' in page.html
    assert 'aria-invalid="true"' in page.html.replace("aria-invalid=true", 'aria-invalid="true"')
    assert given(session) == []


def test_the_tick_leads_on_and_is_kept_with_text_language_and_moment(session: Session, applicant: Applicant) -> None:
    before = utcnow()
    assert applicant.agree().path == "document"
    (kept,) = given(session)
    assert kept.verification_id == newest(session, applicant.record_id).id
    assert kept.locale == "en"
    assert before <= kept.at <= utcnow()
    assert len(kept.text_sha256) == 64


def test_the_digest_is_of_the_words_as_they_were_shown(session: Session, applicant: Applicant) -> None:
    html = applicant.get().html
    shown = html.split('id="agree-terms" class="small">', 1)[1].split("</div>", 1)[0]
    applicant.post("start", agree="y")
    assert given(session)[0].text_sha256 == consents.text_digest(shown)


def test_another_partner_gives_another_digest(session: Session, applicant: Applicant) -> None:
    assert consents.text_digest("for A") != consents.text_digest("for B")
    assert consents.text_digest("a  b\n c") == consents.text_digest("a b c")


def test_agreeing_twice_is_once(session: Session, applicant: Applicant) -> None:
    applicant.agree()
    assert applicant.post("start", agree="y").path == "document"
    assert len(given(session)) == 1


def test_a_form_from_elsewhere_is_refused(session: Session, client: FlaskClient, applicant: Applicant) -> None:
    applicant.get()
    answer = client.post(f"/{applicant.record_id}/start", data={"agree": "y"})
    assert answer.status_code == 400
    assert "Try again" in answer.text
    assert given(session) == []


def test_there_is_another_way_and_a_way_back(applicant: Applicant) -> None:
    assert f"/{applicant.record_id}/another-way" in applicant.get().html
    page = applicant.get("another-way")
    assert page.heading == "A person can help you"
    assert applicant.record_id in page.text
    assert (f"/{applicant.record_id}", "") in page.ways_on


def test_another_way_of_an_unknown_record_is_a_404(client: FlaskClient, session: Session) -> None:
    assert client.get("/zzzzzzzzzzzzzzz/another-way").status_code == 404

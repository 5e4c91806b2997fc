"""`GET /<record_id>`, `/here`, `/again`: the address a partner hands out."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import delete
from sqlalchemy.orm import Session

from kyc.models import Consent, Holder, Verification, transaction, utcnow
from kyc.services.verification import verifications
from tests import make
from tests.api.hosted.applicant import Applicant, Page, another_browser, count, newest, record


def expire(session: Session, record_id: str) -> None:
    with transaction(session):
        found = verifications.newest(session, record_id)
        assert found
        lifetime = found.expires_at - found.created_at
        found.expires_at = utcnow() - timedelta(seconds=1)
        found.created_at = found.expires_at - lifetime


@pytest.mark.parametrize("path", ["/zzzzzzzzzzzzzzz", "/zzzzzzzzzzzzzzz/start", "/short", "/ZZZZZZZZZZZZZZZ"])
def test_an_unknown_record_gives_the_404_page(client: FlaskClient, session: Session, path: str) -> None:
    page = Page(client.get(path))
    assert page.status == 404
    assert page.heading == "We cannot find this page"
    assert "ask the company that sent it" in page.text
    assert page.ways_on


def test_other_addresses_are_not_swallowed(client: FlaskClient, session: Session) -> None:
    assert client.get("/").get_json()["status"] == "OK"
    assert client.get("/healthz").status_code == 200


def test_opening_the_address_leads_to_consent(applicant: Applicant) -> None:
    page = applicant.get()
    assert (page.status, page.path) == (200, "start")
    assert page.heading == "Let’s check it’s really you"


def test_a_slash_at_the_end_is_forgiven(applicant: Applicant) -> None:
    assert applicant.client.get(f"/{applicant.record_id}/").status_code == 303


def test_the_cookie_is_for_this_record_alone_and_hidden_from_scripts(applicant: Applicant) -> None:
    answer = applicant.client.get(f"/{applicant.record_id}/start")
    cookie = next(line for line in answer.headers.getlist("Set-Cookie") if line.startswith("applicant="))
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert f"Path=/{applicant.record_id}" in cookie
    assert "Secure" not in cookie


def test_the_cookie_is_secure_where_the_address_is(app: Flask, applicant: Applicant) -> None:
    app.config["SESSION_COOKIE_SECURE"] = True
    answer = applicant.client.get(f"/{applicant.record_id}/start", base_url="https://localhost")
    cookie = next(line for line in answer.headers.getlist("Set-Cookie") if line.startswith("__Secure-applicant="))
    assert "Secure;" in cookie


def test_only_a_digest_of_the_cookie_is_stored(session: Session, applicant: Applicant) -> None:
    applicant.agree()
    holder = session.get_one(Holder, newest(session, applicant.record_id).id)
    cookie = applicant.client.get_cookie("applicant", path=f"/{applicant.record_id}")
    assert cookie
    assert holder.token_digest == verifications.token_digest(cookie.value)
    assert cookie.value not in holder.token_digest


def test_nothing_is_held_before_something_is_sent(app: Flask, session: Session, applicant: Applicant) -> None:
    applicant.get()
    session.rollback()
    assert session.query(Holder).count() == 0
    assert another_browser(app, applicant.record_id).get().path == "start"


def test_another_browser_is_asked_before_it_goes_on(app: Flask, applicant: Applicant) -> None:
    applicant.to_selfie()
    other = another_browser(app, applicant.record_id)
    for page in ("", "document", "photo/data_page", "selfie", "check"):
        assert other.get(page).path == "here"
    assert other.get().heading == "Continue on this device?"


def test_another_browser_can_send_nothing(app: Flask, session: Session, applicant: Applicant) -> None:
    applicant.agree()
    other = another_browser(app, applicant.record_id)
    other.get("here")
    assert other.choose().path == "here"
    assert newest(session, applicant.record_id).document_type is None


def test_continuing_there_goes_on_at_the_same_step_and_the_first_is_asked(app: Flask, applicant: Applicant) -> None:
    applicant.to_selfie()
    other = another_browser(app, applicant.record_id)
    other.get()
    assert other.post("here").path == "selfie"
    assert applicant.get().path == "here"


def test_continuing_needs_a_form_of_our_own(app: Flask, applicant: Applicant) -> None:
    applicant.agree()
    other = another_browser(app, applicant.record_id)
    assert other.post("here").status == 400
    assert other.get().path == "here"


def test_the_one_who_holds_it_is_never_asked(applicant: Applicant) -> None:
    applicant.agree()
    assert applicant.get("here").path == "document"


def test_opening_an_expired_one_begins_afresh(session: Session, applicant: Applicant) -> None:
    applicant.to_selfie()
    first = newest(session, applicant.record_id)
    expire(session, applicant.record_id)
    assert applicant.get().path == "start"
    second = newest(session, applicant.record_id)
    assert second.previous_id == first.id
    assert newest(session, applicant.record_id).closed_reason is None
    assert session.get_one(Verification, first.id).closed_reason == "expired"


def test_a_fresh_one_keeps_what_the_partner_had_set(session: Session, client: FlaskClient) -> None:
    options = {
        "return_url": "https://shop.example/",
        "accepted_documents": ("id_card",),
        "max_retries": 5,
        "ttl_s": 600,
    }
    one = Applicant(client, record(session, client_reference_id="c1", metadata={"a": 1}, **options))
    first = newest(session, one.record_id)
    expire(session, one.record_id)
    one.get()
    fresh = newest(session, one.record_id)
    assert fresh.id != first.id
    assert (fresh.return_url, fresh.accepted_documents, fresh.max_retries) == ("https://shop.example/", ["id_card"], 5)
    assert (fresh.client_reference_id, fresh.partner_metadata) == ("c1", {"a": 1})
    assert fresh.expires_at - fresh.created_at == timedelta(seconds=600)


def test_an_expired_one_says_so_in_the_middle_and_offers_a_start(session: Session, applicant: Applicant) -> None:
    applicant.agree()
    expire(session, applicant.record_id)
    page = applicant.choose()
    assert (page.status, page.heading) == (410, "This check has run out of time")
    assert count(session, applicant.record_id) == 1
    assert f"/{applicant.record_id}" in {link for link, _ in page.ways_on}


def test_a_cancelled_one_says_so(session: Session, applicant: Applicant) -> None:
    applicant.agree()
    with transaction(session):
        verifications.cancel(session, newest_in(session, applicant.record_id), "partner")
    page = applicant.get("document")
    assert (page.status, page.heading) == (410, "This check was stopped")


def newest_in(session: Session, record_id: str) -> Verification:
    """Inside the caller's transaction."""
    found = verifications.newest(session, record_id)
    assert found
    return found


def test_a_record_without_a_verification_gets_one(client: FlaskClient, session: Session) -> None:
    with transaction(session):
        owner = make.profile(session)
    assert Applicant(client, owner.id).get().path == "start"
    assert newest(session, owner.id).max_retries == 3


def test_a_step_of_a_record_without_a_verification_leads_to_the_first(client: FlaskClient, session: Session) -> None:
    with transaction(session):
        owner = make.profile(session)
    assert Applicant(client, owner.id).get("selfie").path == "start"


def test_again_changes_nothing_while_one_is_open(session: Session, applicant: Applicant) -> None:
    applicant.agree()
    applicant.post("again")
    assert count(session, applicant.record_id) == 1


def test_again_as_an_address_only_leads_on(session: Session, applicant: Applicant) -> None:
    expire(session, applicant.record_id)
    assert applicant.client.get(f"/{applicant.record_id}/again").status_code == 303
    assert count(session, applicant.record_id) == 1


def test_a_form_that_is_too_old_leads_back_to_the_step(applicant: Applicant) -> None:
    applicant.agree()
    applicant.token = "old"
    page = applicant.choose()
    assert (page.status, page.heading) == (400, "This page was open for too long")
    assert (f"/{applicant.record_id}", "") in page.ways_on


def test_again_needs_a_form_of_our_own(session: Session, applicant: Applicant) -> None:
    expire(session, applicant.record_id)
    answer = applicant.client.post(f"/{applicant.record_id}/again")
    assert answer.status_code == 400
    assert count(session, applicant.record_id) == 1


@pytest.mark.parametrize("page", ["document", "photo/data_page", "selfie", "check", "progress", "result"])
def test_no_step_can_be_skipped(applicant: Applicant, page: str) -> None:
    assert applicant.get(page).path == "start"


def test_what_a_partner_uploaded_is_not_asked_for_again(client: FlaskClient, session: Session) -> None:
    with transaction(session):
        made = make.with_evidence(session)
    one = Applicant(client, made.profile_id)
    assert one.get().path == "start"
    assert one.agree().path == "check"


def test_consent_is_asked_for_each_verification(session: Session, applicant: Applicant) -> None:
    applicant.agree()
    expire(session, applicant.record_id)
    assert applicant.agree().path == "document"
    session.rollback()
    assert session.query(Consent).count() == 2
    with transaction(session):
        session.execute(delete(Consent))
    assert applicant.get().path == "start"

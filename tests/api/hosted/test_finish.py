"""`/<record_id>/check`, `/progress`, `/status` and `/result`: from the answers to what came of it."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from kyc.domain.check import Result
from kyc.domain.lifecycle import State, Step
from kyc.domain.reasons import CATALOGUE, reason
from kyc.models import Decision, Document, StatusHistory, Verification, transaction
from kyc.services.examining import pipeline
from kyc.services.verification import transitions
from kyc.web.hosted.wording import SAFE, advice
from tests import make
from tests.api.hosted.applicant import Applicant, Page, another_browser, count, newest

pytestmark = pytest.mark.one_database


def decided(session: Session, step: Step, *reasons: str, **options: object) -> Verification:
    """A verification that was decided with these reasons."""
    with transaction(session):
        made = make.submitted(session, **options)  # type: ignore[arg-type]  # options of a verification
        pipeline.begin(session, made.id)
        session.add(
            Decision(verification_id=made.id, outcome="-", rule="-", policy="-", reasons=list(reasons), actor="policy")
        )
        transitions.advance(session, made, step, "policy")
    return made


def result_of(client: FlaskClient, session: Session, step: Step, *reasons: str, **options: object) -> Page:
    return Applicant(client, decided(session, step, *reasons, **options).profile_id).get()


# check your answers


def test_the_answers_list_what_was_sent_and_show_none_of_it(applicant: Applicant) -> None:
    page = applicant.to_check()
    assert page.heading == "Ready to send?"
    assert "Photo page of your passport Done" in page.text
    assert "Selfie Done" in page.text
    assert "<img" not in page.html
    links = {link for link, _ in page.ways_on}
    assert {f"/{applicant.record_id}/{part}" for part in ("document", "photo/data_page", "selfie")} <= links


def test_what_a_photo_could_do_better_is_said_before_it_is_sent(session: Session, applicant: Applicant) -> None:
    applicant.to_check()
    with transaction(session):
        for one in session.scalars(select(Document)):
            one.warnings = ["portrait_too_small"]
    page = applicant.get("check")
    assert "Photo page of your passport Could be better" in page.text
    assert reason("portrait_too_small").applicant in page.text
    assert "Selfie Done" in page.text


def test_the_answers_wait_until_everything_is_there(applicant: Applicant) -> None:
    applicant.to_selfie()
    assert applicant.get("check").path == "selfie"
    assert applicant.post("check").path == "selfie"


def test_sending_hands_it_to_the_worker(session: Session, applicant: Applicant) -> None:
    applicant.to_check()
    page = applicant.post("check")
    assert (page.path, page.heading) == ("progress", "We are checking")
    assert newest(session, applicant.record_id).state is State.SUBMITTED


def test_sending_twice_is_once(session: Session, applicant: Applicant) -> None:
    applicant.to_check()
    applicant.post("check")
    assert applicant.post("check").path == "progress"
    session.rollback()
    steps = session.scalars(select(StatusHistory.step)).all()
    assert list(steps).count("submit") == 1


def test_sending_needs_our_form(session: Session, applicant: Applicant) -> None:
    applicant.to_check()
    assert applicant.client.post(f"/{applicant.record_id}/check").status_code == 400
    assert newest(session, applicant.record_id).state is State.SELFIE_UPLOADED


@pytest.mark.parametrize("page", ["", "start", "document", "photo/data_page", "selfie", "check", "result"])
def test_after_sending_every_address_leads_to_the_progress(applicant: Applicant, page: str) -> None:
    applicant.to_check()
    applicant.post("check")
    assert applicant.get(page).path == "progress"


# progress


def processing(client: FlaskClient, session: Session) -> tuple[Applicant, Verification]:
    with transaction(session):
        made = make.submitted(session)
        pipeline.begin(session, made.id)
    return Applicant(client, made.profile_id), made


def tell(session: Session, made: Verification, *steps: str) -> None:
    with transaction(session):
        for step in steps:
            pipeline.note_progress(session, made.id, step, "pass")


def test_the_page_says_that_it_may_be_closed(client: FlaskClient, session: Session) -> None:
    one, _ = processing(client, session)
    assert "You may close this page" in one.get().text


def test_without_script_the_page_comes_again_by_itself(client: FlaskClient, session: Session) -> None:
    one, _ = processing(client, session)
    assert '<noscript><meta http-equiv="refresh" content="5"></noscript>' in one.get().html


def test_lines_are_ticked_as_the_history_grows(client: FlaskClient, session: Session) -> None:
    one, made = processing(client, session)
    assert one.get().html.count('data-done="yes"') == 1
    tell(session, made, "document_read")
    assert one.get().html.count('data-done="yes"') == 2
    tell(session, made, "check.document_authenticity", "check.face_match")
    assert one.get().html.count('data-done="yes"') == 3
    tell(session, made, "check.face_liveness")
    assert one.get().html.count('data-done="yes"') == 4


def test_progress_never_tells_what_a_step_found(client: FlaskClient, session: Session) -> None:
    one, made = processing(client, session)
    with transaction(session):
        pipeline.note_progress(session, made.id, "check.sanctions_screening", "hit")
        pipeline.note_progress(session, made.id, "check.face_match", "fail")
    page, status = one.get(), one.client.get(f"/{one.record_id}/status")
    for word in ("hit", "fail", "sanction"):
        assert word not in page.text.lower()
        assert word not in status.text.lower()


def test_the_status_names_the_lines_that_are_done(client: FlaskClient, session: Session) -> None:
    one, made = processing(client, session)
    tell(session, made, "document_read")
    answer = client.get(f"/{one.record_id}/status")
    assert answer.get_json() == {
        "done": ["document_read", "received"],
        "next": f"/{one.record_id}/progress",
        "state": "waiting",
    }


def test_asking_again_is_cheap_until_there_is_news(client: FlaskClient, session: Session) -> None:
    one, made = processing(client, session)
    tag = client.get(f"/{one.record_id}/status").headers["ETag"]
    again = client.get(f"/{one.record_id}/status", headers={"If-None-Match": tag})
    assert (again.status_code, again.data) == (304, b"")
    tell(session, made, "document_read")
    assert client.get(f"/{one.record_id}/status", headers={"If-None-Match": tag}).status_code == 200


def test_the_status_is_for_the_one_who_holds_it(app: Flask, applicant: Applicant) -> None:
    applicant.to_check()
    applicant.post("check")
    other = another_browser(app, applicant.record_id)
    answer = other.client.get(f"/{applicant.record_id}/status")
    assert answer.status_code == 403
    assert answer.get_json() == {"state": "elsewhere", "next": f"/{applicant.record_id}"}


def test_the_status_of_an_unknown_record_is_a_404(client: FlaskClient, session: Session) -> None:
    assert client.get("/zzzzzzzzzzzzzzz/status").status_code == 404


def test_the_status_leads_to_the_result(client: FlaskClient, session: Session) -> None:
    made = decided(session, Step.APPROVE)
    answer = client.get(f"/{made.profile_id}/status").get_json()
    assert (answer["state"], answer["next"]) == ("approved", f"/{made.profile_id}/result")
    assert len(answer["done"]) == 5


# result


def test_an_approved_one_is_done_and_leads_back(client: FlaskClient, session: Session) -> None:
    page = result_of(client, session, Step.APPROVE, return_url="https://shop.example/back?x=1")
    assert (page.path, page.heading) == ("result", "You are verified")
    assert ("https://shop.example/back?x=1", "") in page.ways_on


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", "//shop.example", "shop.example"])
def test_only_a_web_address_becomes_a_link(client: FlaskClient, session: Session, url: str) -> None:
    page = result_of(client, session, Step.APPROVE, return_url=url)
    assert url not in page.html


def test_one_with_a_person_says_so_honestly(client: FlaskClient, session: Session) -> None:
    page = result_of(client, session, Step.REFER, "sanctions_hit", "data_mismatch")
    assert page.heading == "A person is taking a look"
    assert "does not mean that anything is wrong" in page.text
    for word in ("sanction", "list", "mismatch", "Try again"):
        assert word not in page.text


def test_a_rejected_one_says_what_to_do_next(client: FlaskClient, session: Session) -> None:
    page = result_of(client, session, Step.REJECT, "document_expired")
    assert page.heading == "We could not verify you"
    assert reason("document_expired").applicant in page.text
    assert "Try again" in page.text
    assert page.text.count("reference") >= 1


@pytest.mark.parametrize("code", sorted(set(CATALOGUE) - SAFE))
def test_what_is_no_help_or_a_signal_is_never_said(client: FlaskClient, session: Session, code: str) -> None:
    assert advice([code]) == []
    assert advice([code, "document_expired"]) == [reason("document_expired").applicant]


def test_a_face_that_does_not_match_is_not_named(client: FlaskClient, session: Session) -> None:
    page = result_of(client, session, Step.REJECT, "face_mismatch")
    assert reason("face_mismatch").applicant not in page.text
    assert "could not confirm that it is you" in page.text


def test_every_safe_reason_is_in_the_catalogue() -> None:
    assert set(CATALOGUE) >= SAFE
    assert not SAFE & {code for code in CATALOGUE if code.startswith(("sanctions", "pep", "liveness", "data", "mrz"))}


def test_another_go_after_a_rejection_is_a_fresh_one(client: FlaskClient, session: Session) -> None:
    made = decided(session, Step.REJECT, "document_expired")
    one = Applicant(client, made.profile_id)
    one.get()
    assert one.post("again").path == "start"
    fresh = newest(session, made.profile_id)
    assert (fresh.previous_id, fresh.state) == (made.id, State.CREATED)


def test_opening_a_rejected_one_shows_the_result_and_opens_nothing(client: FlaskClient, session: Session) -> None:
    made = decided(session, Step.REJECT, "document_expired")
    assert Applicant(client, made.profile_id).get().path == "result"
    assert count(session, made.profile_id) == 1


def test_a_final_rejection_offers_a_person_and_no_other_go(client: FlaskClient, session: Session) -> None:
    made = decided(session, Step.REJECT, "document_not_genuine")
    one = Applicant(client, made.profile_id)
    one.get()
    with transaction(session):
        session.get_one(Verification, made.id).rejection_type = "final"
    page = one.get()
    assert "Try again" not in page.text
    assert made.profile_id in page.text
    assert (f"/{made.profile_id}/another-way", "") in page.ways_on
    assert one.post("again").path == "result"
    assert count(session, made.profile_id) == 1


def test_the_newest_decision_counts(client: FlaskClient, session: Session) -> None:
    made = decided(session, Step.REFER, "image_glare")
    with transaction(session):
        session.add(
            Decision(
                verification_id=made.id,
                outcome="rejected",
                rule="-",
                policy="-",
                reasons=["document_expired"],
                actor="staff",
            )
        )
        transitions.advance(session, session.get_one(Verification, made.id), Step.REJECT, "staff")
    page = Applicant(client, made.profile_id).get()
    assert reason("document_expired").applicant in page.text
    assert reason("image_glare").applicant not in page.text


def test_the_pipelines_own_decision_is_shown(client: FlaskClient, session: Session) -> None:
    with transaction(session):
        made = make.submitted(session)
        pipeline.begin(session, made.id)
        pipeline.conclude(session, made.id, make.examination(face_match=Result.FAIL))
    assert Applicant(client, made.profile_id).get().heading == "We could not verify you"

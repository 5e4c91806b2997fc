"""A reviewer decides: with a reason, read once more, once, and everything that follows in the same commit."""

from __future__ import annotations

import html
import json
import re
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from kyc.domain.lifecycle import State
from kyc.domain.reasons import CATALOGUE
from kyc.models import Decision, Event, Profile, StaffUser, StatusHistory, Verification, transaction
from kyc.services.desk import reviews
from kyc.services.desk.reviews import REJECTION_REASONS
from kyc.services.telling import events
from kyc.web.hosted.wording import UNSAID, rejected_with
from tests.api.staff.people import anew, colleague, send, signed_in, text

APPROVE = {"choice": "approve", "approve_reason": "confirmed_by_reviewer"}
REJECT = {"choice": "final", "reject_reason": "document_not_genuine"}
NEVER_SAID = ("sanction", "screening", "watchlist", " list", "politically", "pep", "fraud", "fake", "genuine")


def decide(browser: FlaskClient, verification: Verification, **values: Any) -> TestResponse:
    """What the button of the last page sends."""
    case = f"/staff/cases/{verification.id}"
    return send(browser, f"{case}/decision", at=case, **{"step": "confirm", **values})


def state(session: Session, verification: Verification) -> State:
    return anew(session).get_one(Verification, verification.id).state


def history(session: Session, verification: Verification) -> list[str]:
    found = anew(session).scalars(select(StatusHistory).filter_by(verification_id=verification.id).order_by("id"))
    return [row.step for row in found]


def completed(session: Session) -> list[dict[str, Any]]:
    found = anew(session).scalars(select(Event).filter_by(type="verification.completed"))
    return [json.loads(event.body) for event in found]


def test_an_approval_is_recorded_with_everything_that_follows(
    reviewer: FlaskClient, session: Session, waiting: Verification
) -> None:
    answer = decide(reviewer, waiting, **APPROVE, note="Looked at both photos.")
    assert answer.location == "/staff/"
    assert state(session, waiting) is State.APPROVED
    person = session.scalars(select(StaffUser)).one()
    decision = session.scalars(select(Decision).order_by(Decision.id.desc())).first()
    assert decision is not None
    assert (decision.outcome, decision.rule, decision.reasons) == ("approved", "reviewer", ["confirmed_by_reviewer"])
    assert (decision.actor, decision.note) == (f"staff:{person.id}", "Looked at both photos.")
    assert history(session, waiting)[-1] == "approve"
    assert [message["status"] for message in completed(session)] == ["approved"]
    assert session.get_one(Profile, waiting.profile_id).verification_status == "verified"


@pytest.mark.parametrize(("choice", "kind"), [("retry", "retry"), ("final", "final")])
def test_a_rejection_says_whether_another_try_is_possible(
    reviewer: FlaskClient, session: Session, waiting: Verification, choice: str, kind: str
) -> None:
    decide(reviewer, waiting, choice=choice, reject_reason="image_blurry")
    found = anew(session).get_one(Verification, waiting.id)
    assert (found.state, found.rejection_type) == (State.REJECTED, kind)
    assert [message["status"] for message in completed(session)] == ["rejected"]


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({}, "Choose whether to approve or to reject."),
        ({"choice": "perhaps"}, "Choose whether to approve or to reject."),
        ({"choice": "approve"}, "Choose the reason that fits this decision."),
        ({"choice": "final"}, "Choose the reason that fits this decision."),
        ({"choice": "retry", "reject_reason": "confirmed_by_reviewer"}, "Choose the reason that fits this decision."),
        ({"choice": "approve", "approve_reason": "image_blurry"}, "Choose the reason that fits this decision."),
        ({"choice": "approve", "reject_reason": "image_blurry"}, "Choose the reason that fits this decision."),
        ({"choice": "final", "reject_reason": "other"}, "Say in the note what the other reason is."),
        ({"choice": "final", "reject_reason": "other", "note": "   "}, "Say in the note what the other reason is."),
        ({**APPROVE, "note": "x" * 2001}, "The note may have 2000 characters at most."),
    ],
)
@pytest.mark.parametrize("step", ["preview", "confirm"])
def test_a_decision_that_is_not_complete_changes_nothing(
    reviewer: FlaskClient, session: Session, waiting: Verification, values: dict[str, str], said: str, step: str
) -> None:
    answer = decide(reviewer, waiting, **values, step=step)
    assert answer.status_code == 422
    assert said in text(answer)
    assert state(session, waiting) is State.MANUAL_REVIEW
    assert completed(session) == []


def test_the_form_comes_back_as_it_was_filled_in(reviewer: FlaskClient, waiting: Verification) -> None:
    page = decide(reviewer, waiting, choice="final", reject_reason="other", note="").get_data(as_text=True)
    assert 'value="final" checked' in page
    assert '<option value="other" selected>' in page


def test_the_preview_shows_what_the_applicant_will_read_and_decides_nothing(
    reviewer: FlaskClient, session: Session, waiting: Verification
) -> None:
    answer = decide(reviewer, waiting, **REJECT, step="preview", note="Font of the zone is wrong.")
    page = text(answer)
    assert str(UNSAID) in page
    assert CATALOGUE["document_not_genuine"].partner in page
    assert "Font of the zone is wrong." in page
    assert state(session, waiting) is State.MANUAL_REVIEW


def quoted(answer: TestResponse) -> str:
    """What the preview says that the applicant reads."""
    found = re.search(r"<blockquote>(.*?)</blockquote>", answer.get_data(as_text=True))
    assert found
    return html.unescape(found[1])


@pytest.mark.parametrize("code", REJECTION_REASONS)
def test_the_page_of_the_applicant_says_what_the_preview_said(
    app: Flask, reviewer: FlaskClient, waiting: Verification, code: str
) -> None:
    said = {"choice": "retry", "reject_reason": code, "note": "Looked at twice."}
    preview = quoted(decide(reviewer, waiting, **said, step="preview"))
    assert decide(reviewer, waiting, **said).location == "/staff/"
    page = text(app.test_client().get(f"/{waiting.profile_id}/result"))
    assert preview in page
    assert "Looked at twice." not in page


def test_the_page_of_the_applicant_says_what_the_preview_of_an_approval_said(
    app: Flask, reviewer: FlaskClient, waiting: Verification
) -> None:
    preview = quoted(decide(reviewer, waiting, **APPROVE, step="preview"))
    decide(reviewer, waiting, **APPROVE)
    assert preview in text(app.test_client().get(f"/{waiting.profile_id}/result"))


def test_from_the_preview_one_can_go_back_without_losing_a_word(
    reviewer: FlaskClient, session: Session, waiting: Verification
) -> None:
    page = decide(reviewer, waiting, **REJECT, step="edit", note="Half a sentence").get_data(as_text=True)
    assert "Half a sentence</textarea>" in page
    assert '<option value="document_not_genuine" selected>' in page
    assert state(session, waiting) is State.MANUAL_REVIEW


@pytest.mark.parametrize("code", REJECTION_REASONS)
def test_no_rejection_tells_the_applicant_of_lists_or_suspicion(code: str) -> None:
    for said in (CATALOGUE[code].applicant.lower(), rejected_with(code).lower()):
        assert not [word for word in NEVER_SAID if word in said]


def test_the_slower_of_two_reviewers_is_told_and_changes_nothing(
    reviewer: FlaskClient, session: Session, waiting: Verification
) -> None:
    case = f"/staff/cases/{waiting.id}"
    seen = str(waiting.version)
    with transaction(session):
        ruling = reviews.Ruling("rejected", "image_blurry", rejection_type="retry")
        reviews.decide(session, waiting.id, waiting.version, 99, ruling)
    answer = send(reviewer, f"{case}/decision", at="/staff/", version=seen, step="confirm", **APPROVE)
    assert answer.status_code == 409
    assert "Somebody else was quicker" in text(answer)
    assert "Your decision was not recorded" in text(answer)
    assert state(session, waiting) is State.REJECTED
    assert [message["status"] for message in completed(session)] == ["rejected"]


def test_the_slower_one_is_told_at_the_preview_already(
    reviewer: FlaskClient, session: Session, waiting: Verification
) -> None:
    answer = send(
        reviewer,
        f"/staff/cases/{waiting.id}/decision",
        at="/staff/",
        version=str(waiting.version - 1),
        step="preview",
        **APPROVE,
    )
    assert answer.status_code == 409


def test_a_second_click_decides_nothing_twice(reviewer: FlaskClient, session: Session, waiting: Verification) -> None:
    seen = str(waiting.version)
    assert decide(reviewer, waiting, **APPROVE).status_code == 302
    again = send(reviewer, f"/staff/cases/{waiting.id}/decision", at="/staff/", version=seen, step="confirm", **APPROVE)
    assert again.status_code == 409
    assert len(completed(session)) == 1


def test_a_note_keeps_every_sign_but_the_one_no_database_stores(
    reviewer: FlaskClient, session: Session, waiting: Verification
) -> None:
    decide(reviewer, waiting, **APPROVE, note="naïve 名前 <b> \x00 'quote'")
    newest = anew(session).scalars(select(Decision).order_by(Decision.id.desc())).first()
    assert newest is not None
    assert newest.note == "naïve 名前 <b>  'quote'"
    page = reviewer.get(f"/staff/cases/{waiting.id}").get_data(as_text=True)
    assert "naïve 名前 &lt;b&gt;" in page


def test_a_decided_case_offers_no_form(reviewer: FlaskClient, waiting: Verification) -> None:
    decide(reviewer, waiting, **REJECT, note="See the zone.")
    page = reviewer.get(f"/staff/cases/{waiting.id}").get_data(as_text=True)
    assert 'name="choice"' not in page
    assert "by reviewer@example.org" in page
    assert "See the zone." in page


def test_nothing_is_left_behind_when_the_message_cannot_be_written(
    app: Flask, reviewer: FlaskClient, session: Session, waiting: Verification, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("the queue is away")

    monkeypatch.setattr(events, "announce", broken)
    app.config["PROPAGATE_EXCEPTIONS"] = False
    assert decide(reviewer, waiting, **APPROVE).status_code == 500
    assert state(session, waiting) is State.MANUAL_REVIEW
    assert "approve" not in history(session, waiting)
    assert len(session.scalars(select(Decision)).all()) == 1


def test_a_note_stays_with_the_staff(reviewer: FlaskClient, client: FlaskClient, waiting: Verification) -> None:
    decide(reviewer, waiting, choice="final", reject_reason="screening_confirmed", note="Name of a cousin on it.")
    for path in (f"/api/profiles/{waiting.profile_id}", f"/{waiting.profile_id}"):
        answer = client.get(path, follow_redirects=True).get_data(as_text=True)
        assert "cousin" not in answer


def test_screening_words_reach_neither_the_applicant_nor_the_public_lookup(
    app: Flask, session: Session, client: FlaskClient, waiting: Verification
) -> None:
    reviewer = signed_in(app.test_client(), colleague(app, session))
    decide(reviewer, waiting, choice="final", reject_reason="screening_confirmed")
    for path in (f"/api/profiles/{waiting.profile_id}", f"/{waiting.profile_id}"):
        said = text(client.get(path, follow_redirects=True)).lower()
        assert not [word for word in ("sanction", "screening", "watchlist", "politically") if word in said], path


@pytest.mark.parametrize("version", ["", "x", "1e9"])
def test_a_form_that_was_tampered_with_is_refused(
    reviewer: FlaskClient, session: Session, waiting: Verification, version: str
) -> None:
    assert decide(reviewer, waiting, **APPROVE, version=version).status_code == 400
    assert state(session, waiting) is State.MANUAL_REVIEW


def test_a_decision_without_the_forms_token_is_refused(
    reviewer: FlaskClient, session: Session, waiting: Verification
) -> None:
    values = {"version": str(waiting.version), "step": "confirm", **APPROVE}
    assert reviewer.post(f"/staff/cases/{waiting.id}/decision", data=values).status_code == 400
    assert state(session, waiting) is State.MANUAL_REVIEW

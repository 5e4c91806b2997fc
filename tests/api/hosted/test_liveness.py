"""The moves before the camera on the hosted page: what its script asks, and the way on without any script."""

from __future__ import annotations

import re
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from kyc.config import Settings
from kyc.domain.lifecycle import State
from kyc.domain.reasons import CATALOGUE
from kyc.models import LivenessChallenge, Selfie, transaction
from tests import challenges
from tests.api.calls import stored
from tests.api.hosted.applicant import Applicant, Page, another_browser, blurred, newest, record, sharp

pytestmark = pytest.mark.one_database


@pytest.fixture
def applicant(client: FlaskClient, session: Session) -> Applicant:
    """Somebody who has sent the document and is asked for moves."""
    made = Applicant(client, record(session, liveness_type="active"))
    assert made.to_selfie().path == "liveness"
    return made


def fetch(applicant: Applicant, path: str = "", **fields: Any) -> TestResponse:
    """As the page's script does it: with the form's token, asking for JSON."""
    address = f"/{applicant.record_id}/liveness{path}"
    return applicant.client.post(
        address, data={"csrf_token": applicant.token, **fields}, headers={"Accept": "application/json"}
    )


def ask(applicant: Applicant, session: Session, seconds: float = 10) -> dict[str, Any]:
    answer = fetch(applicant)
    assert answer.status_code == 201, answer.text
    challenges.backdate(session, answer.get_json()["id"], seconds)
    return dict(answer.get_json())


def send(applicant: Applicant, challenge: dict[str, Any], frames: Any = None, **fields: Any) -> TestResponse:
    chosen = challenges.blots() if frames is None else frames
    given = challenges.form(challenge, chosen, sharp(0.9), capture_method="camera", **fields)
    given.pop("challenge_id")
    return fetch(applicant, f"/{challenge['id']}/frames", **given)


def look(applicant: Applicant, challenge: dict[str, Any]) -> dict[str, Any]:
    answer = applicant.client.get(f"/{applicant.record_id}/liveness/{challenge['id']}")
    assert answer.status_code == 200, answer.text
    return dict(answer.get_json())


def judged(session: Session, challenge: dict[str, Any], reason: str = "passed") -> None:
    """As if the worker had looked."""
    with transaction(session):
        session.get_one(LivenessChallenge, challenge["id"]).reason = reason


def test_the_script_gets_moves_a_nonce_and_seconds(applicant: Applicant) -> None:
    body = fetch(applicant).get_json()
    assert {"left", "right"} < set(body["moves"])
    assert (body["status"], body["next"], body["message"], body["late"]) == ("open", "capture", None, False)
    assert 30 < body["seconds_left"] <= 35
    assert body["nonce"]
    assert body["frames"] == {"min": 8, "max": 15, "max_bytes": 1_048_576, "max_total_bytes": 8_388_608}
    assert "session_id" not in body


def test_frames_and_still_lead_to_the_check_once_they_are_judged(applicant: Applicant, session: Session) -> None:
    challenge = ask(applicant, session)
    answer = send(applicant, challenge)
    assert (answer.status_code, answer.get_json()["next"]) == (201, "wait")
    assert look(applicant, challenge)["status"] == "received"
    judged(session, challenge)
    found = look(applicant, challenge)
    assert (found["status"], found["next"], found["standing"]) == ("judged", "continue", "passed")
    assert found["url"] == f"/{applicant.record_id}/check"
    assert session.query(Selfie).one().capture_method == "camera"
    assert applicant.get().path == "check"
    applicant.post("check")
    assert newest(session, applicant.record_id).state is State.SUBMITTED


@pytest.mark.parametrize(("frames", "words"), [(7, "Too few pictures"), (16, "More pictures")])
def test_a_refusal_is_said_in_kind_words(applicant: Applicant, session: Session, frames: int, words: str) -> None:
    answer = send(applicant, ask(applicant, session), challenges.blots(count=frames))
    body = answer.get_json()
    assert (answer.status_code, body["next"], body["attempts_left"]) == (422, "again", 2)
    assert words in body["message"]


def test_what_names_a_doubt_is_not_told_to_the_page(applicant: Applicant, session: Session) -> None:
    assert send(applicant, ask(applicant, session)).status_code == 201
    answer = send(applicant, ask(applicant, session))
    assert answer.status_code == 422
    assert "replay" not in answer.text
    assert "reason" not in answer.get_json()


def test_time_that_ran_out_is_marked_so_that_more_can_be_offered(applicant: Applicant, session: Session) -> None:
    challenge = ask(applicant, session, seconds=40)
    found = look(applicant, challenge)
    assert (found["status"], found["late"], found["next"], found["seconds_left"]) == ("judged", True, "again", 0)
    body = send(applicant, challenge).get_json()
    assert (body["late"], body["next"]) == (True, "again")


def test_more_time_is_given_on_request(applicant: Applicant, session: Session) -> None:
    challenge = ask(applicant, session)
    body = fetch(applicant, f"/{challenge['id']}/extend").get_json()
    assert (body["capture_seconds"], body["next"]) == (40.0, "capture")
    assert body["seconds_left"] > 40


def test_a_form_leads_on_without_head_movements(applicant: Applicant, session: Session) -> None:
    assert "Without head movements" in applicant.get("liveness").text
    assert applicant.post("liveness/alternative").path == "selfie"
    assert applicant.send("selfie", sharp(0.9)).path == "check"
    applicant.post("check")
    assert newest(session, applicant.record_id).state is State.SUBMITTED


def test_the_script_may_ask_for_a_person_too(applicant: Applicant, session: Session) -> None:
    challenge = ask(applicant, session)
    body = fetch(applicant, f"/{challenge['id']}/alternative").get_json()
    assert (body["next"], body["url"]) == ("continue", f"/{applicant.record_id}/selfie")
    assert "person" in body["message"]


def test_where_no_attempt_is_left_there_is_a_way_on(applicant: Applicant, session: Session) -> None:
    for seed in range(3):
        answer = send(applicant, ask(applicant, session), challenges.blots(seed=seed + 5, count=7))
    body = answer.get_json()
    assert (body["next"], body["attempts_left"], body["url"]) == ("continue", 0, f"/{applicant.record_id}")
    assert body["standing"] == "used_up"
    assert fetch(applicant).get_json()["next"] == "continue"
    page = applicant.get("liveness")
    assert "There are 3 tries for each check" in page.text
    assert "a person will take a look instead" in page.text
    assert (f"/{applicant.record_id}", "") in page.ways_on
    assert applicant.get().path == "selfie"
    assert applicant.send("selfie", sharp(0.9)).path == "check"


def test_a_page_that_is_loaded_again_loses_no_attempt(applicant: Applicant, session: Session) -> None:
    assert [ask(applicant, session)["attempts_left"] for _ in range(3)] == [3, 3, 3]
    assert [ask(applicant, session)["attempts_left"] for _ in range(3)] == [2, 1, 0]


def test_without_the_token_of_the_form_nothing_is_opened(applicant: Applicant, session: Session) -> None:
    assert applicant.client.post(f"/{applicant.record_id}/liveness").status_code == 400
    assert stored(session, LivenessChallenge) == 0


def test_another_browser_is_led_away(app: Flask, applicant: Applicant, session: Session) -> None:
    challenge = ask(applicant, session)
    stranger = another_browser(app, applicant.record_id)
    assert stranger.get().path == "here"
    answer = fetch(stranger)
    assert (answer.status_code, answer.get_json()["next"]) == (409, "continue")
    assert stranger.client.get(f"/{applicant.record_id}/liveness/{challenge['id']}").status_code == 409
    assert stored(session, LivenessChallenge) == 1


def test_the_challenge_of_another_record_is_unknown(
    app: Flask, client: FlaskClient, applicant: Applicant, session: Session
) -> None:
    theirs = ask(applicant, session)
    other = Applicant(app.test_client(), record(session, "test", liveness_type="active"))
    other.to_selfie()
    assert send(other, theirs).status_code == 422
    assert fetch(other, f"/{theirs['id']}/extend").status_code == 422
    assert stored(session, Selfie) == 0


def test_passive_records_have_no_moves(app: Flask, client: FlaskClient, session: Session) -> None:
    made = Applicant(client, record(session))
    assert made.to_selfie().path == "selfie"
    assert made.get("liveness").path == "selfie"
    assert fetch(made).status_code == 409
    assert stored(session, LivenessChallenge) == 0


def test_after_the_submit_the_script_is_led_on(applicant: Applicant, session: Session) -> None:
    challenge = ask(applicant, session)
    send(applicant, challenge)
    judged(session, challenge)
    applicant.get()
    applicant.post("check")
    answer = applicant.client.get(f"/{applicant.record_id}/liveness/{challenge['id']}")
    assert (answer.status_code, answer.get_json()["url"]) == (409, f"/{applicant.record_id}")


def test_frames_that_are_too_large_for_any_request_are_said_in_json(
    applicant: Applicant, session: Session, settings: Settings
) -> None:
    challenge = ask(applicant, session)
    huge = (b"\xff\xd8\xff" + bytes(settings.max_upload_bytes),)
    answer = send(applicant, challenge, huge)
    assert (answer.status_code, answer.get_json()["next"]) == (413, "again")


@pytest.mark.parametrize("half", [{"frame_times": ""}, {"frame_times": "x"}, {"nonce": ""}])
def test_half_an_answer_is_refused(applicant: Applicant, session: Session, half: dict[str, str]) -> None:
    answer = send(applicant, ask(applicant, session), **half)
    assert (answer.status_code, answer.get_json()["next"]) == (422, "again")
    assert stored(session, Selfie) == 0


def test_a_selfie_taken_again_is_turned_for_again(applicant: Applicant, session: Session) -> None:
    challenge = ask(applicant, session)
    send(applicant, challenge)
    judged(session, challenge)
    assert applicant.get("liveness").path == "liveness"
    applicant.send("selfie", sharp(0.8))
    assert applicant.get().path == "liveness"


@pytest.mark.parametrize("reason", ["identity_uncertain", "model_missing"])
def test_what_a_person_has_to_see_does_not_look_passed(applicant: Applicant, session: Session, reason: str) -> None:
    challenge = ask(applicant, session)
    send(applicant, challenge)
    judged(session, challenge, reason)
    found = look(applicant, challenge)
    assert (found["next"], found["standing"], found["message"]) == ("continue", "person", CATALOGUE[reason].applicant)


def test_what_is_left_is_said_before_the_next_go(applicant: Applicant, session: Session) -> None:
    assert "You can try" not in applicant.get("liveness").html.partition('data-at="camera"')[0]
    for seed, words in ((5, "You can try 2 more times."), (6, "You can try once more.")):
        send(applicant, ask(applicant, session), challenges.blots(seed=seed, count=7))
        assert words in applicant.get("liveness").html.partition('data-at="camera"')[0]


def passed(applicant: Applicant, session: Session, reason: str = "passed") -> Page:
    """The moves made; at the answers before sending."""
    challenge = ask(applicant, session)
    send(applicant, challenge)
    judged(session, challenge, reason)
    return applicant.get("check")


def retake(page: Page) -> str | None:
    """Where the selfie's link on the answers leads."""
    found = re.search(r'href="/\w+/(\w+)">Take again<span class="visually-hidden">: Selfie', page.html)
    return found.group(1) if found else None


@pytest.mark.parametrize("reason", ["passed", "identity_uncertain", "processing_error"])
def test_taking_it_again_leads_to_the_moves_and_looking_there_takes_nothing_away(
    applicant: Applicant, session: Session, reason: str
) -> None:
    answers = passed(applicant, session, reason)
    assert (retake(answers), "Selfie with head movements Done" in answers.text) == ("liveness", True)
    page = applicant.get("liveness")
    assert "What you have sent counts until you send something new." in page.text
    ask(applicant, session)
    assert applicant.get().path == "check"
    applicant.post("check")
    assert newest(session, applicant.record_id).state is State.SUBMITTED


def test_who_has_made_the_moves_is_not_offered_to_throw_them_away(applicant: Applicant, session: Session) -> None:
    passed(applicant, session)
    intro = re.search(r'<section class="panel stack" data-at="([^"]*)"[^>]*( hidden)>', applicant.get("liveness").html)
    assert intro
    assert "intro" not in intro.group(1)


def test_new_moves_replace_the_selfie_and_both_are_kept(applicant: Applicant, session: Session) -> None:
    passed(applicant, session)
    challenge = ask(applicant, session)
    given = challenges.form(challenge, challenges.blots(seed=9), sharp(0.8), capture_method="camera")
    given.pop("challenge_id")
    assert fetch(applicant, f"/{challenge['id']}/frames", **given).status_code == 201
    judged(session, challenge)
    assert applicant.get().path == "check"
    assert sorted(one.replaced_at is None for one in session.query(Selfie)) == [False, True]
    assert stored(session, LivenessChallenge) == 2


def test_without_movements_the_selfie_alone_is_taken_again(applicant: Applicant, session: Session) -> None:
    applicant.get("liveness")
    applicant.post("liveness/alternative")
    answers = applicant.send("selfie", sharp(0.9))
    assert (retake(answers), "Selfie Done" in answers.text) == ("selfie", True)
    assert applicant.send("selfie", sharp(0.8)).path == "check"


def test_the_last_recording_that_counts_is_not_offered_to_be_lost(applicant: Applicant, session: Session) -> None:
    for _ in range(5):
        ask(applicant, session)
    answers = passed(applicant, session)
    assert (answers.path, retake(answers)) == ("check", None)
    page = applicant.get("liveness")
    assert "What you have sent is kept." in page.text
    assert fetch(applicant).get_json()["standing"] == "passed"


def test_a_recording_that_is_being_judged_is_said_to_be(applicant: Applicant, session: Session) -> None:
    for _ in range(5):
        ask(applicant, session)
    send(applicant, ask(applicant, session))
    assert "We are still looking at your recording." in applicant.get("liveness").text


def test_after_stills_that_could_not_serve_a_selfie_alone_may_still_be_sent(
    applicant: Applicant, session: Session
) -> None:
    for seed, light in ((5, 1.0), (6, 0.95), (7, 0.9)):
        challenge = ask(applicant, session)
        given = challenges.form(challenge, challenges.blots(seed=seed), blurred(light), capture_method="camera")
        given.pop("challenge_id")
        answer = fetch(applicant, f"/{challenge['id']}/frames", **given)
    assert answer.get_json()["standing"] == "used_up"
    assert (applicant.get().path, applicant.get().heading) == ("selfie", "Now a selfie")
    assert applicant.send("selfie", sharp(0.9)).path == "check"

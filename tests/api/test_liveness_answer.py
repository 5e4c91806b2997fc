"""POST /v1/sessions/{id}/selfie with the answer to a liveness challenge, and the worker's judgement of it."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker
from werkzeug.test import TestResponse

from kyc.config import Settings
from kyc.models import Document, LivenessChallenge, RefusedUpload, Selfie, Verification, db, transaction
from kyc.tools import Tools
from kyc.web.v1.challenge_shapes import ChallengeOpened, ChallengeOut
from kyc.web.v1.given import SelfieTaken
from kyc.worker import challenges as worker
from tests import challenges
from tests.api.calls import LIVE, TEST, add_document, opened, photo, read, refused, stored, submit
from tests.faces import models_dir
from tests.queued import unfinished

pytestmark = pytest.mark.one_database  # what a challenge asks the database is asked in tests/unit/services/liveness


@pytest.fixture
def made(client: FlaskClient) -> str:
    """A session with active liveness and its document."""
    found = str(opened(client, config={"liveness_type": "active"})["id"])
    assert add_document(client, found).status_code == 201
    return found


def ask(client: FlaskClient, session: Session, made: str, seconds: float = 10) -> dict[str, Any]:
    """A challenge that was opened this many seconds ago."""
    answer = client.post(f"/v1/sessions/{made}/liveness", headers=LIVE)
    assert answer.status_code == 201, answer.text
    challenges.backdate(session, answer.get_json()["id"], seconds)
    return dict(answer.get_json())


def send(client: FlaskClient, made: str, challenge: dict[str, Any], frames: Any = None, **fields: Any) -> TestResponse:
    selfie = fields.pop("selfie", photo(0.9))
    given = challenges.form(challenge, challenges.blots() if frames is None else frames, selfie, **fields)
    given = {name: value for name, value in given.items() if value is not None}
    return client.post(f"/v1/sessions/{made}/selfie", data=given, headers=LIVE)


def look(client: FlaskClient, made: str, challenge: dict[str, Any]) -> dict[str, Any]:
    answer = client.get(f"/v1/sessions/{made}/liveness/{challenge['id']}", headers=LIVE)
    assert answer.status_code == 200, answer.text
    return dict(answer.get_json())


@pytest.fixture
def judge(app: Flask, settings: Settings) -> Any:
    """What the worker does with a challenge, with the real engines."""
    tools = Tools(settings.model_copy(update={"models_dir": models_dir()}))
    sessions = sessionmaker(db.engine, expire_on_commit=False)
    return lambda challenge: worker.settle(tools, sessions, challenge["id"])


def test_a_person_who_follows_the_moves_passes_and_may_submit(
    client: FlaskClient, session: Session, made: str, judge: Any
) -> None:
    challenge = ask(client, session, made)
    frames = challenges.turning(tuple(challenge["moves"]))
    answer = send(client, made, challenge, frames, selfie=challenges.still())
    assert answer.status_code == 201, answer.text
    body = answer.get_json()
    assert (body["challenge"]["status"], body["challenge"]["next"]) == ("received", "wait")
    assert body["session"] == {"status": "selfie_uploaded", "requirements": {"missing": ["liveness"]}}
    judge(challenge)
    found = look(client, made, challenge)
    assert (found["status"], found["outcome"]["reason"], found["next"]) == ("judged", "passed", "continue")
    assert submit(client, made).status_code == 202


def test_a_photograph_that_nobody_moves_is_asked_for_again(
    client: FlaskClient, session: Session, made: str, judge: Any
) -> None:
    challenge = ask(client, session, made)
    assert send(client, made, challenge, challenges.held(), selfie=challenges.still()).status_code == 201
    judge(challenge)
    found = look(client, made, challenge)
    assert (found["outcome"]["reason"], found["outcome"]["verdict"]) == ("moves_not_followed", "again")
    assert (found["next"], found["attempts_left"]) == ("again", 2)
    body = refused(submit(client, made), 409, "requirements_missing")
    assert body["requirements"]["missing"] == ["liveness"]


def test_somebody_else_s_moves_are_a_changed_identity(
    client: FlaskClient, session: Session, made: str, judge: Any
) -> None:
    challenge = ask(client, session, made)
    frames = challenges.turning(tuple(challenge["moves"]), "bea")
    assert send(client, made, challenge, frames, selfie=challenges.still()).status_code == 201
    judge(challenge)
    found = look(client, made, challenge)["outcome"]
    assert (found["reason"], found["verdict"]) == ("identity_changed", "refused")


def test_a_selfie_without_a_face_is_told(client: FlaskClient, session: Session, made: str, judge: Any) -> None:
    challenge = ask(client, session, made)
    assert send(client, made, challenge).status_code == 201
    judge(challenge)
    assert look(client, made, challenge)["outcome"]["reason"] == "face_not_found"


def test_a_missing_model_costs_no_attempt_and_a_person_looks(
    app: Flask, settings: Settings, client: FlaskClient, session: Session, made: str
) -> None:
    challenge = ask(client, session, made)
    assert send(client, made, challenge).status_code == 201
    worker.settle(Tools(settings), sessionmaker(db.engine, expire_on_commit=False), challenge["id"])
    found = look(client, made, challenge)
    assert (found["outcome"]["reason"], found["outcome"]["verdict"]) == ("model_missing", "review")
    assert (found["next"], found["attempts_left"]) == ("continue", 3)


def shuffled(count: int) -> str:
    return ",".join(["0", "800", "400", *(str(place * 400) for place in range(3, count))])


@pytest.mark.parametrize(
    ("frames", "fields", "code"),
    [
        (challenges.blots(count=7), {}, "frames_missing"),
        (challenges.blots(count=16), {}, "frames_too_many"),
        (challenges.blots(), {"frame_times": shuffled(12)}, "frames_out_of_order"),
        (challenges.blots(), {"frame_times": challenges.times(12, 0)}, "frames_out_of_order"),
        (challenges.blots(), {"frame_times": challenges.times(12, 1000)}, "frames_out_of_order"),
        ((*challenges.blots(count=11), challenges.blots()[0]), {}, "frames_duplicated"),
        ((*challenges.blots(count=11), b"\xff\xd8\xff no picture"), {}, "file_damaged"),
        ((*challenges.blots(count=11), b"%PDF-1.7"), {}, "file_type_unsupported"),
        ((*challenges.blots(count=11), b"RIFF\x00\x00\x00\x00WEBPVP8 "), {}, "file_type_unsupported"),
        ((*challenges.blots(count=11), b"\xff\xd8\xff" + bytes(1024 * 1024)), {}, "file_too_large"),
    ],
)
def test_what_can_be_seen_at_once_is_refused_by_name_and_burns_the_nonce(
    client: FlaskClient, session: Session, made: str, frames: tuple[bytes, ...], fields: dict[str, str], code: str
) -> None:
    challenge = ask(client, session, made)
    body = refused(send(client, made, challenge, frames, **fields), 422, code)
    assert body["attempts_left"] == 2
    assert stored(session, Selfie) == 0
    found = look(client, made, challenge)
    assert (found["status"], found["outcome"]["reason"], found["next"]) == ("judged", code, "again")
    refused(send(client, made, challenge), 422, "challenge_used")


def test_frames_that_come_after_their_time_are_too_late(client: FlaskClient, session: Session, made: str) -> None:
    refused(send(client, made, ask(client, session, made, seconds=36)), 422, "too_late")


def test_moves_that_took_longer_than_there_was_time_are_too_late(
    client: FlaskClient, session: Session, made: str
) -> None:
    challenge = ask(client, session, made, seconds=30)
    refused(send(client, made, challenge, frame_times=challenges.times(12, 2000)), 422, "too_late")


def test_frames_of_an_earlier_challenge_are_replayed_ones(client: FlaskClient, session: Session, made: str) -> None:
    assert send(client, made, ask(client, session, made)).status_code == 201
    again = ask(client, session, made)
    mixed = (*challenges.blots(seed=2)[:11], challenges.blots()[3])
    refused(send(client, made, again, mixed), 422, "frames_replayed")


def test_frames_that_were_refused_are_known_again_as_well(client: FlaskClient, session: Session, made: str) -> None:
    refused(send(client, made, ask(client, session, made), challenges.blots(count=7)), 422, "frames_missing")
    refused(send(client, made, ask(client, session, made)), 422, "frames_replayed")


def commented(jpeg: bytes) -> bytes:
    """The same picture with a comment, so other bytes."""
    return jpeg[:2] + b"\xff\xfe\x00\x04hi" + jpeg[2:]


def test_another_comment_makes_no_other_picture(client: FlaskClient, session: Session, made: str) -> None:
    twins = (*challenges.blots(count=11), commented(challenges.blots()[0]))
    refused(send(client, made, ask(client, session, made), twins), 422, "frames_duplicated")
    fresh = challenges.blots(seed=3)
    assert send(client, made, ask(client, session, made), fresh).status_code == 201
    old = tuple(commented(one) for one in fresh)
    refused(send(client, made, ask(client, session, made), old), 422, "frames_replayed")


def test_a_nonce_serves_once(client: FlaskClient, session: Session, made: str) -> None:
    challenge = ask(client, session, made)
    assert send(client, made, challenge).status_code == 201
    refused(send(client, made, challenge, challenges.blots(seed=2)), 422, "challenge_used")
    assert stored(session, Selfie) == 1


def test_a_nonce_serves_its_own_challenge_alone(client: FlaskClient, session: Session, made: str) -> None:
    first, second = ask(client, session, made), ask(client, session, made)
    refused(send(client, made, {**second, "nonce": first["nonce"]}), 422, "nonce_wrong")
    refused(send(client, made, first), 422, "challenge_used")
    assert send(client, made, second).status_code == 201  # a wrong nonce burns nothing


def test_the_challenge_of_another_session_answers_nothing(client: FlaskClient, session: Session, made: str) -> None:
    theirs = opened(client, config={"liveness_type": "active"})["id"]
    assert add_document(client, theirs).status_code == 201
    refused(send(client, theirs, ask(client, session, made)), 404, "not_found")
    assert stored(session, Selfie) == 0


@pytest.mark.parametrize("words", ["", "1,2", "a,b", "0,1.5", "-1,4", "0," * 300])
def test_times_that_do_not_fit_the_frames_are_pointed_at(
    client: FlaskClient, session: Session, made: str, words: str
) -> None:
    challenge = ask(client, session, made)
    body = refused(send(client, made, challenge, frame_times=words), 422, "invalid_request")
    assert body["errors"][0]["pointer"] == "/frame_times"
    assert look(client, made, challenge)["status"] == "open"


def test_a_still_that_cannot_serve_is_not_taken_again_and_costs_no_try_of_the_selfie(
    client: FlaskClient, session: Session, made: str
) -> None:
    refused(send(client, made, ask(client, session, made), selfie=b"no picture"), 422, "file_type_unsupported")
    again = ask(client, session, made)
    refused(send(client, made, again, challenges.blots(seed=2), selfie=b"no picture"), 422, "already_refused")
    assert look(client, made, again)["status"] == "open"
    assert [row.item for row in session.query(RefusedUpload)] == ["liveness"]
    alone = client.post(f"/v1/sessions/{made}/selfie", data={"file": (BytesIO(b"nothing"), "a.jpg")}, headers=LIVE)
    assert refused(alone, 422, "file_type_unsupported")["attempts_left"] == 2


def test_frames_are_sealed_and_what_is_refused_is_not_kept(
    app: Flask, client: FlaskClient, session: Session, made: str
) -> None:
    box = app.config["TOOLS"].blobs
    before = set(box.names())
    refused(send(client, made, ask(client, session, made), selfie=b"no picture"), 422, "file_type_unsupported")
    assert set(box.names()) == before
    challenge = ask(client, session, made)
    assert send(client, made, challenge, challenges.blots(seed=2)).status_code == 201
    kept = challenges.row(session, challenge["id"]).frames
    assert [frame["t_ms"] for frame in kept] == [place * 400 for place in range(12)]
    assert {frame["blob"] for frame in kept} < set(box.names()) - before
    assert box.get(kept[0]["blob"]).startswith(b"\xff\xd8\xff")


def test_every_picture_that_is_kept_is_found_by_its_session(
    app: Flask, client: FlaskClient, session: Session, made: str
) -> None:
    for seed, light in ((1, 0.9), (2, 0.8)):
        answer = send(client, made, ask(client, session, made), challenges.blots(seed=seed), selfie=photo(light))
        assert answer.status_code == 201
    session.rollback()
    of_it = {"verification_id": made}
    frames = [frame for row in session.query(LivenessChallenge).filter_by(**of_it) for frame in row.frames]
    images = [*session.query(Document).filter_by(**of_it), *session.query(Selfie).filter_by(**of_it)]
    found = {frame["blob"] for frame in frames} | {image.blob for image in images}
    assert (len(found), found) == (27, set(app.config["TOOLS"].blobs.names()))


def test_frames_of_another_session_of_the_same_record_are_replayed_ones(
    client: FlaskClient, session: Session, made: str
) -> None:
    again = str(opened(client, config={"liveness_type": "active"})["id"])
    with transaction(session):
        session.get_one(Verification, again).profile_id = session.get_one(Verification, made).profile_id
    add_document(client, again)
    assert send(client, made, ask(client, session, made)).status_code == 201
    refused(send(client, again, ask(client, session, again)), 422, "frames_replayed")


def test_a_job_is_asked_for_with_the_frames(app: Flask, client: FlaskClient, session: Session, made: str) -> None:
    before = unfinished(db.engine)
    challenge = ask(client, session, made)
    assert unfinished(db.engine) == before
    assert send(client, made, challenge).status_code == 201
    assert unfinished(db.engine) == before + 1


def test_the_same_idempotency_key_takes_the_frames_once(client: FlaskClient, session: Session, made: str) -> None:
    challenge = ask(client, session, made)
    headers = {**LIVE, "Idempotency-Key": "frames-1"}
    answers = [
        client.post(
            f"/v1/sessions/{made}/selfie",
            data=challenges.form(challenge, challenges.blots(), photo(0.9)),
            headers=headers,
        )
        for _ in range(2)
    ]
    assert [one.status_code for one in answers] == [201, 201]
    assert answers[0].get_json() == answers[1].get_json()
    assert stored(session, Selfie) == 1


def test_a_selfie_that_stands_already_serves_as_the_still(client: FlaskClient, session: Session, made: str) -> None:
    plain = client.post(
        f"/v1/sessions/{made}/selfie", data={"file": (BytesIO(photo(0.9)), "a.jpg")}, headers=LIVE
    ).get_json()
    answer = send(client, made, ask(client, session, made))
    assert (answer.status_code, answer.get_json()["id"]) == (201, plain["id"])
    assert stored(session, Selfie) == 1


def test_another_selfie_needs_a_challenge_of_its_own(client: FlaskClient, session: Session, made: str) -> None:
    challenge = ask(client, session, made)
    assert send(client, made, challenge).status_code == 201
    passed(session, challenge["id"])
    assert read(client, made)["requirements"]["missing"] == []
    client.post(f"/v1/sessions/{made}/selfie", data={"file": (BytesIO(photo(0.8)), "b.jpg")}, headers=LIVE)
    assert read(client, made)["requirements"]["missing"] == ["liveness"]


def passed(session: Session, challenge_id: str) -> None:
    """As if it had been judged so."""
    with transaction(session):
        session.get_one(LivenessChallenge, challenge_id).reason = "passed"


def test_submit_waits_for_the_judgement(client: FlaskClient, session: Session, made: str) -> None:
    challenge = ask(client, session, made)
    assert send(client, made, challenge).status_code == 201
    refused(submit(client, made), 409, "requirements_missing")
    passed(session, challenge["id"])
    assert submit(client, made).status_code == 202


def test_where_no_attempt_is_left_a_person_looks(client: FlaskClient, session: Session, made: str) -> None:
    for seed in range(3):
        refused(
            send(client, made, ask(client, session, made), challenges.blots(seed=seed + 5, count=7)),
            422,
            "frames_missing",
        )
    refused(client.post(f"/v1/sessions/{made}/liveness", headers=LIVE), 422, "too_many_attempts")
    client.post(f"/v1/sessions/{made}/selfie", data={"file": (BytesIO(photo(0.9)), "a.jpg")}, headers=LIVE)
    assert submit(client, made).status_code == 202


def test_the_report_names_what_was_asked_and_sent(client: FlaskClient, session: Session, made: str) -> None:
    challenge = ask(client, session, made)
    taken = send(client, made, challenge).get_json()
    report = client.get(f"/v1/sessions/{made}/report", headers=LIVE).get_json()
    (shown,) = report["evidence"]["challenges"]
    assert (shown["id"], shown["moves"], shown["selfie_id"]) == (challenge["id"], challenge["moves"], taken["id"])
    assert (shown["reason"], len(shown["frames"])) == (None, 12)
    assert "blob" not in str(shown)
    assert challenge["nonce"] not in str(report)


def test_every_answer_has_the_shape_that_the_document_says(client: FlaskClient, session: Session, made: str) -> None:
    challenge = ask(client, session, made)
    ChallengeOpened.model_validate(challenge)
    SelfieTaken.model_validate(send(client, made, challenge).get_json())
    ChallengeOut.model_validate(look(client, made, challenge))


def test_another_key_s_challenge_is_unknown(client: FlaskClient, session: Session, made: str) -> None:
    challenge = ask(client, session, made)
    given = challenges.form(challenge, challenges.blots(), photo(0.9))
    refused(client.post(f"/v1/sessions/{made}/selfie", data=given, headers=TEST), 404, "not_found")
    assert session.scalars(select(LivenessChallenge.received_at)).all() == [None]

"""Frames and still on their way in when something happens meanwhile: nothing is taken twice, nothing left behind."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask, Response
from sqlalchemy.orm import Session

from kyc.domain.errors import Refused, Unavailable
from kyc.models import LivenessChallenge, Selfie, Verification, db, transaction
from kyc.services.liveness import challenges
from kyc.services.liveness.challenges import SentFrame
from kyc.services.verification import uploads
from kyc.web import recordings
from kyc.web.recordings import Door, Recording
from kyc.web.unit_of_work import commits
from tests import make
from tests.api.calls import photo
from tests.challenges import blots


@pytest.fixture
def sent(app: Flask, session: Session) -> Recording:
    """Twelve frames and a still for a challenge that was opened ten seconds ago."""
    with transaction(session):
        active = make.with_evidence(session, liveness_type="active")
        challenge, nonce = challenges.open_new(session, active)
        challenge.opened_at -= timedelta(seconds=10)

    def find(*, lock: bool) -> Verification:
        return db.session().get_one(Verification, active.id, populate_existing=lock)

    shots = tuple(SentFrame(place * 400, data) for place, data in enumerate(blots()))
    return Recording(find, challenge.id, nonce, shots, photo(0.9), "api", "partner")


DOOR = Door(
    commits,
    lambda verification, challenge, selfie: Response(selfie.id, 201),
    lambda code, left: Response(code, 422),
)


def names(app: Flask) -> set[str]:
    return set(app.config["TOOLS"].blobs.names())


def test_still_and_frames_are_taken_together(app: Flask, session: Session, sent: Recording) -> None:
    answer = recordings.take_in(sent, DOOR)
    assert answer.status_code == 201
    session.rollback()
    found = session.get_one(LivenessChallenge, sent.challenge_id, populate_existing=True)
    assert found.selfie_id == answer.get_data(as_text=True)
    assert found.received_at == sent.received
    assert len(names(app)) == 13


def test_of_two_at_once_one_is_taken_and_the_other_leaves_nothing(
    app: Flask, session: Session, sent: Recording, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow = uploads.receive
    first: list[Response] = []

    def interrupted(*args: Any, **more: Any) -> Any:
        """Another request with the same nonce comes through while this one decodes."""
        monkeypatch.setattr(uploads, "receive", slow)
        first.append(recordings.take_in(sent, DOOR))
        return slow(*args, **more)

    monkeypatch.setattr(uploads, "receive", interrupted)
    with pytest.raises(Refused) as caught:
        recordings.take_in(sent, DOOR)
    assert (caught.value.code, first[0].status_code) == ("challenge_used", 201)
    session.rollback()
    assert session.query(Selfie).filter(Selfie.replaced_at.is_(None)).count() == 1
    assert len(names(app)) == 13


def test_a_store_that_is_away_burns_nothing(
    app: Flask, session: Session, sent: Recording, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(name: str, data: bytes) -> None:
        raise Unavailable("the image store does not answer")

    monkeypatch.setattr(app.config["TOOLS"].blobs, "put", away)
    with pytest.raises(Unavailable):
        recordings.take_in(sent, DOOR)
    monkeypatch.undo()
    session.rollback()
    assert session.get_one(LivenessChallenge, sent.challenge_id, populate_existing=True).received_at is None
    assert recordings.take_in(sent, DOOR).status_code == 201


def test_where_the_still_has_to_wait_its_turn_the_frames_are_not_left_behind(
    app: Flask, session: Session, sent: Recording, monkeypatch: pytest.MonkeyPatch
) -> None:
    def crowded(*_: object) -> None:
        raise Unavailable("too many pictures at once")

    monkeypatch.setattr(uploads, "receive", crowded)
    with pytest.raises(Unavailable):
        recordings.take_in(sent, DOOR)
    assert names(app) == set()
    monkeypatch.undo()
    assert recordings.take_in(sent, DOOR).status_code == 201


def test_a_crash_before_the_commit_burns_nothing(
    app: Flask, session: Session, sent: Recording, monkeypatch: pytest.MonkeyPatch
) -> None:
    def crash(*_: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(challenges, "accept", crash)
    with pytest.raises(RuntimeError):
        recordings.take_in(sent, DOOR)
    monkeypatch.undo()
    assert recordings.take_in(sent, DOOR).status_code == 201


def test_no_connection_is_held_while_pictures_are_decoded(
    app: Flask, session: Session, sent: Recording, monkeypatch: pytest.MonkeyPatch
) -> None:
    decode, held = uploads.receive, []

    def watching(*args: Any, **more: Any) -> Any:
        held.append(db.session().in_transaction())
        return decode(*args, **more)

    monkeypatch.setattr(uploads, "receive", watching)
    recordings.take_in(sent, DOOR)
    assert held == [False]


def test_a_refusal_is_answered_by_the_door_and_nothing_stays(app: Flask, session: Session, sent: Recording) -> None:
    damaged = (*sent.shots[:11], SentFrame(4400, b"\xff\xd8\xff no picture"))
    bad = Recording(sent.find, sent.challenge_id, sent.nonce, damaged, sent.still, "api", "partner")
    answer = recordings.take_in(bad, DOOR)
    assert (answer.status_code, answer.get_data(as_text=True)) == (422, "file_damaged")
    assert names(app) == set()
    session.rollback()
    assert session.get_one(LivenessChallenge, sent.challenge_id, populate_existing=True).reason == "file_damaged"

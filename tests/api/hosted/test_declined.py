"""Who declines that a computer compares faces goes on with photos, a person decides, and no engine sees a face."""

from __future__ import annotations

import io
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from kyc.adapters.images.portrait import Portraits
from kyc.domain.lifecycle import State
from kyc.models import CheckRecord, Consent, Decision, DocumentTrace, Selfie, db, transaction
from kyc.services.applicant import consents
from kyc.services.examining import pipeline
from kyc.services.liveness import challenge_judgement, challenges
from kyc.worker import verify
from tests import make
from tests.api.hosted.applicant import Applicant, newest, record, sharp
from tests.unit.services.examining.test_examination import Parts

pytestmark = pytest.mark.one_database


class Blind:
    """A face engine that must not be asked."""

    def __getattr__(self, name: str) -> Any:
        raise AssertionError(f"the face engine was asked for {name}")


@pytest.fixture
def unseen(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the small detector of the web process was asked with a model in hand; it finds no face."""
    asked: list[str] = []

    def look(self: Portraits, *_: object, **__: object) -> None:
        if self._models_dir is not None:
            asked.append("looked")

    monkeypatch.setattr(Portraits, "faces", look)
    monkeypatch.setattr(Portraits, "find", look)
    return asked


def decline(applicant: Applicant) -> Any:
    applicant.get()
    return applicant.post("start", decline="y")


def to_progress(applicant: Applicant) -> Any:
    decline(applicant)
    applicant.choose()
    applicant.send("photo/data_page", sharp())
    applicant.send("selfie", sharp(0.9))
    return applicant.post("check")


def examined(app: Flask, session: Session, record_id: str) -> dict[str, CheckRecord]:
    """The checks of the newest verification after the worker's own steps, with an engine that must not be asked."""
    found = newest(session, record_id)
    parts = Parts()
    box: Any = app.config["TOOLS"]
    box.__dict__["engines"] = type("Some", (), {"reader": parts, "faces": Blind(), "sanctions": parts, "pep": parts})()
    with transaction(session):
        pipeline.begin(session, found.id)
    outcome = verify.examine(box, sessionmaker(db.engine, expire_on_commit=False), found.id)
    with transaction(session):
        pipeline.conclude(session, found.id, outcome)
    session.rollback()
    return {row.name: row for row in session.scalars(select(CheckRecord).filter_by(verification_id=found.id))}


def test_the_first_page_offers_to_go_on_without_a_computer(applicant: Applicant) -> None:
    assert "Go on without comparing faces by computer: a person decides" in applicant.get().text


def test_the_answer_is_kept_with_words_language_and_moment(session: Session, applicant: Applicant) -> None:
    page = decline(applicant)
    assert page.path == "document"
    kept = session.scalars(select(Consent)).one()
    assert (kept.agreed, kept.locale, len(kept.text_sha256)) == (False, "en", 64)
    assert newest(session, applicant.record_id).person_wanted == ["consent_declined"]


def test_the_answer_can_be_changed_until_the_photos_are_sent(session: Session, applicant: Applicant) -> None:
    decline(applicant)
    assert "You chose that a person compares your photos" in applicant.get("start").text
    applicant.post("start", agree="y")
    assert newest(session, applicant.record_id).person_wanted == []
    assert [one.agreed for one in session.scalars(select(Consent).order_by(Consent.id))] == [False, True]


def test_the_look_before_sending_says_who_compares(applicant: Applicant) -> None:
    decline(applicant)
    applicant.choose()
    applicant.send("photo/data_page", sharp())
    page = applicant.send("selfie", sharp(0.9))
    assert "Your face is compared by a person" in page.text
    assert f"/{applicant.record_id}/start" in page.html


def test_no_moves_are_asked_for(client: FlaskClient, session: Session) -> None:
    one = Applicant(client, record(session, liveness_type="active"))
    decline(one)
    one.choose()
    assert one.send("photo/data_page", sharp()).path == "selfie"
    assert one.get("liveness").path == "selfie"
    assert one.send("selfie", sharp(0.9)).path == "check"


def test_no_engine_sees_a_face_and_a_person_decides(
    app: Flask, session: Session, applicant: Applicant, unseen: list[str]
) -> None:
    assert to_progress(applicant).path == "progress"
    found = examined(app, session, applicant.record_id)
    assert unseen == []
    for name in ("face_match", "face_liveness"):
        assert (found[name].result, found[name].reasons) == ("not_performed", ["consent_declined"])
    verification = newest(session, applicant.record_id)
    decision = session.scalars(select(Decision).filter_by(verification_id=verification.id)).one()
    assert verification.state is State.MANUAL_REVIEW
    assert (decision.rule, decision.reasons[0]) == ("person_wanted", "consent_declined")
    assert all(trace.sealed_portrait is None for trace in session.scalars(select(DocumentTrace)))


def test_with_consent_the_small_detector_looks(app: Flask, applicant: Applicant, unseen: list[str]) -> None:
    applicant.to_check()
    assert unseen != []


def test_the_partners_own_upload_is_not_looked_at_either(
    client: FlaskClient, session: Session, applicant: Applicant, unseen: list[str]
) -> None:
    decline(applicant)
    found = newest(session, applicant.record_id)
    key = {"x-api-key": make.LIVE_KEY}
    page = {"type": "passport", "side": "data_page", "file": (io.BytesIO(sharp()), "page.jpg")}
    assert client.post(f"/v1/sessions/{found.id}/documents", data=page, headers=key).status_code == 201
    selfie = {"file": (io.BytesIO(sharp(0.9)), "selfie.jpg")}
    assert client.post(f"/v1/sessions/{found.id}/selfie", data=selfie, headers=key).status_code == 201
    assert unseen == []


def test_frames_that_wait_are_not_looked_at_after_a_change_of_mind(session: Session) -> None:
    with transaction(session):
        found = make.with_evidence(session, liveness_type="active")
        made, _ = challenges.open_new(session, found)
        selfie = session.scalars(select(Selfie)).one()
        challenges.accept(session, made, selfie, [], made.opened_at)
        session.flush()
        assert challenge_judgement.load(session, made.id) is not None
        consents.give(session, found, "words", "en", agreed=False)
        assert challenge_judgement.load(session, made.id) is None


def test_the_result_says_that_a_person_compares(app: Flask, session: Session, applicant: Applicant) -> None:
    to_progress(applicant)
    examined(app, session, applicant.record_id)
    assert "compares them, as you chose" in applicant.get().text


def test_the_intake_without_faces_is_the_same_but_for_them(app: Flask) -> None:
    blind = app.config["TOOLS"].intake.without_faces()
    picture = blind.accept(sharp(), allow_pdf=False)
    assert blind.selfie_quality(picture).refused is None

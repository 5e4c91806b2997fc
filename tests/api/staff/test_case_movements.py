"""The head movements on the page of a case: the steps, the result in words, and frames that open as every image."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy import select
from sqlalchemy.orm import Session

from kyc.domain.reasons import CATALOGUE
from kyc.models import LivenessChallenge, Selfie, StaffUser, Verification, ViewLog, transaction, utcnow
from tests import make
from tests.api.staff.people import anew, text
from tests.unit.adapters.images.pictures import saved

pytestmark = pytest.mark.one_database

CHALLENGE = "chal_" + "m" * 31


@pytest.fixture
def turned(app: Flask, session: Session, waiting: Verification) -> Verification:
    """A case whose moves were not followed, with two frames in the store."""
    add(session, waiting)
    for place in (1, 2):
        app.config["TOOLS"].blobs.put(
            f"frame/{CHALLENGE}-{place}", saved(Image.new("RGB", (320 * place, 240 * place)), "JPEG")
        )
    return waiting


def add(session: Session, verification: Verification, **changes: Any) -> None:
    still = session.scalars(select(Selfie).filter_by(verification_id=verification.id)).one()
    named = changes.get("id", CHALLENGE)
    frames = [{"t_ms": 900 * at, "sha256": "s", "kept": "k", "blob": f"frame/{named}-{at}"} for at in (1, 2)]
    usual = {
        "id": CHALLENGE,
        "verification_id": verification.id,
        "number": 1,
        "nonce_digest": "d",
        "moves": ["left", "closer", "right"],
        "capture_s": 20.0,
        "opened_at": utcnow() - timedelta(minutes=1),
        "received_at": utcnow(),
        "selfie_id": still.id,
        "frames": frames,
        "seen_ms": [1800],
        "reason": "moves_not_followed",
    }
    with transaction(session):
        session.get_one(Verification, verification.id).liveness_type = "active"
        session.add(LivenessChallenge(**{**usual, **changes}))


def page_of(browser: FlaskClient, verification: Verification) -> str:
    return text(browser.get(f"/staff/cases/{verification.id}"))


def frame(browser: FlaskClient, verification: Verification, name: str = f"{CHALLENGE}-1") -> Any:
    return browser.get(f"/staff/cases/{verification.id}/images/{name}")


def lines(session: Session) -> list[tuple[str, str]]:
    return [(row.viewer, row.image_id) for row in anew(session).scalars(select(ViewLog).order_by(ViewLog.id))]


def test_steps_result_and_frames_stand_beside_the_selfie(viewer: FlaskClient, turned: Verification) -> None:
    page = page_of(viewer, turned)
    told = page[page.index("Head movements before the camera") : page.index("Who opened these images")]
    assert "Turn left ✓ seen after 0.9 s Come closer not seen Turn right not seen" in told
    assert f"Not followed {CATALOGUE['moves_not_followed'].staff}" in told
    assert "0.0 s" in told
    assert "0.9 s Turn left" in told


def test_opening_the_case_itself_opens_no_frame(viewer: FlaskClient, session: Session, turned: Verification) -> None:
    page = viewer.get(f"/staff/cases/{turned.id}").get_data(as_text=True)
    assert page.count(f"/images/{CHALLENGE}-") == 4  # a link and a picture for each
    assert page.count('loading="lazy"') == 2
    assert "frame/" not in page
    assert lines(session) == []


def test_a_frame_is_shown_and_the_opening_is_logged(
    viewer: FlaskClient, session: Session, turned: Verification
) -> None:
    answer = frame(viewer, turned, f"{CHALLENGE}-2")
    assert (answer.mimetype, answer.headers["Cache-Control"]) == ("image/jpeg", "no-store")
    assert Image.open(BytesIO(answer.data)).size == (640, 480)
    person = session.scalars(select(StaffUser)).one()
    assert lines(session) == [(f"staff:{person.id}", f"{CHALLENGE}-2")]
    assert "viewer@example.org: Frames of the movements, 1 time" in page_of(viewer, turned)


def test_a_frame_that_does_not_exist_is_not_found(viewer: FlaskClient, session: Session, turned: Verification) -> None:
    names = (f"{CHALLENGE}-0", f"{CHALLENGE}-3", f"{CHALLENGE}-", CHALLENGE, "chal_x-1")
    assert [frame(viewer, turned, name).status_code for name in names] == [404] * len(names)
    assert lines(session) == []


def test_a_frame_belongs_to_its_own_case(viewer: FlaskClient, session: Session, turned: Verification) -> None:
    with transaction(session):
        other = make.in_review(session)
    assert frame(viewer, other).status_code == 404
    assert lines(session) == []


def test_frames_that_were_not_kept_are_said_and_cannot_be_opened(
    viewer: FlaskClient, session: Session, waiting: Verification
) -> None:
    lost = [{"t_ms": at, "sha256": "s", "kept": "s", "blob": None} for at in range(8)]
    add(session, waiting, frames=lost, seen_ms=[], reason="frames_out_of_order", selfie_id=None)
    page = page_of(viewer, waiting)
    assert "8 pictures were sent. They were refused before anybody looked, and not kept." in page
    assert CATALOGUE["frames_out_of_order"].staff in page
    assert frame(viewer, waiting).status_code == 404


def test_earlier_goes_are_closed_and_those_nobody_answered_are_counted(
    viewer: FlaskClient, session: Session, turned: Verification
) -> None:
    add(session, turned, id=CHALLENGE[:-1] + "2", number=2, reason="passed", seen_ms=[900, 900, 1800])
    add(session, turned, id=CHALLENGE[:-1] + "3", number=3, received_at=None, reason=None, frames=[], seen_ms=[])
    page = page_of(viewer, turned)
    assert page.index(f"Followed {CATALOGUE['passed'].staff}") < page.index("Go 1,") < page.index("Not followed")
    assert "1 challenge was opened and never answered." in page


def test_another_way_is_told_in_words(viewer: FlaskClient, session: Session, waiting: Verification) -> None:
    add(session, waiting, received_at=None, reason=None, frames=[], seen_ms=[], alternative_at=utcnow())
    page = page_of(viewer, waiting)
    assert f"Another way asked for {CATALOGUE['alternative_asked'].staff}" in page
    assert "No pictures were sent." in page


def test_moves_that_were_asked_for_and_never_made_are_said(
    viewer: FlaskClient, session: Session, waiting: Verification
) -> None:
    with transaction(session):
        session.get_one(Verification, waiting.id).liveness_type = "active"
    assert "Movements were asked for, and none were sent." in page_of(viewer, waiting)


def test_without_moves_nothing_is_said_of_them(viewer: FlaskClient, waiting: Verification) -> None:
    assert "Head movements" not in page_of(viewer, waiting)

"""Active liveness with real engines, the real queue and a real clock: from the challenge to the decision."""

from __future__ import annotations

import time
from collections.abc import Sequence
from io import BytesIO
from typing import Any

import pytest
from PIL import Image

from kyc.demo.client import Client
from kyc.demo.story import Act, act
from tests import challenges

pytestmark = pytest.mark.xdist_group("whole")
PACE_MS = 120
"""Frames come so fast here that nobody has to wait for long; the drawn head turns with as few degrees a second."""


@pytest.fixture
def story(astronaut: Image.Image) -> Act:
    return act(astronaut, astronaut, seed=31, surname="COLLINS", given_names="EILEEN", number="UT0000031")


def begun(client: Client, story: Act) -> dict[str, Any]:
    opened = client.open_session(applicant=story.applicant, config={"liveness_type": "active"})
    client.add_document(opened["id"], story.document)
    return opened


def answer(client: Client, session_id: str, asked: dict[str, Any], frames: Sequence[bytes]) -> None:
    """Send the frames once the challenge is as old as they say."""
    time.sleep(PACE_MS * len(frames) / 1000)
    files: list[Any] = [("frames[]", (f"{place}.jpg", BytesIO(data))) for place, data in enumerate(frames)]
    files.append(("file", ("still.jpg", BytesIO(challenges.still()))))
    times = challenges.times(len(frames), PACE_MS)
    words = {"challenge_id": asked["id"], "nonce": asked["nonce"], "frame_times": times}
    client.call("POST", f"/v1/sessions/{session_id}/selfie", files=files, data=words)


def judged(client: Client, session_id: str, challenge_id: str) -> dict[str, Any]:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        found = client.call("GET", f"/v1/sessions/{session_id}/liveness/{challenge_id}")
        if found["next"] != "wait":
            return found
        time.sleep(0.1)
    raise TimeoutError("the challenge was not judged")


def liveness(report: dict[str, Any]) -> dict[str, Any]:
    return next(check for check in report["checks"] if check["name"] == "face_liveness")


def test_who_follows_the_moves_is_approved(client: Client, story: Act) -> None:
    session_id = begun(client, story)["id"]
    asked = client.call("POST", f"/v1/sessions/{session_id}/liveness")
    answer(client, session_id, asked, challenges.turning(tuple(asked["moves"]), count=15))
    assert judged(client, session_id, asked["id"])["outcome"]["reason"] == "passed"
    client.submit(session_id)
    client.wait(session_id)
    report = client.report(session_id)
    found = liveness(report)
    assert (found["result"], found["breakdown"]["kind"], found["breakdown"]["outcome"]) == ("pass", "active", "passed")
    assert found["breakdown"]["moves"] == asked["moves"]
    assert found["breakdown"]["similarity"] >= found["breakdown"]["similarity_threshold"]
    assert report["status"] == "approved"


def test_a_photograph_three_times_goes_to_a_person_with_its_reason(client: Client, story: Act) -> None:
    session_id = begun(client, story)["id"]
    for seed in range(3):
        asked = client.call("POST", f"/v1/sessions/{session_id}/liveness")
        answer(client, session_id, asked, challenges.held(seed=seed))
        found = judged(client, session_id, asked["id"])
        assert found["outcome"]["reason"] == "moves_not_followed"
    assert found["next"] == "continue"
    client.submit(session_id)
    assert client.wait(session_id)["status"] == "manual_review"
    told = liveness(client.report(session_id))
    assert (told["result"], [one["code"] for one in told["reasons"]]) == ("review", ["moves_not_followed"])


def test_who_asks_for_a_person_gets_one(client: Client, story: Act) -> None:
    session_id = begun(client, story)["id"]
    asked = client.call("POST", f"/v1/sessions/{session_id}/liveness")
    client.call("POST", f"/v1/sessions/{session_id}/liveness/{asked['id']}/alternative")
    client.add_selfie(session_id, story.selfie)
    client.submit(session_id)
    assert client.wait(session_id)["status"] == "manual_review"
    told = liveness(client.report(session_id))
    assert (told["result"], [one["code"] for one in told["reasons"]]) == ("review", ["alternative_asked"])

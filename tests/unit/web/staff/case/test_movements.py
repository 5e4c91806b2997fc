"""The liveness challenges of a case in the staff's words: steps, outcome, frames with their times."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from types import SimpleNamespace
from typing import Any, cast

import pytest
from flask import Flask

from kyc.domain.reasons import CATALOGUE
from kyc.models import LivenessChallenge, Selfie, utcnow
from kyc.services.desk.case_files import CaseFile
from kyc.web.staff.case.movements import Movement, movements

NOW = utcnow()
FRAMES = [{"t_ms": 250 + 500 * place, "sha256": "s", "kept": "k", "blob": f"frame/{place}"} for place in range(3)]


@pytest.fixture(autouse=True)
def addresses() -> Iterator[None]:
    """An application that knows the address of an image and nothing else."""
    app = Flask(__name__)
    app.add_url_rule("/cases/<verification_id>/images/<image_id>", endpoint="staff.image")
    with app.test_request_context():
        yield


def challenge(number: int = 1, **changes: Any) -> LivenessChallenge:
    """One that was answered with three frames, of which the second shows the first move."""
    usual = {
        "id": f"chal_{number}",
        "verification_id": "sess_1",
        "number": number,
        "moves": ["right", "centre", "left"],
        "opened_at": NOW,
        "received_at": NOW,
        "selfie_id": "self_2",
        "frames": FRAMES,
        "seen_ms": [750],
        "reason": "moves_not_followed",
    }
    return LivenessChallenge(**{**usual, **changes})


def shown(*challenges: LivenessChallenge) -> list[Movement]:
    selfies = [Selfie(id="self_1", replaced_at=NOW), Selfie(id="self_2")]
    return movements(cast(CaseFile, SimpleNamespace(challenges=challenges, selfies=selfies)))


def test_each_step_says_whether_and_when_it_was_seen() -> None:
    (one,) = shown(challenge())
    assert [(step.name, step.seen) for step in one.steps] == [
        ("Turn right", "0.5 s"),
        ("Look straight", ""),
        ("Turn left", ""),
    ]


def test_each_frame_has_its_time_its_address_and_the_step_that_it_shows() -> None:
    (one,) = shown(challenge())
    assert [frame.at for frame in one.frames] == ["0.0 s", "0.5 s", "1.0 s"]
    assert [frame.step for frame in one.frames] == ["", "Turn right", ""]
    assert [frame.address for frame in one.frames] == [f"/cases/sess_1/images/chal_1-{place}" for place in (1, 2, 3)]


@pytest.mark.parametrize(
    ("code", "tone"),
    [
        ("passed", "good"),
        ("moves_not_followed", "warn"),
        ("identity_uncertain", "warn"),
        ("model_missing", "warn"),
        ("frames_replayed", "bad"),
    ],
)
def test_the_outcome_has_a_tone_and_its_reason_in_plain_words(code: str, tone: str) -> None:
    (one,) = shown(challenge(reason=code))
    assert (one.verdict[2], one.reason) == (tone, CATALOGUE[code].staff)


def test_what_waits_for_its_judge_is_not_judged() -> None:
    (one,) = shown(challenge(reason=None, seen_ms=[]))
    assert (one.verdict[1], one.reason, len(one.frames)) == ("Not judged yet", "", 3)


def test_who_asked_for_another_way_after_failing_is_told_with_both_reasons() -> None:
    (one,) = shown(challenge(alternative_at=NOW))
    assert one.verdict[1] == "Another way asked for"
    assert one.reason == f"{CATALOGUE['moves_not_followed'].staff} {CATALOGUE['alternative_asked'].staff}"


def test_refused_pictures_were_sent_and_not_kept() -> None:
    lost = [{**frame, "blob": None} for frame in FRAMES]
    (one,) = shown(challenge(reason="frames_replayed", frames=lost, seen_ms=[], selfie_id=None))
    assert (one.frames, one.sent, one.still) == ((), 3, "")


def test_the_newest_comes_first_and_what_nobody_answered_is_left_out() -> None:
    asked = challenge(
        3, received_at=None, alternative_at=NOW + timedelta(seconds=5), reason=None, frames=[], seen_ms=[]
    )
    found = shown(challenge(1), challenge(2, received_at=None, reason=None, frames=[]), asked)
    assert [one.number for one in found] == [3, 1]
    assert found[0].at == asked.alternative_at


def test_scores_stand_beside_their_limit_with_the_engine() -> None:
    measured = {"similarity": 0.614, "pass_at": 0.42, "live_score": 5.5, "engine": "eyes", "engine_version": "1"}
    (one,) = shown(challenge(**measured))
    assert one.measures.startswith("Least like the selfie 0.61, the same person from 0.42. ")
    assert one.measures.endswith("Passive score of the straight looks 5.50. Measured by eyes 1")
    assert shown(challenge())[0].measures == ""


def test_another_selfie_than_the_one_that_counts_is_linked() -> None:
    assert shown(challenge(selfie_id="self_1"))[0].still == "/cases/sess_1/images/self_1"
    assert shown(challenge())[0].still == ""

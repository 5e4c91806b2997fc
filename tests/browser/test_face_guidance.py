"""Hints for the selfie: the network in the browser is that of the reference, and its words fit what the camera sees."""

from __future__ import annotations

import base64
from functools import cache

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Page

from bench.server import Server
from kyc.demo import people
from kyc.web import guidance
from tests import faces, reference
from tests.browser import face_scenes as scenes

pytestmark = pytest.mark.xdist_group("browser")
WEIGHTS = f"/guidance/{guidance.FILE.digest}.bin"
COMPUTE = """async ([weights, pixels]) => {
    const [{ network, SIDE }, { facesOf }] = [await module("face-net"), await module("face-find")];
    const see = network(await (await fetch(weights)).arrayBuffer());
    return pixels.map((text) => {
        const bytes = Uint8Array.from(atob(text), (one) => one.charCodeAt(0));
        const answer = see(Float32Array.from(bytes, (one) => one / 127.5 - 1));
        const [scores, guesses] = [answer.scores, answer.guesses].map((maps) => maps.flatMap((map) => [...map]));
        return { scores, guesses, faces: facesOf(answer) };
    });
}"""


@pytest.fixture
def strict(phone: Page, live_server: Server) -> Page:
    """A page under the policy of the selfie's, with a camera that shows what is drawn."""
    phone.goto(f"{live_server.url}/{'a' * 15}/selfie")
    phone.evaluate(scenes.OPEN, [WEIGHTS])
    return phone


@cache
def squares() -> list[Image.Image]:
    """Four people as far as an arm reaches, one of them far off and one turned, two at once, a wall and noise."""
    heads = faces.heads()
    near = [scenes.at(head, 0.4, size=(128, 128)) for head in heads.values()]
    far = scenes.at(heads["astronaut"], 0.15, 0.3, 0.4, (128, 128))
    two = scenes.at(heads["bea"], 0.25, 0.25, size=(128, 128))
    two.paste(scenes.at(heads["ana"], 0.5, size=(64, 128)), (64, 0))
    noise = np.random.default_rng(1).integers(0, 256, (128, 128, 3), np.uint8)
    return [
        *near,
        far,
        scenes.at(scenes.turned("ana", 30), 0.4, size=(128, 128)),
        two,
        Image.new("RGB", (128, 128)),
        Image.fromarray(noise),
    ]


def test_the_browser_computes_what_the_reference_runtime_computes(strict: Page) -> None:
    pixels = [base64.b64encode(square.tobytes()).decode() for square in squares()]
    answers = strict.evaluate(COMPUTE, [WEIGHTS, pixels])
    runtime = reference.interpreter()
    for square, answer in zip(squares(), answers, strict=True):
        scores, guesses = reference.guesses(runtime, np.asarray(square, np.float32) / np.float32(127.5) - 1)
        assert np.allclose(scores, answer["scores"], rtol=1e-5, atol=1e-3)
        assert np.allclose(guesses.ravel(), answer["guesses"], rtol=1e-5, atol=1e-3)
    assert [len(answer["faces"]) for answer in answers] == [1, 1, 1, 1, 1, 1, 2, 0, 0]
    eye = people._EYE_DISTANCE * 0.4 / scenes.HEAD / faces.heads()["ana"].width
    for answer in answers[:4]:
        right, left = np.reshape(answer["faces"][0]["points"], (6, 2))[:2]
        assert np.abs([*right - (0.5 - eye / 2, right[1]), *left - (0.5 + eye / 2, left[1])]).max() < 0.25 * eye


def test_each_hint_fits_what_the_camera_sees(strict: Page) -> None:
    head = faces.heads()["astronaut"]
    good = scenes.at(head)
    two = scenes.at(head, 0.38, 0.27)
    two.paste(scenes.at(faces.heads()["cleo"], 0.7, size=(240, 640)), (240, 0))
    strict.evaluate(scenes.GUIDE)
    expected = {
        "good": good,
        "faceNone": Image.new("RGB", scenes.SIZE, (150, 152, 156)),
        "faceFar": scenes.at(head, 0.2),
        "faceNear": scenes.at(head, 0.75),
        "faceAside": scenes.at(head, x=0.72),
        "faceTurned": scenes.at(scenes.turned("astronaut", 40)),
        "faceDark": scenes.lit(good, 0.15),
        "faceBright": scenes.lit(good, 3),
        "faceSeveral": two,
    }
    said = {word: scenes.seen(strict, scene) for word, scene in expected.items()}
    assert said == {word: (word, word == "good") for word in expected}
    assert scenes.seen(strict, Image.new("RGB", scenes.SIZE))[0] == "faceDark"
    strict.evaluate("() => { stop(); told.length = 0; }")
    strict.wait_for_timeout(400)
    assert strict.evaluate("told") == []


def test_a_look_is_good_only_where_nothing_moves_and_no_light_blinds(strict: Page) -> None:
    judged = strict.evaluate("""async () => {
        const { judge } = await module("face-judge");
        const points = [0.45, 0.45, 0.55, 0.45, 0.5, 0.5, 0.5, 0.55, 0.4, 0.47, 0.6, 0.47];
        const face = { score: 0.9, x: 0.5, y: 0.5, width: 0.4, height: 0.4, points };
        const [look, stage] = [{ faces: [face], light: 120, burnt: 0 }, { width: 1, height: 1 }];
        const say = (before, more) => judge({ ...look, ...more }, stage, before);
        const passing = { ...face, x: 0.9, width: 0.15, height: 0.15 };
        return {
            still: say(face),
            first: say(undefined),
            moved: say({ ...face, x: 0.55 }),
            nearer: say({ ...face, width: 0.46 }),
            blinded: say(face, { burnt: 0.4 }),
            passer: say(face, { faces: [face, passing] }),
            unsure: say(face, { faces: [face, { ...face, score: 0.6 }] }),
        };
    }""")
    good = ("good", True)
    steady = {"still": good, "passer": good, "unsure": good}
    moving = dict.fromkeys(("first", "moved", "nearer"), ("faceStill", False))
    assert {look: tuple(said.values()) for look, said in judged.items()} == {
        **steady,
        **moving,
        "blinded": ("faceBright", False),
    }


def test_before_the_moves_the_hints_give_way_to_the_word_that_they_may_begin(strict: Page) -> None:
    strict.evaluate("""async () => {
        const { hinter } = await module("liveness-hints");
        const place = document.querySelector("[data-face-weights]");
        place.dataset.guide = "face";
        window.hints = hinter(place, video, (word) => told.push([word, false]));
        hints.begin();
    }""")
    head = faces.heads()["cleo"]
    assert scenes.seen(strict, scenes.at(head, 0.2)) == ("faceFar", False)
    assert scenes.seen(strict, scenes.at(head)) == ("ready", False)
    assert (
        strict.evaluate("hints.end() ?? new Promise((done) => setTimeout(done, 400)).then(() => told.length = 0)") == 0
    )
    strict.wait_for_timeout(300)
    assert strict.evaluate("told") == []


@pytest.mark.parametrize("weights", ["", "/guidance/none.bin"])
def test_without_weights_nothing_is_said(strict: Page, weights: str) -> None:
    strict.evaluate("weights => document.querySelector('[data-face-weights]').dataset.faceWeights = weights", weights)
    strict.evaluate(scenes.GUIDE)
    strict.evaluate(scenes.SHOW, scenes.encoded(scenes.at(faces.heads()["ana"])))
    strict.wait_for_timeout(800)
    assert strict.evaluate("told") == []
    strict.evaluate("stop()")

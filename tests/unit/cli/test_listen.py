"""Webhooks on a developer's machine: what happens is posted there, signed, until ctrl-C."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
import requests
from click.testing import Result
from flask import Flask

from ekyc import Client, Message, receiver
from kyc.cli import listen
from tests.make import LIVE_KEY, TEST_KEY
from tests.serving import outside, served, serving

__all__ = ["outside", "served"]
SECRET = "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="
Run = Callable[..., Result]
Steps = list[Callable[[], object]]


@pytest.fixture
def partner(served: str) -> Client:
    return Client(served, TEST_KEY, retries=0)


@pytest.fixture
def heard() -> list[Message]:
    return []


@pytest.fixture
def hook(heard: list[Message]) -> Iterator[str]:
    """Where the developer's own receiver listens; it verifies with the client."""
    with serving(receiver(SECRET, heard.append)) as url:
        yield f"{url}/hooks"


@pytest.fixture
def steps(monkeypatch: pytest.MonkeyPatch) -> Steps:
    """What happens while the command waits, one after the other; then ctrl-C."""
    left: Steps = []

    def sleep(seconds: float) -> None:
        if not left:
            raise KeyboardInterrupt
        left.pop(0)()

    monkeypatch.setattr(listen, "sleep", sleep)
    return left


@pytest.fixture
def run(app: Flask, served: str, hook: str, steps: Steps) -> Run:
    def invoke(*more: str, key: str = TEST_KEY, url: str = hook, server: str = served) -> Result:
        words = ["kyc", "listen", "--forward", url, "--server", server, "--secret", SECRET, *more]
        return app.test_cli_runner().invoke(args=words, env={"EKYC_KEY": key})

    return invoke


def test_what_happens_from_now_on_is_posted_and_signed(
    run: Run, partner: Client, steps: Steps, heard: list[Message]
) -> None:
    partner.create_session()
    opened: list[str] = []
    steps += [
        lambda: opened.append(partner.create_session()["id"]),
        lambda: partner.settle_session(opened[0], "approved"),
    ]
    result = run()
    assert result.exit_code == 0
    assert [one.event for one in heard] == ["session.created", "session.submitted", "verification.completed"]
    assert {one.session_id for one in heard} == set(opened)
    assert (heard[-1].mode, heard[-1].final, heard[0].final) == ("test", True, False)
    assert heard[0].record_id == partner.read_session(opened[0])["record_id"]
    said = result.output.splitlines()
    assert said[0] == f"signing secret {SECRET}"
    assert said[-2].endswith(f"verification.completed  {opened[0]}  204")
    assert said[-1] == "ended"


def test_it_may_begin_behind_an_event(run: Run, partner: Client, heard: list[Message]) -> None:
    partner.create_session()
    (first,) = partner.list_events()
    second = partner.create_session()["id"]
    assert run("--after", first["id"]).exit_code == 0
    assert [one.session_id for one in heard] == [second]


def test_a_receiver_that_is_away_ends_nothing(run: Run, partner: Client, steps: Steps) -> None:
    steps.append(partner.create_session)
    result = run(url="http://127.0.0.1:9/hooks")
    assert result.exit_code == 0
    assert "session.created" in result.output
    assert "ConnectionError" in result.output


def test_what_the_receiver_answers_stands_there(run: Run, partner: Client, steps: Steps, served: str) -> None:
    steps.append(partner.create_session)
    assert "405" in run(url=f"{served}/healthz").output


def test_a_server_that_is_away_for_a_moment_is_asked_again(
    run: Run, partner: Client, steps: Steps, heard: list[Message], monkeypatch: pytest.MonkeyPatch
) -> None:
    get, calls = requests.Session.get, list[int]()

    def shaky(self: requests.Session, *args: object, **kwargs: object) -> requests.Response:
        calls.append(1)
        if len(calls) == 2:
            raise requests.ConnectionError
        return get(self, *args, **kwargs)

    monkeypatch.setattr(requests.Session, "get", shaky)
    steps.append(partner.create_session)
    assert "the server is away (ConnectionError)" in run().output
    assert len(heard) == 1


@pytest.mark.parametrize(
    ("key", "words"),
    [
        (LIVE_KEY, "only events of test keys"),
        ("ekyc_test_unknown", "does not know this key"),
    ],
)
def test_a_key_that_cannot_serve_ends_it(run: Run, key: str, words: str) -> None:
    result = run(key=key)
    assert result.exit_code == 1
    assert words in result.output
    assert key not in result.output


@pytest.mark.parametrize(
    ("more", "words"),
    [
        (("--after", "evt_" + "0" * 26), "no such event"),
        (("--after", "evt_x"), "no such event"),
        (("--secret", "whsec_x"), "--secret takes"),
        (("--forward", "localhost:8000"), "--forward takes"),
    ],
)
def test_a_word_that_cannot_be_meant_ends_it(run: Run, more: tuple[str, str], words: str) -> None:
    result = run(*more)
    assert (result.exit_code, words in result.output) == (1, True)


def test_a_server_that_is_not_there_ends_it(run: Run) -> None:
    result = run(server="http://127.0.0.1:9")
    assert result.exit_code == 1
    assert "no events from http://127.0.0.1:9/v1/events: ConnectionError" in result.output

"""What has to be reached: the image store, the limits' store, the identity provider, and ourselves."""

from __future__ import annotations

import email.utils
import time
from collections.abc import Iterable
from types import SimpleNamespace
from typing import Any

import pytest

from bench.server import free_port
from kyc.cli.doctor import reach
from kyc.config import Settings
from kyc.domain.errors import Unavailable
from kyc.domain.sign_in import SignInRefused
from kyc.tools import Tools
from tests.serving import Wsgi, serving
from tests.unit.cli.doctor.patient import FAIL, OK, WARN, found, levels, patient

pytestmark = pytest.mark.one_database


class Provider:
    """An identity provider that is there, or is not."""

    def __init__(self, code: str = "") -> None:
        self._code = code

    def authorization_url(self, back: str) -> None:
        assert back.endswith("/staff/oidc/callback")
        if self._code:
            raise SignInRefused(self._code)


def answering(status: str, request_id: str = "abcdef12") -> Wsgi:
    """Somebody at our address."""

    def answer(environ: Any, start: Any) -> Iterable[bytes]:
        start(status, [("X-Request-ID", request_id)] if request_id else [])
        return [b"{}"]

    return answer


def test_the_image_store_keeps_what_it_is_given_and_nothing_is_left(settings: Settings) -> None:
    assert found(reach.image_store, patient(settings)) == [(OK, "writes, reads and deletes")]
    assert list(Tools(settings).blobs.names()) == []


@pytest.mark.parametrize("act", ["put", "get", "delete"])
def test_an_image_store_that_does_not_answer_is_told(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, act: str
) -> None:
    def away(*_: object) -> None:
        raise Unavailable("the image store does not answer")

    installation = patient(settings)
    monkeypatch.setattr(installation.tools.blobs, act, away)
    assert found(reach.image_store, installation) == [(FAIL, "the image store does not answer")]


def test_an_image_store_that_gives_back_something_else_is_told(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    installation = patient(settings)
    monkeypatch.setattr(installation.tools.blobs, "get", lambda name: b"else")
    assert [one.level for one in reach.image_store(installation)] == [FAIL]


def test_an_address_that_is_no_store_is_told(settings: Settings) -> None:
    assert levels(reach.image_store, patient(settings, blob_url="file:///")) == [FAIL]


def test_limits_in_memory_need_no_store_and_a_store_that_is_away_is_told(settings: Settings) -> None:
    assert levels(reach.limits_store, patient(settings)) == []
    away = f"redis://127.0.0.1:{free_port()}"
    assert levels(reach.limits_store, patient(settings, rate_limit_url=away)) == [WARN]


@pytest.mark.parametrize(("provider", "expected"), [(None, []), (Provider(), [OK]), (Provider("unreachable"), [FAIL])])
def test_the_identity_provider_is_asked_where_there_is_one(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, provider: Provider | None, expected: list[object]
) -> None:
    monkeypatch.setattr(Tools, "identity_provider", provider)
    assert levels(reach.identity_provider, patient(settings)) == expected


def test_our_own_address_leads_here(settings: Settings) -> None:
    with serving(answering("200 OK")) as url:
        told = found(reach.own_address, patient(settings, public_base_url=url))
    assert told == [(OK, f"{url} leads here"), (OK, "the same as the one in front")]


def test_a_server_that_does_not_run_is_a_warning(settings: Settings) -> None:
    assert levels(reach.own_address, patient(settings, public_base_url=f"http://127.0.0.1:{free_port()}")) == [WARN]


@pytest.mark.parametrize(("status", "request_id"), [("502 Bad Gateway", "abcdef12"), ("200 OK", "")])
def test_an_address_that_leads_elsewhere_is_told(settings: Settings, status: str, request_id: str) -> None:
    with serving(answering(status, request_id)) as url:
        assert levels(reach.own_address, patient(settings, public_base_url=url))[0] is FAIL


@pytest.mark.parametrize("skew_s", [-600, 600])
def test_a_clock_that_is_off_is_told(settings: Settings, monkeypatch: pytest.MonkeyPatch, skew_s: float) -> None:
    headers = {"Date": email.utils.formatdate(time.time() + skew_s, usegmt=True), "X-Request-ID": "abcdef12"}
    monkeypatch.setattr(reach.requests, "get", lambda *_, **__: SimpleNamespace(status_code=200, headers=headers))
    told = found(reach.own_address, patient(settings))
    assert told[-1][0] is FAIL
    assert "seconds apart" in told[-1][1]

"""A worker's own /metrics: for this machine or whoever has the token, only where a setting says so."""

from __future__ import annotations

import requests
from pydantic import SecretStr

from bench.server import free_port
from kyc.config import Settings
from kyc.worker import exposure
from tests.said import said_by


def seen(settings: Settings, path: str = "/metrics", address: str = "127.0.0.1", token: str = "") -> str:
    """The status of an answer to somebody at this address."""
    told: list[str] = []
    environ = {"PATH_INFO": path, "REMOTE_ADDR": address, "HTTP_AUTHORIZATION": f"Bearer {token}"}
    body = exposure.application(settings)(environ, lambda status, headers: told.append(status))
    assert b"".join(body)
    return told[0]


def test_figures_are_for_this_machine(settings: Settings) -> None:
    assert seen(settings) == seen(settings, address="::1") == "200 OK"
    assert seen(settings, address="192.0.2.1") == "404 Not Found"
    assert seen(settings, "/") == "404 Not Found"


def test_and_for_whoever_has_the_token(settings: Settings) -> None:
    chosen = settings.model_copy(update={"metrics_token": SecretStr("let-me-see")})
    assert seen(chosen, address="192.0.2.1", token="let-me-see") == "200 OK"
    assert seen(chosen, address="192.0.2.1", token="let-me") == "404 Not Found"
    assert seen(settings, address="192.0.2.1", token="") == "404 Not Found"


def test_a_worker_answers_at_the_address_of_the_settings(settings: Settings) -> None:
    chosen = settings.model_copy(update={"worker_metrics": f"127.0.0.1:{free_port()}"})
    server = exposure.serve(chosen)
    assert server
    try:
        page = requests.get(f"http://{chosen.worker_metrics}/metrics", timeout=10)
        assert page.status_code == 200
        assert "# TYPE ekyc_check_results_total counter" in page.text
        with said_by(exposure) as said:
            assert exposure.serve(chosen) is None, "another worker of this host has the address"
        assert [one["event"] for one in said] == ["worker_metrics_not_served"]
    finally:
        server.shutdown()
        server.server_close()


def test_without_a_setting_nothing_listens(settings: Settings) -> None:
    assert exposure.serve(settings) is None

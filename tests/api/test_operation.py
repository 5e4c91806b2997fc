"""GET /healthz, /readyz and /metrics."""

from __future__ import annotations

import re
from datetime import timedelta
from types import SimpleNamespace

import pytest
from flask import Flask
from flask.testing import FlaskClient
from pydantic import SecretStr
from sqlalchemy import delete, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from kyc.models import WorkerHeartbeat, transaction, utcnow
from tests.api.calls import LIVE, opened, ready, submit


def beat(session: Session, seconds_ago: float) -> None:
    with transaction(session):
        session.execute(delete(WorkerHeartbeat))
        session.add(WorkerHeartbeat(executor_id="w1", at=utcnow() - timedelta(seconds=seconds_ago)))


def parts(client: FlaskClient) -> tuple[int, dict[str, str]]:
    answer = client.get("/readyz")
    return answer.status_code, dict(answer.get_json()["parts"])


def figure(page: str, name: str) -> float:
    found = re.search(rf"^{re.escape(name)} (\S+)$", page, re.M)
    assert found, name
    return float(found[1])


def test_alive_asks_nothing(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*_: object) -> None:
        raise OperationalError("select 1", None, Exception())

    monkeypatch.setattr("sqlalchemy.orm.Session.execute", away)
    answer = client.get("/healthz")
    assert (answer.status_code, answer.get_json()) == (200, {"status": "ok"})


def test_ready_when_every_part_is(client: FlaskClient, session: Session) -> None:
    beat(session, 5)
    everything = dict.fromkeys(("database", "disk", "migrations", "worker"), "ok")
    assert parts(client) == (200, everything)


@pytest.mark.parametrize("seconds_ago", [61, 3600])
def test_not_ready_while_no_worker_lives(client: FlaskClient, session: Session, seconds_ago: float) -> None:
    beat(session, seconds_ago)
    status, found = parts(client)
    assert (status, found["worker"]) == (503, "silent")


def test_not_ready_before_the_first_worker(client: FlaskClient) -> None:
    assert parts(client)[1]["worker"] == "silent"


def test_not_ready_while_migrations_are_behind(client: FlaskClient, session: Session) -> None:
    beat(session, 0)
    with transaction(session):
        session.execute(text("update alembic_version set version_num = '0000'"))
    status, found = parts(client)
    assert (status, found["migrations"]) == (503, "behind")


def test_not_ready_while_the_disk_is_nearly_full(
    client: FlaskClient, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    beat(session, 0)
    monkeypatch.setattr("kyc.web.metrics.shutil.disk_usage", lambda _: SimpleNamespace(free=1))
    status, found = parts(client)
    assert (status, found["disk"]) == (503, "nearly_full")


def test_not_ready_without_the_database(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*_: object) -> None:
        raise OperationalError("select 1", None, Exception())

    monkeypatch.setattr("sqlalchemy.orm.Session.execute", away)
    assert parts(client) == (
        503,
        {"database": "unavailable", "disk": "ok", "migrations": "unknown", "worker": "unknown"},
    )


def test_a_database_that_is_away_is_503_with_retry_after(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*_: object, **__: object) -> None:
        raise OperationalError("select 1", None, Exception("database is locked"))

    monkeypatch.setattr("sqlalchemy.orm.Session.get", away)
    answer = client.get("/v1/sessions/sess_" + "a" * 31, headers=LIVE)
    assert (answer.status_code, answer.get_json()["code"]) == (503, "service_unavailable")
    assert int(answer.headers["Retry-After"]) > 0


def test_figures_count_states_and_jobs(client: FlaskClient) -> None:
    opened(client)
    submit(client, ready(client)["id"])
    page = client.get("/metrics").text
    assert figure(page, 'ekyc_verifications{state="created"}') == 1
    assert figure(page, 'ekyc_verifications{state="submitted"}') == 1
    assert figure(page, 'ekyc_verifications{state="approved"}') == 0
    assert figure(page, "ekyc_jobs_unfinished") == 1


def test_figures_count_requests_by_endpoint_without_ids(client: FlaskClient) -> None:
    name = 'ekyc_http_requests_total{endpoint="v1.read",method="GET",status="200"}'
    made = opened(client)["id"]
    client.get(f"/v1/sessions/{made}", headers=LIVE)
    before = figure(client.get("/metrics").text, name)
    client.get(f"/v1/sessions/{made}", headers=LIVE)
    page = client.get("/metrics").text
    assert figure(page, name) == before + 1
    assert figure(page, 'ekyc_http_request_seconds_count{endpoint="v1.read"}') >= 2
    assert made not in page


@pytest.mark.parametrize("header", ["X-Forwarded-For", "Forwarded", "Via"])
def test_figures_are_not_passed_on_by_a_proxy(client: FlaskClient, header: str) -> None:
    assert client.get("/metrics", headers={header: "1.2.3.4"}).status_code == 404


@pytest.mark.parametrize("address", ["192.0.2.1", "2001:db8::1", "", "nonsense"])
def test_figures_are_not_for_other_machines(client: FlaskClient, address: str) -> None:
    assert client.get("/metrics", environ_base={"REMOTE_ADDR": address}).status_code == 404


def test_figures_are_for_whoever_has_the_token(app: Flask, client: FlaskClient) -> None:
    app.config["SETTINGS"] = app.config["SETTINGS"].model_copy(update={"metrics_token": SecretStr("let-me-see")})
    elsewhere = {"REMOTE_ADDR": "192.0.2.1"}
    with_token = {"Authorization": "Bearer let-me-see"}
    assert client.get("/metrics", headers=with_token, environ_base=elsewhere).status_code == 200
    assert client.get("/metrics", headers={"Authorization": "Bearer x"}, environ_base=elsewhere).status_code == 404


def test_every_answer_carries_the_strict_headers(client: FlaskClient) -> None:
    for path in ("/", "/healthz", "/docs", "/v1/sessions", "/nowhere/at/all"):
        headers = client.get(path).headers
        assert "default-src 'none'" in headers["Content-Security-Policy"]
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Cache-Control"] == "no-store"

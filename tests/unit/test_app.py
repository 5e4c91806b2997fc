"""The composition root: what settings turn into, and that two applications do not get in each other's way."""

from __future__ import annotations

import threading

import pytest
from flask import Flask, request
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from kyc.app import create_app, engine_options, flask_config
from kyc.config import Settings
from kyc.models import db
from tests import make


def with_settings(settings: Settings, **changes: object) -> Settings:
    return settings.model_copy(update=changes)


@pytest.mark.parametrize(("url", "secure"), [("https://kyc.example", True), ("http://localhost:3000", False)])
def test_cookies_are_bound_to_https_where_applicants_come_by_it(settings: Settings, url: str, secure: bool) -> None:
    config = flask_config(with_settings(settings, public_base_url=url))
    assert config["SESSION_COOKIE_SECURE"] is secure
    assert (config["SESSION_COOKIE_HTTPONLY"], config["SESSION_COOKIE_SAMESITE"]) == (True, "Lax")


def test_a_request_may_be_as_large_as_one_upload_with_its_form(settings: Settings) -> None:
    limit = flask_config(with_settings(settings, max_upload_bytes=1000))["MAX_CONTENT_LENGTH"]
    assert isinstance(limit, int)
    assert 1000 < limit < 100_000


def test_the_secret_key_is_the_installations_own(app: Flask) -> None:
    assert app.config["SECRET_KEY"] == app.config["SETTINGS"].secret_key.get_secret_value()


def test_there_is_a_connection_for_every_thread_of_a_web_process(app: Flask) -> None:
    """16 threads that each hold one: the 17th would wait half a minute and fail."""
    together, seen = threading.Barrier(16, timeout=20), list[int]()

    def hold() -> None:
        with app.app_context(), db.engine.connect() as connection:
            seen.append(connection.scalar(text("select 1")) or 0)
            together.wait()

    threads = [threading.Thread(target=hold) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert seen == [1] * 16


def test_an_error_of_the_database_repeats_no_value_of_a_person(app: Flask) -> None:
    twice = text("insert into partner (id, name, sealed_webhook_secret, created_at) values ('p', :name, '', :at)")
    person = {"name": "JANE DOE", "at": "2026-01-01 00:00:00"}
    with db.engine.connect() as connection:
        connection.execute(twice, person)
        with pytest.raises(IntegrityError) as caught:
            connection.execute(twice, person)
    assert "JANE DOE" not in str(caught.value)


def test_a_database_server_that_does_not_answer_is_given_up_after_seconds(settings: Settings) -> None:
    options = engine_options(with_settings(settings, database_url="postgresql+psycopg://ekyc@192.0.2.1/ekyc"))
    waits = {"connect_timeout": 10, "keepalives_idle": 30, "keepalives_interval": 10, "keepalives_count": 3}
    assert options["connect_args"] == {**waits, "tcp_user_timeout": 30_000}
    assert options["pool_pre_ping"] is True


def seen_by(settings: Settings, headers: dict[str, str]) -> tuple[str | None, str, str]:
    """The address, the scheme and the host that a view sees."""
    app = create_app(settings)
    found: list[tuple[str | None, str, str]] = []

    @app.get("/look")
    def look() -> str:
        found.append((request.remote_addr, request.scheme, request.host))
        return ""

    app.test_client().get("/look", headers=headers, base_url="http://inner:3000")
    return found[0]


FORWARDED = {
    "X-Forwarded-For": "203.0.113.1, 198.51.100.2",
    "X-Forwarded-Proto": "https",
    "X-Forwarded-Host": "kyc.example",
}


def test_what_a_proxy_says_counts_only_as_far_as_proxies_are_trusted(settings: Settings) -> None:
    assert seen_by(settings, FORWARDED) == ("127.0.0.1", "http", "inner:3000")
    trusting = with_settings(settings, trusted_proxies=1)
    assert seen_by(trusting, FORWARDED) == ("198.51.100.2", "https", "kyc.example")
    assert seen_by(trusting, {}) == ("127.0.0.1", "http", "inner:3000")


def test_the_address_in_answers_is_the_public_one_whatever_the_caller_called_us(app: Flask) -> None:
    answer = app.test_client().post(
        "/api/profiles/create",
        json=make.person(),
        headers={"x-api-key": make.LIVE_KEY, "Host": "evil.example"},
    )
    assert answer.get_json()["url"].startswith("http://localhost:3000/")


def test_forms_of_pages_need_their_token_and_apis_do_not(app: Flask) -> None:
    client = app.test_client()
    made = client.post("/v1/sessions", json={}, headers={"x-api-key": make.TEST_KEY}).get_json()
    assert made["status"] == "created"
    assert client.post(f"/{made['record_id']}/start", data={"agree": "y"}).status_code == 400


def test_two_applications_keep_their_databases_apart(settings: Settings, app: Flask, database: object) -> None:
    other = create_app(with_settings(settings, database_url=database.copy()))  # type: ignore[attr-defined]
    app.test_client().post("/api/profiles/create", json=make.person(), headers={"x-api-key": make.LIVE_KEY})
    assert app.test_client().get("/").get_json()["recordsStored"] == 1
    assert other.test_client().get("/").get_json()["recordsStored"] == 0
    with other.app_context():
        db.engine.dispose()


def test_the_commands_of_the_operator_hang_on_the_application(app: Flask) -> None:
    said = app.test_cli_runner().invoke(args=["kyc", "--help"]).output
    assert all(word in said for word in ("init", "serve", "worker", "migrate", "keys", "models", "watchlists", "staff"))

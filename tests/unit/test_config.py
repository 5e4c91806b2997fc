"""Settings come from the environment and complete themselves."""

from __future__ import annotations

import json
import re
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from kyc.config import Settings, load
from kyc.mistakes import Mistaken

ROOT = Path(__file__).parents[2]

pytestmark = pytest.mark.usefixtures("nothing_set")


def test_without_any_setting_everything_lies_in_one_folder(tmp_path: Path) -> None:
    settings = load()
    root = tmp_path / "instance"
    assert settings.database_url == f"sqlite:///{root}/ekyc.db"
    assert settings.blob_url == f"file://{root}/blobs"
    assert (settings.models_dir, settings.watchlists_dir) == (root / "models", root / "watchlists")
    assert settings.public_base_url == "http://localhost:3000"
    assert settings.is_sqlite


@pytest.mark.parametrize("scheme", ["postgres", "postgresql"])
def test_usual_postgresql_addresses_are_understood(monkeypatch: pytest.MonkeyPatch, scheme: str) -> None:
    monkeypatch.setenv("DATABASE_URL", f"{scheme}://me@db.example/kyc")
    assert load().database_url == "postgresql+psycopg://me@db.example/kyc"
    assert not load().is_sqlite


def test_lists_are_separated_by_commas(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VALID_API_KEYS", " one, two ,,")
    assert load().valid_api_keys == ("one", "two")


def test_the_base_url_follows_the_port_and_has_no_slash(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", "4000")
    assert load().public_base_url == "http://localhost:4000"
    monkeypatch.setenv("PUBLIC_BASE_URL", "https://kyc.example/")
    assert load().public_base_url == "https://kyc.example"


def test_secrets_are_made_once_and_readable_by_their_owner_alone(tmp_path: Path) -> None:
    first, second = load(), load()
    assert first.secret_key.get_secret_value() == second.secret_key.get_secret_value()
    path = tmp_path / "instance" / "secrets.json"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert len(set(json.loads(path.read_text()).values())) == 5


def test_processes_that_start_together_agree_on_the_secrets() -> None:
    with ThreadPoolExecutor(8) as pool:
        keys = set(pool.map(lambda _: load().secret_key.get_secret_value(), range(16)))
    assert len(keys) == 1


def test_a_secret_that_is_set_wins_over_the_generated_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_KEY", "from the operator")
    assert load().secret_key.get_secret_value() == "from the operator"


def test_settings_never_show_a_secret() -> None:
    settings = load()
    assert settings.secret_key.get_secret_value() not in repr(settings)


def test_other_secrets_that_count_stand_behind_the_one_that_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    assert len(load().secret_ring) == len(load().peppers) == 1
    monkeypatch.setenv("SECRET_KEY", "new")
    monkeypatch.setenv("SECRET_KEY_FALLBACKS", " old, older ,")
    monkeypatch.setenv("API_KEY_PEPPER", "p2")
    monkeypatch.setenv("API_KEY_PEPPER_FALLBACKS", "p1")
    assert (load().secret_ring, load().peppers) == ((b"new", b"old", b"older"), (b"p2", b"p1"))


def test_an_empty_variable_is_one_that_is_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", "")
    assert load().port == 3000


def test_a_mistake_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PUBLIC_STATUS", "sometimes")
    with pytest.raises(Mistaken, match=r"PUBLIC_STATUS has to be .full., .masked. or .key."):
        load()


def test_every_setting_stands_in_the_example_file() -> None:
    shown = set(re.findall(r"^#?([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.M))
    assert shown == {name.upper() for name in Settings.model_fields}


def test_every_setting_says_what_it_is_for() -> None:
    assert all(field.description for field in Settings.model_fields.values())


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "0"),
        ("PORT", "70000"),
        ("TRUSTED_PROXIES", "-1"),
        ("MAX_UPLOAD_BYTES", "0"),
        ("MAX_IMAGE_PIXELS", "-5"),
        ("MAX_SESSION_FILES", "2"),
        ("SESSION_TTL", "0"),
        ("SESSION_TTL", "9999999999999"),
        ("MAX_RETRIES", "-1"),
        ("ENGINE_THREADS", "0"),
        ("WORKER_CONCURRENCY", "0"),
        ("JOB_POLL_SECONDS", "0"),
        ("JOB_POLL_SECONDS", "inf"),
        ("LOG_LEVEL", "LOUD"),
        ("STATUS_LIMIT", "lots"),
        ("LOGIN_LIMIT", "10"),
        ("OUTGOING_ALLOW", "10.0.0.0/8, intranet"),
        ("PUBLIC_BASE_URL", "kyc.example"),
        ("DATABASE_URL", "mysql://db/kyc"),
        ("DATABASE_URL", "sqlite://"),
        ("DATABASE_URL", "postgresql://db:port/kyc"),
        ("PUBLIC_BASE_URL", "https://kyc.example:port"),
        ("BLOB_URL", "s3://"),
        ("RATE_LIMIT_URL", "nonsense"),
        ("RATE_LIMIT_URL", "redis://cache:port"),
        ("BLOB_KEYS", "k1:short"),
        ("RECEIPT_KEYS", ","),
        ("OIDC_CA_FILE", "no-such-file.pem"),
        ("BLOB_URL", "blobs"),
        ("SQLITE_SYNCHRONOUS", "OFF"),
        ("WATCHLIST_UPDATE_CRON", "60 4 * * *"),
        ("WORKER_METRICS", "9100"),
        ("WORKER_METRICS", "0.0.0.0:99999"),
        ("PORTRAIT_REUSE_DAYS", "-1"),
        ("PORTRAIT_REUSE_DAYS", "99999999"),
    ],
)
def test_a_value_that_could_only_fail_later_is_refused_at_once(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(Mistaken, match=name):
        load()


def test_a_provider_is_an_https_address_with_our_name_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OIDC_ISSUER", "http://127.0.0.1:8080")
    with pytest.raises(ValueError, match="OIDC_ISSUER has to be an https address"):
        load()
    monkeypatch.setenv("OIDC_ALLOW_HTTP", "true")
    with pytest.raises(ValueError, match="OIDC_CLIENT_ID is needed too"):
        load()
    monkeypatch.setenv("OIDC_CLIENT_ID", "ekyc")
    monkeypatch.setenv("OIDC_SECOND_FACTORS", "otp, hwk")
    assert (load().oidc_issuer, load().oidc_second_factors) == ("http://127.0.0.1:8080", ("otp", "hwk"))


def test_passwords_are_not_switched_off_where_nothing_else_opens(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PASSWORD_SIGN_IN", "false")
    with pytest.raises(ValueError, match="nobody could sign in without OIDC_ISSUER"):
        load()


def test_a_mistake_is_named_without_the_password_in_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "mysql://me:hunter2@db/kyc")
    with pytest.raises(ValueError, match="has to begin with sqlite:///") as caught:
        load()
    assert "hunter2" not in str(caught.value)


@pytest.mark.parametrize(
    ("name", "value", "kept"),
    [
        ("LOG_LEVEL", "debug", "DEBUG"),
        ("STATUS_LIMIT", "10/second;200/minute", "10/second;200/minute"),
        ("OUTGOING_ALLOW", "10.0.0.0/8, fd00::/8", ("10.0.0.0/8", "fd00::/8")),
        ("OUTGOING_ALLOW", "10.1.2.3", ("10.1.2.3",)),
        ("MAX_RETRIES", "0", 0),
        ("RATE_LIMIT_URL", "redis+sentinel://one:26379,two:26379/main", "redis+sentinel://one:26379,two:26379/main"),
        ("BLOB_URL", "s3://evidence/images", "s3://evidence/images"),
        ("DATABASE_URL", "postgresql+psycopg://db/kyc", "postgresql+psycopg://db/kyc"),
    ],
)
def test_what_can_be_meant_is_taken(monkeypatch: pytest.MonkeyPatch, name: str, value: str, kept: object) -> None:
    monkeypatch.setenv(name, value)
    assert getattr(load(), name.lower()) == kept


def test_paths_are_absolute_wherever_the_process_starts(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("INSTANCE_DIR", "here")
    monkeypatch.setenv("MODELS_DIR", "weights")
    settings = load()
    assert (settings.instance_dir, settings.models_dir) == (tmp_path / "here", tmp_path / "weights")
    assert settings.database_url == f"sqlite:///{tmp_path}/here/ekyc.db"


def test_a_file_of_settings_is_read_and_the_environment_wins(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("PORT=4001\nMAX_RETRIES=7\n")
    monkeypatch.setenv("PORT", "4002")
    settings = load()
    assert (settings.port, settings.max_retries) == (4002, 7)


def test_secrets_that_cannot_be_read_stop_the_start(tmp_path: Path) -> None:
    folder = tmp_path / "instance"
    folder.mkdir()
    (folder / "secrets.json").write_text('{"secret_key": ')
    with pytest.raises(Mistaken, match=r"INSTANCE_DIR holds secrets .* line 1"):
        load()


def test_a_folder_that_cannot_be_made_is_the_mistake_of_its_setting(tmp_path: Path) -> None:
    (tmp_path / "instance").write_text("a file")
    with pytest.raises(Mistaken, match="INSTANCE_DIR cannot be used"):
        load()


def test_every_mistake_is_told_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", "three")
    monkeypatch.setenv("BLOB_URL", "blobs")
    with pytest.raises(Mistaken) as caught:
        load()
    assert caught.value.sentences() == [
        "PORT has to be a whole number (Port of the web server)",
        "BLOB_URL has to begin with file:/// or s3://",
    ]


def test_a_secret_that_an_earlier_version_did_not_know_is_made_once_beside_the_others(tmp_path: Path) -> None:
    folder = tmp_path / "instance"
    folder.mkdir()
    (folder / "secrets.json").write_text('{"secret_key": "kept"}')
    first, second = load(), load()
    assert first.secret_key.get_secret_value() == "kept"
    assert first.receipt_keys.get_secret_value() == second.receipt_keys.get_secret_value()
    assert first.receipt_keys.get_secret_value().startswith("r1:")


def test_no_draft_of_the_secrets_stays_behind(tmp_path: Path) -> None:
    load()
    assert [path.name for path in (tmp_path / "instance").iterdir()] == ["secrets.json"]


def test_the_folder_of_an_installation_is_made_for_its_owner_alone(tmp_path: Path) -> None:
    load()
    assert stat.S_IMODE((tmp_path / "instance").stat().st_mode) == 0o700


def test_a_folder_that_is_there_keeps_the_rights_its_owner_gave_it(tmp_path: Path) -> None:
    (tmp_path / "instance").mkdir(mode=0o750)
    load()
    assert stat.S_IMODE((tmp_path / "instance").stat().st_mode) == 0o750

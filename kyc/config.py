"""Settings: every one an environment variable, with a default that runs on one machine without services."""

from __future__ import annotations

import re
from datetime import timedelta
from json import JSONDecodeError
from pathlib import Path
from typing import Literal

from pydantic import Field, FilePath, SecretStr, ValidationError, ValidationInfo, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from kyc import secret_file
from kyc.domain.data_classes import DataClass
from kyc.domain.key_entries import parse_keys
from kyc.domain.retention import Terms
from kyc.domain.sign_in import check_issuer
from kyc.domain.watchlists import limits_from, sources_from
from kyc.mistakes import Mistaken, made, of_validation
from kyc.setting_kinds import (
    SCHEMES,
    Cron,
    Days,
    Level,
    LimitStore,
    ListenAddress,
    Networks,
    Rate,
    Words,
    checked_address,
    ring,
)

MIGRATIONS = Path(__file__).resolve().parent / "migrations"
_POSTGRESQL = re.compile("^postgres(ql)?://")  # SQLAlchemy needs the driver's name too


class Settings(BaseSettings):
    """What an operator can set; names are the environment variables in lower case, see `.env.example`."""

    # An error names a setting, never its value, which may contain a password.
    model_config = SettingsConfigDict(
        env_file=".env", extra="ignore", frozen=True, env_ignore_empty=True, hide_input_in_errors=True
    )

    # where things are
    port: int = Field(3000, ge=1, le=65_535, description="Port of the web server.")
    instance_dir: Path = Field(Path("instance"), description="Folder of everything that this installation keeps.")
    public_base_url: str = Field("", description="Address that applicants reach; default http://localhost:PORT.")
    database_url: str = Field("", description="postgresql://… when SQLite in INSTANCE_DIR is outgrown.")
    blob_url: str = Field("", description="file://… or s3://…; default INSTANCE_DIR/blobs.")
    models_dir: Path = Field(Path(), description="Folder of model weights; default INSTANCE_DIR/models.")
    watchlists_dir: Path = Field(Path(), description="Folder of watchlists; default INSTANCE_DIR/watchlists.")

    # who may call
    valid_api_keys: Words = Field((), description="Comma-separated keys of the default partner (first generation).")
    partner_name: str = Field("Example Company", description="The default partner, as applicants read it.")
    public_status: Literal["full", "masked", "key"] = Field("full", description="What GET /api/profiles/:id shows.")
    trusted_proxies: int = Field(0, ge=0, description="Reverse proxies in front whose X-Forwarded headers count.")
    rate_limit_url: LimitStore = Field("memory://", description="Storage of rate limits: memory:// or redis://…")
    status_limit: Rate = Field("120/minute", description="Status reads without a key, per address.")
    create_limit: Rate = Field("1200/minute", description="API writes per key; per address without a good one.")
    read_limit: Rate = Field("6000/minute", description="Reads under /v1 per key; per address without a good one.")
    guess_limit: Rate = Field("60/minute", description="Addresses of applicants' pages that lead nowhere, per address.")
    login_limit: Rate = Field("10/minute", description="Staff log-ins per address.")
    staff_idle_minutes: int = Field(
        60, ge=5, le=720, description="Minutes without a page opened after which somebody of the staff is signed out."
    )

    # secrets; generated into INSTANCE_DIR/secrets.json where not set
    secret_key: SecretStr = Field(SecretStr(""), description="Signs cookies and forms.")
    api_key_pepper: SecretStr = Field(SecretStr(""), description="Mixed into the digest of API keys.")
    secret_key_fallbacks: SecretStr = Field(SecretStr(""), description="Other keys (commas) that still open.")
    api_key_pepper_fallbacks: SecretStr = Field(SecretStr(""), description="Other peppers (commas) that still count.")
    blob_keys: SecretStr = Field(SecretStr(""), description="Key ring id:base64,…; the first seals, all open.")
    receipt_keys: SecretStr = Field(
        SecretStr(""), description="Ed25519 keys id:base64,… of receipts; the first signs, all are told to verifiers."
    )

    # the staff's sign-in at an identity provider (OpenID Connect)
    oidc_issuer: str = Field("", description="Address of the provider, letter for letter as it names itself.")
    oidc_client_id: str = Field("", description="What the provider calls this installation.")
    oidc_client_secret: SecretStr = Field(SecretStr(""), description="Our secret there; empty for a public client.")
    oidc_name: str = Field("your organisation", max_length=60, description="Sign in with …: words of the button.")
    oidc_second_factors: Words = Field(
        (), description="Words of amr or acr that mean a second factor; then our authenticator app is not asked for."
    )
    oidc_new_accounts: Words = Field(
        (), description="E-mail domains whose people get a viewer's account when they first sign in; empty: none."
    )
    oidc_allow_http: bool = Field(default=False, description="Allow plain http to a provider on this machine.")
    oidc_ca_file: FilePath | None = Field(None, description="Certificate authorities of a provider inside (PEM).")
    password_sign_in: bool = Field(default=True, description="Let staff sign in by password too.")

    # evidence
    max_upload_bytes: int = Field(12 * 1024 * 1024, ge=1, description="Largest upload.")
    max_image_pixels: int = Field(40_000_000, ge=1, description="Largest image.")
    max_session_files: int = Field(30, ge=3, description="Most files of one verification.")
    session_ttl: int = Field(86_400, ge=1, le=2_592_000, description="Seconds until an unfinished session expires.")
    max_retries: int = Field(3, ge=0, description="Refused uploads per item before a person has to help.")
    liveness_type: Literal["passive", "active"] = Field(
        "passive", description="Liveness of sessions that name none and of the first generation: a selfie, or moves."
    )
    reverification_notice_days: Days = Field(30, description="Days ahead: an approved document expires; 0: not told.")
    reverification_term_days: Days = Field(0, description="Days after which an approval is old, and told; 0: never.")
    portrait_reuse_days: Days = Field(365, description="Days that portraits can be found under others; 0 keeps none.")

    # how long it is kept, in days from the end of a verification; 0 keeps it
    retention_images_days: Days = Field(0, description="Photos and frames.")
    retention_biometrics_days: Days = Field(0, description="Face descriptions, where PORTRAIT_REUSE_DAYS is later.")
    retention_extracted_days: Days = Field(0, description="What was declared, read and screened, and every copy.")
    retention_record_days: Days = Field(0, description="Ids, states, verdicts, audit entries, and all that is left.")

    # engines: "module:factory", or one of our own by name
    document_reader: str = Field("kyc.adapters.documents:create", description="Filler of the document port.")
    face_engine: str = Field("onnx", description="onnx, dlib, or the filler of the face port.")
    watchlist: str = Field("index", description="index, yente, or the filler of the watchlist port.")
    engine_threads: int = Field(2, ge=1, description="Threads of each engine in a worker.")
    policy_file: Path | None = Field(None, description="Decision policy (TOML); default the packaged one.")

    # a yente service for screening (WATCHLIST=yente)
    yente_url: str = Field("", description="Address of the service: http://yente:8000, https://api.opensanctions.org")
    yente_api_key: SecretStr = Field(SecretStr(""), description="Key of a hosted service.")
    yente_ca_file: Path | None = Field(None, description="Certificate authorities of a service inside (PEM).")
    yente_dataset: str = Field("default", description="Dataset or collection that is asked.")
    yente_algorithm: str = Field("logic-v2", description="Scoring algorithm of the service.")
    yente_review_at: float = Field(0.70, gt=0, le=1, description="Lowest score that a person has to look at.")
    yente_hit_at: float = Field(0.85, gt=0, le=1, description="Lowest score that is called a hit.")

    # watchlist updates
    watchlist_sources: Words = Field((), description="Lists to fetch: name=https://…, again for each further file.")
    watchlist_update_cron: Cron = Field("", description="When a worker fetches them (cron, UTC); empty: never.")
    watchlist_download_seconds: int = Field(900, ge=1, description="Longest download of one file.")
    watchlist_allow_http: bool = Field(
        default=False, description="Also fetch lists over plain http, from a mirror inside."
    )
    watchlist_ca_file: FilePath | None = Field(None, description="Certificate authorities of the mirrors (PEM).")
    watchlist_max_age_days: int = Field(7, ge=0, description="Days after which a list warns; 0 never.")
    watchlist_age_limits: Words = Field((), description="Other limits of single lists: name=days; 0 never.")

    # webhooks
    webhook_url: str = Field("", description="Endpoint of the default partner.")
    webhook_secret: SecretStr = Field(SecretStr(""), description="whsec_… of the default partner.")
    outgoing_allow: Networks = Field((), description="Networks (CIDR) that webhooks may reach though they are private.")

    # a PocketBase of the first generation, updated about the records imported from it
    pocketbase_url: str = Field("", description="Its address; empty: it hears nothing.")
    pocketbase_email: str = Field("", description="A superuser there; for moving in too.")
    pocketbase_password: SecretStr = Field(SecretStr(""), description="Their password.")
    pocketbase_ca_file: FilePath | None = Field(None, description="Certificate authorities of its server (PEM).")
    pocketbase_profiles: str = Field("kyc_profiles", description="What the collection of records is called there.")
    pocketbase_history: str = Field("status_history", description="What their status history is called there.")

    # operation
    sqlite_synchronous: Literal["NORMAL", "FULL"] = Field("NORMAL", description="FULL also survives power loss.")
    undo_seconds: int = Field(
        10, ge=0, le=600, description="Seconds in which a reviewer can take a decision back before it leaves; 0: none."
    )
    stop_seconds: int = Field(
        30, ge=1, le=3600, description="How long a process that is stopped may finish what it has in hand."
    )
    examination_seconds: int = Field(120, ge=10, description="Longest examination; then a person has to decide.")
    worker_concurrency: int = Field(1, ge=1, description="Verifications at once in one worker process.")
    job_poll_seconds: float = Field(0.2, ge=0.01, le=60, description="How often a worker looks for jobs.")
    log_level: Level = Field("INFO", description="DEBUG, INFO, WARNING or ERROR.")
    metrics_token: SecretStr = Field(SecretStr(""), description="Bearer for /metrics from elsewhere than this machine.")
    worker_metrics: ListenAddress = Field("", description="host:port of a worker's own /metrics; empty: none.")

    @field_validator(*SCHEMES)
    @classmethod
    def _scheme(cls, value: str, info: ValidationInfo) -> str:
        return checked_address(info.field_name or "", value) if value else value

    @model_validator(mode="after")
    def _lists(self) -> Settings:
        limits_from(self.watchlist_age_limits)
        urls = [url for source in sources_from(self.watchlist_sources) for url in source.urls]
        if not self.watchlist_allow_http and any(url.startswith("http://") for url in urls):
            raise ValueError("WATCHLIST_SOURCES: only https, unless WATCHLIST_ALLOW_HTTP is set")
        return self

    @model_validator(mode="after")
    def _provider(self) -> Settings:
        if self.oidc_issuer:
            check_issuer(self.oidc_issuer, allow_http=self.oidc_allow_http)
        if self.oidc_issuer and not self.oidc_client_id:
            raise ValueError("OIDC_ISSUER is set: OIDC_CLIENT_ID is needed too")
        if not self.password_sign_in and not self.oidc_issuer:
            raise ValueError("PASSWORD_SIGN_IN is off: nobody could sign in without OIDC_ISSUER")
        return self

    @property
    def is_sqlite(self) -> bool:
        return self.database_url.startswith("sqlite")

    @property
    def secret_ring(self) -> tuple[bytes, ...]:
        """The first key signs; signatures of all are accepted."""
        return ring(self.secret_key, self.secret_key_fallbacks)

    @property
    def peppers(self) -> tuple[bytes, ...]:
        """The first goes into new digests; digests with any of them are recognised."""
        return ring(self.api_key_pepper, self.api_key_pepper_fallbacks)

    @property
    def terms(self) -> Terms:
        """How long each class is kept, for partners without terms of their own."""
        return Terms({kind: getattr(self, f"retention_{kind.value}_days") for kind in DataClass})

    @property
    def staff_idle(self) -> timedelta:
        return timedelta(minutes=self.staff_idle_minutes)


def load(**overrides: object) -> Settings:
    """Settings from the environment, with paths under INSTANCE_DIR and secrets from there; raises `Mistaken`."""
    try:
        given = Settings(**overrides)  # type: ignore[arg-type]  # pydantic validates
    except ValidationError as error:
        raise of_validation(error, Settings) from None
    except UnicodeDecodeError:
        raise Mistaken({".env": "cannot be read as text (UTF-8)"}) from None
    root = given.instance_dir.resolve()
    completed = given.model_copy(update=_completed(given, root, made("INSTANCE_DIR", lambda: _kept(root))))
    _check_rings(completed)
    return completed


def _kept(root: Path) -> dict[str, str]:
    root.mkdir(parents=True, exist_ok=True, mode=0o700)  # the database in it holds personal data
    try:
        return secret_file.secrets_in(root / secret_file.FILE)
    except JSONDecodeError as error:
        words = f"holds secrets that cannot be read ({secret_file.FILE}, line {error.lineno}): put your copy back"
        raise Mistaken({"INSTANCE_DIR": words}) from None


def _completed(given: Settings, root: Path, kept: dict[str, str]) -> dict[str, object]:
    return {
        "instance_dir": root,
        "public_base_url": (given.public_base_url or f"http://localhost:{given.port}").rstrip("/"),
        "database_url": _POSTGRESQL.sub("postgresql+psycopg://", given.database_url) or f"sqlite:///{root / 'ekyc.db'}",
        "blob_url": given.blob_url or f"file://{root / 'blobs'}",
        "models_dir": root / "models" if given.models_dir == Path() else given.models_dir.resolve(),
        "watchlists_dir": root / "watchlists" if given.watchlists_dir == Path() else given.watchlists_dir.resolve(),
        **{name: SecretStr(kept[name]) for name in kept if not getattr(given, name).get_secret_value()},
    }


def _check_rings(settings: Settings) -> None:
    """Check the key rings at the start, not when the first image arrives; raises `Mistaken`."""
    for name in ("blob_keys", "receipt_keys"):
        setting = name.upper()
        text = getattr(settings, name).get_secret_value()
        if not made(setting, lambda: parse_keys(text, setting, 32)):  # noqa: B023  (called at once)
            raise Mistaken({setting: "has to be id:base64, with at least one key"})

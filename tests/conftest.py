"""Fixtures that every test may use: a fresh application on a real database, its session and its client."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from kyc.app import create_app
from kyc.config import Settings, load
from kyc.models import db, transaction
from tests import remembered
from tests.databases import Database, Postgres, Sqlite
from tests.make import LIVE_KEY, TEST_KEY
from tests.providers.s3 import S3


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--database", choices=["sqlite", "postgresql"], default="sqlite", help="what `app` runs on")
    parser.addoption("--blobs", choices=["file", "s3"], default="file", help="where `app` keeps images")


def pytest_sessionstart() -> None:
    gc.disable()


def pytest_collection_finish() -> None:
    """Exclude what was collected from garbage collection: it stays to the end anyway."""
    gc.freeze()
    gc.enable()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run groups first, for each stays in one worker: started last, they would leave the other core idle."""
    items.sort(key=lambda item: item.get_closest_marker("xdist_group") is None)


@pytest.fixture(scope="session")
def database(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """A database server (or folder) with a template that has all tables; each test gets a copy of it."""
    kind = Postgres if request.config.getoption("--database") == "postgresql" else Sqlite
    with kind(tmp_path_factory.mktemp("database")) as made:
        yield made


@pytest.fixture(scope="session")
def s3() -> Iterator[S3]:
    """A service that stores images, over HTTP."""
    with S3() as service:
        yield service


@pytest.fixture(scope="session")
def bucket_of_all(s3: S3) -> str:
    """One bucket for all tests; each has a prefix of its own."""
    return s3.bucket()


@pytest.fixture
def blob_url(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """An empty prefix where images are to be stored on S3; else nothing, which means the test's folder."""
    if request.config.getoption("--blobs") == "file":
        return ""
    service: S3 = request.getfixturevalue("s3")
    for name, value in service.env.items():
        monkeypatch.setenv(name, value)
    return f"{request.getfixturevalue('bucket_of_all')}/{uuid4().hex}"


@pytest.fixture
def database_url(database: Database) -> Iterator[str]:
    """The URL of the test's own database."""
    with database.lent() as url:
        yield url


@pytest.fixture
def nothing_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No setting of this machine's environment is visible, nor a file in this folder."""
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("INSTANCE_DIR", str(tmp_path / "instance"))


@pytest.fixture
def settings(tmp_path: Path, database_url: str, blob_url: str) -> Settings:
    """Settings of a fresh installation that accepts one live and one test key."""
    return load(
        _env_file=None,
        instance_dir=tmp_path / "instance",
        database_url=database_url,
        blob_url=blob_url,
        public_base_url="http://localhost:3000",
        valid_api_keys=(LIVE_KEY, TEST_KEY),
        status_limit="100000/minute",
        create_limit="100000/minute",
        read_limit="100000/minute",
        guess_limit="100000/minute",
        undo_seconds=0,
    ).model_copy(update={"sqlite_synchronous": "OFF"})  # nothing in a test has to survive a power cut


@pytest.fixture(scope="session")
def compiled() -> remembered.Templates:
    return remembered.Templates()


@pytest.fixture(scope="session", autouse=True)
def _remembered() -> None:
    remembered.addresses()
    remembered.statements()
    remembered.passwords()
    remembered.writes()


@pytest.fixture
def app(settings: Settings, compiled: remembered.Templates) -> Iterator[Flask]:
    made = create_app(settings)
    made.testing = True
    made.jinja_env.bytecode_cache = compiled
    with made.app_context():
        yield made
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def session(app: Flask) -> Session:
    return db.session()


@pytest.fixture
def committed(session: Session) -> Iterator[Session]:
    """A session inside one write transaction, committed when the test's block ends."""
    with transaction(session) as opened:
        yield opened

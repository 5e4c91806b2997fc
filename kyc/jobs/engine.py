"""How DBOS is run here: where its tables live, how it connects, and which errors it retries."""

from __future__ import annotations

import sqlite3
import sys
import threading
from functools import lru_cache

from dbos import DBOS, DBOSClient, SQLAlchemyDatasource
from dbos._dbos import _get_dbos_instance
from dbos._serialization import DBOSPortableJSONSerializer
from sqlalchemy.engine import Engine

from kyc.domain.errors import Unavailable
from kyc.models.base import write_engine
from kyc.models.outage import passes

NAME = "ekyc"
# Pinned: the default is a hash of the code, and jobs of another version would stay queued for ever.
VERSION = "1"
# From Python 3.12 on DBOS writes unixepoch('subsec'), which older SQLite libraries answer with NULL.
NEEDED_SQLITE = (3, 42)
TOO_OLD = "from Python 3.12 on the embedded database needs SQLite 3.42, here is {}: use Python 3.11 or DATABASE_URL"


def prepare(engine: Engine) -> None:
    """Create or migrate the queue's own tables; raises `Unavailable` where this SQLite is too old for them."""
    if engine.dialect.name == "sqlite" and sys.version_info >= (3, 12) and sqlite3.sqlite_version_info < NEEDED_SQLITE:
        raise Unavailable(TOO_OLD.format(sqlite3.sqlite_version))
    configure(engine, "prepare")
    datasource(engine)
    DBOS.launch()
    DBOS.destroy()


def running() -> set[str]:
    """Ids of the jobs that this process runs now."""
    return set(_get_dbos_instance()._active_workflows_set.activeList())


def configure(engine: Engine, executor: str) -> None:
    DBOS(
        config={
            "name": NAME,
            "system_database_url": address(engine),
            "executor_id": executor,
            "application_version": VERSION,
            "serializer": DBOSPortableJSONSerializer(),
            "log_level": "ERROR",
        }
    )


def datasource(engine: Engine) -> SQLAlchemyDatasource:
    """The connection on which effects and checkpoints commit together.

    By itself DBOS retries only lost races and lost connections; here it retries every transient error, a full disk
    too, waiting at most two seconds between attempts.
    """
    serializer = DBOSPortableJSONSerializer()
    source = SQLAlchemyDatasource.create(address(engine), engine=write_engine(engine), serializer=serializer)
    source._is_serialization_error = passes  # type: ignore[method-assign]
    return source


_lock = threading.Lock()


def client(engine: Engine) -> DBOSClient:
    with _lock:
        return _client_of(address(engine), engine)


@lru_cache(maxsize=8)
def _client_of(url: str, engine: Engine) -> DBOSClient:
    return DBOSClient(
        system_database_engine=write_engine(engine),  # it reads, then writes: under a plain BEGIN that is "locked"
        dbos_system_schema=None if url.startswith("sqlite") else "dbos",
        application_name=NAME,
        lazy=True,
        serializer=DBOSPortableJSONSerializer(),
    )


def address(engine: Engine) -> str:
    return engine.url.render_as_string(hide_password=False)

"""The engine of the durable queue, as this house runs it: where its tables lie, how it writes, what it tries again."""

from __future__ import annotations

import threading
from functools import lru_cache

from dbos import DBOS, DBOSClient, SQLAlchemyDatasource
from dbos._dbos import _get_dbos_instance
from dbos._serialization import DBOSPortableJSONSerializer
from sqlalchemy.engine import Engine

from kyc.models.base import write_engine
from kyc.models.outage import passes

NAME = "ekyc"
# Pinned: the default is a hash of the code, and jobs of another version would stay queued for ever.
VERSION = "1"


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
    """Where effects and checkpoints commit together. The engine itself tries again after a lost race or connection,
    and takes a full disk for an answer; here whatever passes by itself is waited for, at most two seconds at a time."""
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

"""Databases for tests: a template with all tables is created once, each test gets a copy of its own."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from types import TracebackType
from typing import Protocol

import sqlalchemy as sa

from bench.server import free_port
from kyc.app import create_app
from kyc.cli.database import prepare
from kyc.config import load
from kyc.domain.audit import GENESIS
from tests.recycled import Recycled

QUICK = (
    "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=200"
    " -c autovacuum=off"  # it would visit each database every minute
)


class Database(Protocol):
    def copy(self) -> str:
        """The URL of a fresh database."""
        ...

    def lent(self) -> AbstractContextManager[str]:
        """A database for one test, returned when the block ends."""
        ...

    def empty(self) -> str:
        """The URL of a database without any tables."""
        ...


class Sqlite:
    """One file per test."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.number = folder, 0

    def __enter__(self) -> Sqlite:
        fill(self.folder, f"sqlite:///{self.folder / 'template.db'}")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Does nothing: the folder is removed by pytest."""

    def copy(self) -> str:
        self.number += 1
        target = self.folder / f"test{self.number}.db"
        shutil.copy(self.folder / "template.db", target)
        return f"sqlite:///{target}"

    @contextmanager
    def lent(self) -> Iterator[str]:
        url = self.copy()
        yield url
        for path in self.folder.glob(f"{url.rpartition('/')[2]}*"):
            path.unlink()

    def empty(self) -> str:
        self.number += 1
        return f"sqlite:///{self.folder / f'test{self.number}.db'}"


class Postgres:
    """A server of our own on a free port, as a user that is not root; one database per test, from a template.

    Its data is outside pytest's folders, which are closed to all other users. `home` is where it is instead, and
    `options` are command-line options.
    """

    def __init__(self, folder: Path, options: str = QUICK, home: Path | None = None) -> None:
        self.instance, self.number, self.port, self.options = folder, 0, free_port(), options
        self.folder = home or Path(tempfile.mkdtemp(prefix="kyc-postgres-"))
        self.data = self.folder / "data"
        self.user = "postgres" if os.geteuid() == 0 else None
        self.idle: list[Recycled] = []

    def __enter__(self) -> Postgres:
        if self.user:
            shutil.chown(self.folder, self.user, self.user)
        words = ("-U", "ekyc", "-A", "trust", "-E", "UTF8", "--no-sync", "--wal-segsize", "4")
        self._run("initdb", "-D", str(self.data), *words)
        self.start()
        self.admin = sa.create_engine(self._url("postgres"), isolation_level="AUTOCOMMIT", pool_pre_ping=True)
        self._sql("create database template_kyc")
        fill(self.instance, self._url("template_kyc"))
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for one in self.idle:
            one.close()
        self.admin.dispose()
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def start(self) -> None:
        where = f"-p {self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={self.folder}"
        words = ("-w", "-l", str(self.folder / "log"), "-o", f"{where} {self.options}", "start")
        self._run("pg_ctl", "-D", str(self.data), *words)

    def stop(self) -> None:
        """Stop it at once, like a crash: what was committed has to be found in its log at the next start."""
        self._run("pg_ctl", "-D", str(self.data), "-m", "immediate", "stop")

    def copy(self) -> str:
        self.number += 1
        self._sql(f"create database test{self.number} template template_kyc")
        return self._url(f"test{self.number}")

    @contextmanager
    def lent(self) -> Iterator[str]:
        """A database that another test had, where it is as good as new."""
        found = next((one for one in self.idle if one.is_as_new()), None)
        if found:
            self.idle.remove(found)
        one = found or Recycled(self.copy())
        yield one.url
        self.idle.append(one)

    def empty(self) -> str:
        self.number += 1
        self._sql(f"create database test{self.number}")
        return self._url(f"test{self.number}")

    def _url(self, name: str) -> str:
        return f"postgresql+psycopg://ekyc@127.0.0.1:{self.port}/{name}"

    def _sql(self, statement: str) -> None:
        with self.admin.connect() as connection:
            connection.execute(sa.text(statement))

    def _run(self, program: str, *words: str) -> None:
        command = [_binary(program), *words]
        if self.user:
            command = ["runuser", "-u", self.user, "--", *command]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd=self.folder)


def postgres_is_here() -> bool:
    return bool(shutil.which("initdb")) or any(Path("/usr/lib/postgresql").glob("*/bin/initdb"))


def fill(instance: Path, url: str) -> None:
    """Create all tables by the migrations, the queue's tables, the default partner."""
    instance.mkdir(parents=True, exist_ok=True)
    app = create_app(load(_env_file=None, instance_dir=instance, database_url=url))
    with app.app_context():
        from kyc.models import AuditEntry, AuditHead, db, transaction

        prepare(app)
        with transaction(db.session()) as session:  # so that every test's audit chain begins empty
            session.execute(sa.delete(AuditEntry))
            session.execute(sa.update(AuditHead).values(position=0, digest=GENESIS))
        db.session.remove()
        if url.startswith("sqlite"):
            with db.engine.connect() as connection:
                connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        db.engine.dispose()


def _binary(program: str) -> str:
    newest = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{program}"))
    return str(newest[-1]) if newest else program

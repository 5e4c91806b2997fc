"""One installation behind a real socket, with staff signed in and a webhook receiver, for all examples of a run."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from flask import Flask
from sqlalchemy.orm import Session

from kyc.app import create_app
from kyc.config import Settings, load
from kyc.domain import ids
from kyc.models import db, transaction
from kyc.services.accounts import keys, partners
from kyc.tools import Tools
from tests.api.staff import people
from tests.databases import Database
from tests.reliability.receiver import Receiver
from tests.serving import serving
from tests.stateful.callers import Browser, Partner
from tests.stateful.worker import Worker

ENGINES = "tests.stateful.engines:create"
MANY = "1000000/minute"
STAFF = ("reviewer", "reviewer", "lead")
T = TypeVar("T")


@dataclass(frozen=True)
class Tenant:
    """A partner for one example: its id, and a caller with a key of each mode."""

    id: str
    live: Partner
    test: Partner


class Installation:
    """The application as its settings make it; `within` reads its database directly."""

    def __init__(self, app: Flask, url: str, receiver: Receiver) -> None:
        self.app, self.url, self.receiver = app, url, receiver
        self.tools: Tools = app.config["TOOLS"]
        self.settings: Settings = app.config["SETTINGS"]
        with app.app_context():
            self.engine = db.engine
        self.worker = Worker(self.tools, self.engine)
        self.staff = [self._colleague(role, number) for number, role in enumerate(STAFF)]

    def within(self, work: Callable[[Session], T]) -> T:
        """Run something in its own transaction."""
        with self.worker.sessions() as session, transaction(session):
            return work(session)

    def tenant(self) -> Tenant:
        """A fresh partner that receives all events."""
        partner_id = self.within(lambda session: partners.add(session, self.tools.keyring, ids.token("name")).id)
        made = Tenant(partner_id, *(Partner(self.url, self.key(partner_id, mode)) for mode in ("live", "test")))
        for caller in (made.live, made.test):
            caller.ask("POST", "/v1/webhook_endpoints", 201, json={"url": self.receiver.url, "events": ["*"]})
        return made

    def key(self, partner_id: str, mode: str) -> str:
        pepper = self.settings.api_key_pepper.get_secret_value()
        return self.within(lambda session: keys.issue(session, pepper, partner_id, mode, "stateful"))

    def revoke(self, key: str) -> None:
        self.within(lambda session: keys.revoke(session, key.split("_")[2]))

    def _colleague(self, role: str, number: int) -> Browser:
        browser = Browser(self.url)
        with self.app.app_context():
            person = people.colleague(self.app, db.session(), role, f"{role}{number}@example.org")
        browser.post("/staff/login", email=person.email, password=person.password)
        assert browser.post("/staff/tf-validate", code=person.code()).path == "/staff/"
        return browser


@contextmanager
def installed(database: Database, folder: Path, **changes: object) -> Iterator[Installation]:
    """An installation with engines that measure nothing, which runs during the block."""
    with ExitStack() as until_then:
        receiver = until_then.enter_context(Receiver())
        settings = load(
            _env_file=None,
            instance_dir=folder,
            database_url=database.copy(),
            outgoing_allow=("127.0.0.0/8",),
            document_reader=ENGINES,
            face_engine=ENGINES,
            watchlist=ENGINES,
            log_level="ERROR",
            **dict.fromkeys(("status_limit", "create_limit", "read_limit", "guess_limit", "login_limit"), MANY),
            **changes,
        )
        app = create_app(settings)
        url = until_then.enter_context(serving(app))
        made = Installation(app, url, receiver)
        until_then.callback(made.engine.dispose)
        yield made
        with contextlib.suppress(AssertionError):
            made.worker.clear()

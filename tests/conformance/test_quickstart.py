"""A newcomer comes from a key to a verified webhook, by nothing but what docs/partner/quickstart.md says."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from bench.server import free_port
from kyc.config import Settings
from kyc.models import Delivery, db, transaction
from kyc.services.telling import deliveries
from tests.conformance.pages import DOCS, blocks, run

PAGE = DOCS / "quickstart.md"


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """As the page asks for."""
    return settings.model_copy(update={"outgoing_allow": ("127.0.0.0/8",)})


@pytest.fixture
def deliverer(app: Flask) -> Iterator[None]:
    """A worker that does nothing but deliver, and does not mind how long a receiver takes to start."""
    stop, engine = threading.Event(), db.engine
    tools = app.config["TOOLS"]

    def attempt(delivery_id: str) -> None:
        with Session(engine) as books:
            outgoing = deliveries.prepare(books, tools.keyring, delivery_id, 0)
        answer = outgoing and tools.sender.post(outgoing.url, outgoing.body, outgoing.headers)
        if answer and answer.status:
            with Session(engine) as books, transaction(books):
                deliveries.settle(books, delivery_id, 0, answer, lambda: 0.0)

    def live() -> None:
        while not stop.wait(0.05):
            with Session(engine) as books:
                waiting = books.scalars(select(Delivery.id).where(Delivery.attempts == 0)).all()
            for delivery_id in waiting:
                attempt(delivery_id)

    thread = threading.Thread(target=live)
    thread.start()
    yield
    stop.set()
    thread.join()


@pytest.fixture
def newcomer(tmp_path: Path) -> Callable[[int], Path]:
    """Has saved the two files that the page asks for."""

    def saves(port: int) -> Path:
        (tmp_path / "verify.py").write_text(blocks(DOCS / "webhooks.md", "python")[0])
        (tmp_path / "receiver.py").write_text(blocks(PAGE, "python")[0].replace("8000", str(port)))
        return tmp_path

    return saves


@pytest.mark.usefixtures("deliverer")
def test_a_key_leads_to_a_verified_webhook_and_to_both_apis(base: str, newcomer: Callable[[int], Path]) -> None:
    port = free_port()
    done = run(PAGE, base, newcomer(port), _8000=str(port))
    assert {status for status, _ in done.calls} == {200, 201, 204}
    assert re.search(
        r'verified \{"event":"verification.completed","session_id":"sess_\w+","status":"approved"', done.output
    )
    assert done.output.index('"status": "approved"') < done.output.index('"verification_status": "unverified"')
    assert done.output.count('"verification_status": "verified"') == 1


def test_it_takes_four_calls() -> None:
    text = PAGE.read_text().split("## Sessions API: four calls")[1].split("## ")[0]
    assert text.count("curl ") == 4

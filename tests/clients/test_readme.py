"""The README's script runs as it stands, against a server and a worker's delivery: from a key to a verified webhook."""

from __future__ import annotations

import ast
import re
import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

import ekyc
from bench.server import free_port
from kyc.config import Settings
from kyc.models import Delivery, db, transaction
from kyc.services.telling import deliveries
from tests.make import TEST_KEY

README = Path(__file__).parents[2] / "clients" / "python" / "README.md"
PATIENCE_S = 20.0


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return settings.model_copy(update={"outgoing_allow": ("127.0.0.0/8",)})


@pytest.fixture
def delivering(app: Flask) -> Iterator[None]:
    """What a worker does, without the queue: every message that is due is posted."""
    over = threading.Event()
    thread = threading.Thread(target=_deliver, args=(app, over))
    thread.start()
    yield
    over.set()
    thread.join()


def _deliver(app: Flask, over: threading.Event) -> None:
    tools = app.config["TOOLS"]
    with app.app_context():
        while not over.wait(0.1):
            for delivery_id in db.session.scalars(select(Delivery.id).where(Delivery.attempts == 0)).all():
                outgoing = deliveries.prepare(db.session(), tools.keyring, delivery_id, 0)
                db.session.rollback()
                if outgoing:
                    answer = tools.sender.post(outgoing.url, outgoing.body, outgoing.headers)
                    with transaction(db.session()) as opened:
                        deliveries.settle(opened, delivery_id, 0, answer, lambda: 0.0)
            db.session.rollback()
        db.session.remove()


def script() -> str:
    """The first Python block of the README."""
    found = re.search(r"```python\n(.*?)```", README.read_text(), re.S)
    assert found
    return found[1]


def test_a_newcomer_needs_ten_lines_at_most() -> None:
    assert len([line for line in script().splitlines() if line.strip()]) <= 10


def test_every_example_is_python_and_names_what_there_is() -> None:
    blocks = re.findall(r"```python\n(.*?)```", README.read_text(), re.S)
    assert len(blocks) == 4
    for block in blocks:
        compile(block, str(README), "exec", ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
    named = set(re.findall(r"\bclient\.(\w+)\(", README.read_text()))
    assert named <= set(dir(ekyc.Client))
    assert set(re.findall(r"\bekyc\.(\w+)\(", README.read_text())) <= set(ekyc.__all__)


def test_the_script_hears_a_verified_message(served: str, delivering: None, capsys: pytest.CaptureFixture[str]) -> None:
    port, source = free_port(), script()
    for word, instead in {"http://localhost:3000": served, "ekyc_test_…": TEST_KEY, "8000": str(port)}.items():
        assert word in source
        source = source.replace(word, instead)
    socket.setdefaulttimeout(PATIENCE_S)
    try:
        exec(compile(source, str(README), "exec"), {})
    finally:
        socket.setdefaulttimeout(None)
    said = capsys.readouterr().out
    assert "Message(id='evt_" in said
    assert "event='verification.completed'" in said
    assert "status='approved', final=True, mode='test'" in said

"""The web server as the supervisor starts it, asked to stop while a request is on its way."""

from __future__ import annotations

import json
import os
import signal
import socket
import sys
import time
from collections.abc import Callable, Iterator
from multiprocessing.process import BaseProcess

import pytest
import requests
from flask import Flask

from bench.server import free_port
from kyc.cli import supervisor
from kyc.config import load
from tests import forked
from tests.make import LIVE_KEY, person
from tests.waiting import until

Web = tuple[BaseProcess, int]


def program(ready: Callable[[], None]) -> None:
    from gunicorn.app.wsgiapp import run
    from gunicorn.workers import gthread

    gthread.DEFAULT_WORKER_DATA_TIMEOUT = 0.2
    command = supervisor.web_command(load(_env_file=None))
    sys.argv = [*command[2:-1], "--keep-alive", "600", command[-1]]
    ready()
    run()


@pytest.fixture
def web(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[Web]:
    """gunicorn with the words of the supervisor, on the test's own database."""
    settings, port = app.config["SETTINGS"], free_port()
    env = {
        "INSTANCE_DIR": str(settings.instance_dir),
        "DATABASE_URL": settings.database_url,
        "VALID_API_KEYS": LIVE_KEY,
        "HOST": "127.0.0.1",
        "PORT": str(port),
        "STOP_SECONDS": "60",
    }
    process = forked.start(program, env)
    assert until(lambda: answers(port))
    yield process, port
    forked.end(process)


def answers(port: int) -> bool:
    try:
        return requests.get(f"http://127.0.0.1:{port}/healthz", timeout=30).ok
    except requests.ConnectionError:
        return False


def half_sent(port: int) -> tuple[socket.socket, bytes]:
    """A request whose body is on its way, and the part that is missing."""
    body = json.dumps(person()).encode()
    head = f"POST /api/profiles/create HTTP/1.1\r\nHost: localhost\r\nx-api-key: {LIVE_KEY}\r\n"
    head += f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    connection = socket.create_connection(("127.0.0.1", port), timeout=60)
    connection.sendall(head.encode() + body[:10])
    time.sleep(0.5)  # so that a thread has it
    return connection, body[10:]


def test_a_request_in_hand_is_answered_after_the_web_server_was_asked_to_stop(web: Web) -> None:
    process, port = web
    connection, rest = half_sent(port)
    os.kill(process.pid or 0, signal.SIGTERM)
    assert until(lambda: not answers(port))
    connection.sendall(rest)
    with connection, connection.makefile("rb") as answer:
        assert answer.readline() == b"HTTP/1.1 201 CREATED\r\n"
    process.join(60)
    assert process.exitcode == 0


def test_a_spare_connection_on_which_nothing_was_asked_keeps_no_web_server_from_stopping(web: Web) -> None:
    process, port = web
    with socket.create_connection(("127.0.0.1", port), timeout=60):
        time.sleep(1)  # after 0.2 its thread gives it back
        os.kill(process.pid or 0, signal.SIGTERM)
        process.join(30)
        assert process.exitcode == 0

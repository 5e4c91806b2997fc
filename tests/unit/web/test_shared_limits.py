"""Counts of two web processes in one Redis: shared while it is there, each its own while it is away, shared again."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from multiprocessing.process import BaseProcess

import pytest
import requests
from flask import Flask
from werkzeug.serving import make_server

from bench.server import free_port
from kyc.app import create_app
from tests import forked
from tests.providers.redis import Redis
from tests.serving import Quiet
from tests.waiting import until

MANY = 2000
STATUS = "/api/profiles/abcdefghijklmno"


def program(ready: Callable[[], None], port: int) -> None:
    """A web process: it answers until it is ended."""
    server = make_server("127.0.0.1", port, create_app().wsgi_app, threaded=True, request_handler=Quiet)
    ready()
    server.serve_forever()


@pytest.fixture
def redis() -> Iterator[Redis]:
    with Redis() as service:
        yield service


Start = Callable[[int], list[str]]


@pytest.fixture
def two(app: Flask, redis: Redis) -> Iterator[Start]:
    """The URLs of two web processes of one installation that allows this many calls a day."""
    settings, running = app.config["SETTINGS"], list[BaseProcess]()
    env = {
        "INSTANCE_DIR": str(settings.instance_dir),
        "DATABASE_URL": settings.database_url,
        "RATE_LIMIT_URL": redis.url,
        "LOG_LEVEL": "ERROR",
    }

    def start(limit: int) -> list[str]:
        ports = [free_port(), free_port()]
        running.extend(forked.start(program, {**env, "STATUS_LIMIT": f"{limit}/day"}, port) for port in ports)
        return [f"http://127.0.0.1:{port}" for port in ports]

    yield start
    for process in running:
        forked.end(process)


def asked(address: str) -> tuple[int, int]:
    """The answer's status, and how many calls it says are left."""
    answer = requests.get(address + STATUS, timeout=8)
    return answer.status_code, int(answer.headers["RateLimit"].split("r=")[1].split(";")[0])


def test_two_processes_count_together(two: Start) -> None:
    one, other = two(4)
    assert [asked(address) for address in (one, other, one, other)] == [(404, left) for left in (3, 2, 1, 0)]
    assert [asked(one), asked(other)] == [(429, 0), (429, 0)]


def test_while_it_is_away_each_counts_alone_and_together_again_when_it_is_back(two: Start, redis: Redis) -> None:
    one, other = two(MANY)
    assert [asked(one), asked(other)] == [(404, MANY - 1), (404, MANY - 2)]
    redis.stop()
    alone = [[asked(address)[0] for _ in range(3)] + [asked(address)[1]] for address in (one, other)]
    assert [codes[:3] for codes in alone] == [[404] * 3] * 2
    assert alone[0][3] == alone[1][3]
    redis.start()
    assert until(lambda: asked(one)[1] == asked(other)[1] + 1)


def test_one_that_hangs_holds_no_request_up_for_long(two: Start, redis: Redis) -> None:
    one, _ = two(MANY)
    assert asked(one) == (404, MANY - 1)
    with redis.frozen():
        assert [asked(one)[0] for _ in range(3)] == [404] * 3

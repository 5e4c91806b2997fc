"""Clients that trickle keep nobody else waiting."""

from __future__ import annotations

import select
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import pytest
import requests

from tests.reliability.conftest import Opened
from tests.reliability.site import KEY, Site

SLOW = 12
HEAD = f"""POST /v1/sessions/sess_0/documents HTTP/1.1
Host: localhost
X-API-Key: {KEY}
Idempotency-Key: slow
Content-Type: multipart/form-data; boundary=slow
""".replace("\n", "\r\n").encode()

pytestmark = [pytest.mark.reliability, pytest.mark.xdist_group("reliability")]


@contextmanager
def trickling(site: Site) -> Iterator[list[int]]:
    """Twelve who send a body and twelve who send headers, a little every quarter of a second; how many still do."""
    stop, going = threading.Event(), list[int]()

    def trickle(begin: bytes, more: bytes) -> None:
        with suppress(OSError), socket.create_connection(("127.0.0.1", site.port)) as line:
            line.sendall(begin)
            while not select.select([line], [], [], 0)[0] and not stop.wait(0.25):
                line.sendall(more)
            going.append(int(stop.is_set()))

    kinds = ((HEAD + b"Content-Length: 1000000\r\n\r\n", b"x" * 100), (HEAD, b"X-Word: y\r\n"))
    threads = [threading.Thread(target=trickle, args=kind, daemon=True) for kind in kinds for _ in range(SLOW)]
    for one in threads:
        one.start()
    stop.wait(2)
    yield going
    stop.set()
    for one in threads:
        one.join()


def test_the_health_check_answers_while_two_dozen_clients_trickle(opened: Opened) -> None:
    site = opened(workers=1)
    with trickling(site) as going:
        answers = [requests.get(f"{site.url}/healthz", timeout=10) for _ in range(5)]
    assert [one.status_code for one in answers] == [200] * 5
    assert sum(going) == 2 * SLOW
    print(f"\nslowest health answer {max(one.elapsed.total_seconds() for one in answers):.3f} s")

"""A name server that answers now outside, now inside: whoever is connected to is the address that was judged."""

from __future__ import annotations

import itertools
import socket
from collections.abc import Callable, Iterator
from contextlib import suppress
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest
from urllib3.util import connection

from kyc.adapters.oidc.client import Client
from kyc.adapters.oidc.talk import talk
from kyc.adapters.outgoing import create
from kyc.adapters.screening.fetch import FetchFailed, Limits, fetch
from kyc.domain.sign_in import SignInRefused
from tests.unit.adapters.screening.publisher import Publisher, pointing, publishing

HOST = "flips.example"
ANSWERS = ("1.1.1.1", "10.0.0.7", "2606:4700:4700::1111", "169.254.169.254", "::ffff:127.0.0.1", "fd00::7")


@pytest.fixture
def publisher() -> Iterator[Publisher]:
    with publishing() as running:
        running.files["/away"] = pointing(f"http://{HOST}/list.csv")
        yield running


@pytest.fixture
def connected(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Whom anybody connects to at that name, which is another with every question; nobody answers there."""
    turns, reached = itertools.cycle(ANSWERS), list[str]()
    ask, connect = socket.getaddrinfo, connection.create_connection

    def flips(host: str, *args: Any, **more: Any) -> Any:
        if host != HOST or more.get("flags"):
            return ask(host, *args, **more)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (next(turns), 80))]

    def record(address: tuple[str, int], *args: Any, **more: Any) -> Any:
        if address[0] == "127.0.0.1":
            return connect(address, *args, **more)
        reached.append(address[0])
        raise OSError("nobody there")

    monkeypatch.setattr(socket, "getaddrinfo", flips)
    monkeypatch.setattr(connection, "create_connection", record)
    return reached


def webhook(_publisher: Publisher, _folder: Path) -> None:
    create(()).post(f"http://{HOST}/hook", b"{}", {})


def watchlist(publisher: Publisher, folder: Path) -> None:
    """The list's own host may lie inside; where it points on to may not."""
    with suppress(FetchFailed):
        fetch(publisher.url("/away"), folder / "list", None, Limits(seconds=10, allow_http=True))


def sign_in(_publisher: Publisher, _folder: Path) -> None:
    """An address that the provider names beside its own."""
    with suppress(SignInRefused), talk(Client("https://login.example", "ekyc"), "https://kyc.example/back") as session:
        session.get(f"https://{HOST}/keys", withhold_token=True)


@pytest.mark.parametrize("call", [webhook, watchlist, sign_in])
def test_nobody_is_connected_to_who_was_not_judged(
    call: Callable[[Publisher, Path], None], publisher: Publisher, connected: list[str], tmp_path: Path
) -> None:
    for _ in range(2 * len(ANSWERS)):
        call(publisher, tmp_path)
    assert set(connected) == {"1.1.1.1", "2606:4700:4700::1111"}
    assert all(ip_address(one).is_global for one in connected)

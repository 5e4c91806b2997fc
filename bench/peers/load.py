"""A client that costs next to nothing: keep-alive connections, ready-made requests, answers read by their length."""

from __future__ import annotations

import socket
import statistics
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

import psutil

Ask = Callable[[], tuple[str, str, bytes]]


@dataclass(frozen=True)
class Load:
    """The result: how many answers in how many seconds, their times, and the server's CPU."""

    answers: int
    seconds: float
    slowest_ms: float
    cpu_s: float

    @property
    def figures(self) -> dict[str, float]:
        return {
            "rps": round(self.answers / self.seconds, 1),
            "cpu_ms": round(1000 * self.cpu_s / self.answers, 3),
            "p99_ms": round(self.slowest_ms, 1),
        }


def idle(pids: Iterable[int], seconds: float) -> float:
    """CPU seconds per second that these processes use without requests: polling, housekeeping."""
    servers = list(pids)
    before = _cpu_s(servers)
    time.sleep(seconds)
    return (_cpu_s(servers) - before) / seconds


def load(
    url: str,
    ask: Ask,
    headers: Mapping[str, str],
    pids: Iterable[int],
    seconds: float,
    clients: int,
    idle_cpu: float = 0.0,
) -> Load:
    """This many clients for this long, against a server that consists of these processes and their children.

    `idle_cpu` is what they use anyway, and is not counted.
    """
    taken: list[float] = []
    servers = list(pids)
    before, started = _cpu_s(servers), time.monotonic()
    threads = [
        threading.Thread(target=lambda: taken.extend(_client(url, ask, headers, started + seconds)))
        for _ in range(clients)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    elapsed = time.monotonic() - started
    spent = _cpu_s(servers) - before - idle_cpu * elapsed
    return Load(len(taken), elapsed, 1000 * statistics.quantiles(taken, n=100)[98], spent)


def _client(url: str, ask: Ask, headers: Mapping[str, str], until: float) -> list[float]:
    taken = []
    split = urlsplit(url)
    fixed = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    with socket.create_connection((str(split.hostname), split.port or 80), timeout=30) as wire:
        wire.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        while time.monotonic() < until:
            method, path, body = ask()
            head = f"{method} {path} HTTP/1.1\r\nHost: {split.netloc}\r\n{fixed}Content-Length: {len(body)}\r\n\r\n"
            started = time.perf_counter()
            wire.sendall(head.encode() + body)
            _answer(wire)
            taken.append(time.perf_counter() - started)
    return taken


def _answer(wire: socket.socket) -> None:
    """One whole answer, which must be 2xx and state its length."""
    found = b""
    while b"\r\n\r\n" not in found:
        found += _some(wire)
    head, _, body = found.partition(b"\r\n\r\n")
    lines = head.lower().split(b"\r\n")
    if not lines[0].split()[1].startswith(b"2"):
        raise RuntimeError(lines[0].decode())
    length = next(int(line.partition(b":")[2]) for line in lines if line.startswith(b"content-length:"))
    rest = length - len(body)
    while rest > 0:
        rest -= len(_some(wire))


def _some(wire: socket.socket) -> bytes:
    piece = wire.recv(1 << 16)
    if not piece:
        raise ConnectionError("the server hung up")
    return piece


def _cpu_s(pids: Iterable[int]) -> float:
    """CPU seconds of these processes and all their descendants."""
    roots = [psutil.Process(pid) for pid in pids]
    every = {one.pid: one for root in roots for one in (root, *root.children(recursive=True))}
    return sum(sum(one.cpu_times()[:2]) for one in every.values())

"""Webhooks to a slow receiver: the delay of decisions and of others' webhooks, with none and with many queued."""

from __future__ import annotations

import argparse
import json
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import requests

from bench.pipeline import spread, verify
from bench.server import Server, people_dir
from kyc.demo.client import Client
from kyc.demo.story import acts

KEY = "ekyc_test_bench"
PATIENCE_S = 120


def main(words: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="python -m bench deliveries")
    parser.add_argument("--deliveries", type=int, default=1000)
    parser.add_argument("--verifications", type=int, default=20)
    parser.add_argument("--seconds", type=float, default=10, help="How long the receiver takes to answer.")
    parser.add_argument("--others", type=int, default=20, help="Webhooks to a receiver that answers at once.")
    given = parser.parse_args(words)
    with (
        tempfile.TemporaryDirectory() as folder,
        Server(Path(folder), VALID_API_KEYS=KEY, OUTGOING_ALLOW="127.0.0.0/8", CREATE_LIMIT="100000/minute") as server,
        slow(given.seconds) as (url, answered),
        slow(0) as (other, heard),
    ):
        client, prepared = Client(server.url, KEY), acts(given.verifications + 1, people_dir())
        verify(client, prepared[0])  # loads the models
        alone = [verify(client, act)[0] for act in prepared[1:]]
        others = endpoint(server.url, other)
        told_alone = [tell(server.url, others, heard) for _ in range(given.others)]
        queue(server.url, endpoint(server.url, url), given.deliveries)
        told_beside = [tell(server.url, others, heard) for _ in range(given.others)]
        begun = time.perf_counter()
        beside = [verify(client, act)[0] for act in prepared[1:]]
        took = time.perf_counter() - begun
        figures = {
            "queued": given.deliveries,
            "answer_s": given.seconds,
            "decision_alone_s": spread(alone),
            "decision_beside_s": spread(beside),
            "others_alone_s": spread(told_alone),
            "others_beside_s": spread(told_beside),
            "answered_meanwhile": len(answered),
            "meanwhile_s": round(took, 1),
        }
    for name, value in figures.items():
        print(f"{name:20} {value}")
    print(json.dumps(figures))


def endpoint(base: str, url: str) -> str:
    """Create an endpoint at a receiver; returns its id."""
    made = requests.post(f"{base}/v1/webhook_endpoints", json={"url": url}, headers={"x-api-key": KEY}, timeout=30)
    made.raise_for_status()
    return str(made.json()["id"])


def queue(base: str, endpoint_id: str, number: int) -> None:
    """Queue this many messages for it."""
    with requests.Session() as calls:
        for _ in range(number):
            ask(calls, base, endpoint_id)


def tell(base: str, endpoint_id: str, heard: list[float]) -> float:
    """Seconds from requesting one message until it arrives."""
    before, begun = len(heard), time.time()
    with requests.Session() as calls:
        ask(calls, base, endpoint_id)
    while len(heard) == before and time.time() < begun + PATIENCE_S:
        time.sleep(0.01)
    return time.time() - begun


def ask(calls: requests.Session, base: str, endpoint_id: str) -> None:
    url = f"{base}/v1/webhook_endpoints/{endpoint_id}/test"
    calls.post(url, headers={"x-api-key": KEY}, timeout=30).raise_for_status()


@contextmanager
def slow(seconds: float) -> Iterator[tuple[str, list[float]]]:
    """A receiver on loopback that responds slowly; its URL, and when it answered."""
    answered: list[float] = []

    class Receiver(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["content-length"]))
            time.sleep(seconds)
            self.send_response(200)
            self.send_header("content-length", "0")
            self.end_headers()
            answered.append(time.time())

        def log_message(self, *words: object) -> None:
            """Silent: there are a thousand of them."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Receiver)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/hooks", answered
    finally:
        server.shutdown()

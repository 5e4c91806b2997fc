"""Two hosts: web and a worker each, with a folder of its own; database and images are services both reach."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Mapping, Sequence
from itertools import cycle
from pathlib import Path
from typing import Any

import requests

from tests.reliability.site import KEY, Site

# What an operator gives every host of one installation: without it, each would make up its own.
SECRETS = {
    "SECRET_KEY": "two hosts sign cookies with one key",
    "API_KEY_PEPPER": "two hosts know the keys of partners by one pepper",
    "BLOB_KEYS": "k1:QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVowMTIzNDU=",
    "RECEIPT_KEYS": "r1:QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVowMTIzNDU=",
    "WEBHOOK_SECRET": "whsec_QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVowMTIzNDU=",
}
PATIENCE_S = 900


class Host(Site):
    """One host by its name; its worker is called after it, so that the other host's is another one."""

    def __init__(self, folder: Path, name: str, database_url: str, rest_s: float, env: Mapping[str, str]) -> None:
        super().__init__(folder / name, database_url, workers=1, rest_s=rest_s, **SECRETS, **env)
        self.name = name

    def __enter__(self) -> Host:
        try:
            self.come_up()
        except BaseException:
            self.close()
            raise
        return self

    def come_up(self) -> None:
        for name in ("web", f"{self.name}-worker"):
            self.start(name)
        self.wait_ready()

    def lose(self) -> None:
        """All its processes at one moment, as when the power goes."""
        for name in self.running:
            self.signal(name, signal.SIGKILL)
        for name in list(self.running):
            self.end(name)


class Client:
    """A partner behind a balancer: whatever fails is asked again, of the next host, under the same Idempotency-Key."""

    def __init__(self, hosts: Sequence[Host]) -> None:
        self.urls, self.retries = [host.url for host in hosts], 0

    def insist(self, path: str, key: str, first: int, **more: Any) -> dict[str, Any]:
        headers = {"x-api-key": KEY, "Idempotency-Key": key}
        deadline = time.monotonic() + PATIENCE_S
        for url in cycle(self.urls[first:] + self.urls[:first]):
            try:
                answer = requests.post(url + path, headers=headers, timeout=30, **more)
                if answer.ok:
                    body: dict[str, Any] = answer.json()
                    return body
                assert answer.status_code in (409, 429, 502, 503), answer.text
            except requests.RequestException:
                if time.monotonic() > deadline:
                    raise
            self.retries += 1
            time.sleep(0.2)
        raise AssertionError("unreachable")

    def verify(self, key: str, turn: int, applicant: Mapping[str, str], document: bytes, selfie: bytes) -> str:
        """One verification up to an acknowledged submit, each step at the other host; returns its id."""
        opened = self.insist("/v1/sessions", f"{key}-open", turn % 2, json={"applicant": applicant})
        session = f"/v1/sessions/{opened['id']}"
        page = {"file": ("d.jpg", document, "image/jpeg")}
        words = {"type": "passport"}
        self.insist(f"{session}/documents", f"{key}-document", (turn + 1) % 2, files=page, data=words)
        self.insist(f"{session}/selfie", f"{key}-selfie", turn % 2, files={"file": ("s.jpg", selfie, "image/jpeg")})
        return str(self.insist(f"{session}/submit", f"{key}-submit", (turn + 1) % 2)["id"])


def number_of(variable: str, default: int) -> int:
    return int(os.environ.get(variable, default))

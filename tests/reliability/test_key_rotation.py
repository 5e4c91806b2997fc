"""Keys are exchanged while a server of real processes takes images and shows them: nothing fails, nothing is lost."""

from __future__ import annotations

import base64
import os
import secrets
import signal
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import requests

from tests.api.calls import photo
from tests.reliability.site import KEY, Site

IMAGES = int(os.environ.get("ROTATED_IMAGES", "6"))
"""How many are taken before the key is rotated; `make reliability` takes more."""
CLIENTS = 3
OLD, NEW = (f"{name}:{base64.b64encode(secrets.token_bytes(32)).decode()}" for name in ("k1", "k2"))
HEADERS = {"x-api-key": KEY}

pytestmark = [pytest.mark.reliability, pytest.mark.xdist_group("reliability"), pytest.mark.one_database]


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    limits = dict.fromkeys(("CREATE_LIMIT", "READ_LIMIT"), "1000000/minute")
    with Site(tmp_path / "site", workers=1, rest_s=0, BLOB_KEYS=OLD, **limits) as running:
        yield running


class Partner:
    """Sends images and looks at those that it sent; every answer but the expected one is a failure."""

    def __init__(self, url: str) -> None:
        self.url, self.shown, self.looks, self.ended = url, list[str](), 0, threading.Event()

    def send(self) -> None:
        opened = requests.post(f"{self.url}/v1/sessions", json={}, headers=HEADERS, timeout=30).json()
        address = f"{self.url}/v1/sessions/{opened['id']}/documents"
        form = {"type": "passport", "side": "data_page"}
        sent = requests.post(address, data=form, files={"file": ("a.jpg", photo())}, headers=HEADERS, timeout=60)
        assert sent.status_code == 201, sent.text
        self.shown.append(f"{address}/{sent.json()['id']}/image")

    def look(self, address: str) -> None:
        answer = requests.get(address, headers=HEADERS, timeout=30)
        assert answer.status_code == 200, answer.text
        assert answer.content.startswith(b"\xff\xd8")
        self.looks += 1

    def go_on(self) -> None:
        """Until told to end: look at one, send one."""
        while not self.ended.is_set():
            self.look(secrets.choice(self.shown))
            self.send()


def with_ring(site: Site, *entries: str) -> None:
    """Web and worker come up again with this ring, as after a changed setting."""
    site.env["BLOB_KEYS"] = ",".join(entries)
    for name in ("web", "worker-1"):
        site.end(name, signal.SIGTERM)
        site.start(name)
    site.wait_ready()


def test_a_key_is_exchanged_while_images_come_and_go(site: Site) -> None:
    partner = Partner(site.url)
    for _ in range(IMAGES):
        partner.send()
    with_ring(site, OLD, NEW)
    with_ring(site, NEW, OLD)
    begun = time.monotonic()
    with ThreadPoolExecutor(CLIENTS) as pool:
        clients = [pool.submit(partner.go_on) for _ in range(CLIENTS)]
        site.command("keys", "rewrap")
        partner.ended.set()
        for client in clients:
            client.result()
    seconds, at_the_end = time.monotonic() - begun, len(partner.shown)
    with_ring(site, NEW)
    for address in partner.shown:
        partner.look(address)
    assert at_the_end > IMAGES
    came = at_the_end - IMAGES
    print(f"\n{IMAGES} images moved in {seconds:.1f} s while {came} came; {partner.looks} looks, none failed")

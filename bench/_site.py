"""The applicant's pages behind the real web server, with every screen of the tests' rows; no worker changes them."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import requests
from playwright.sync_api import Browser, sync_playwright

from bench.server import Server, models_dir
from kyc.adapters.weights.table import FACE_GUIDANCE
from kyc.app import create_app
from kyc.config import load
from tests.browser import chrome
from tests.screens.gallery import Gallery
from tests.screens.rows import ROWS


@dataclass(frozen=True)
class Site:
    """The URL of the pages, the screens that can be opened there, and a browser whose camera shows a drawn picture."""

    url: str
    screens: Gallery
    browser: Browser


@contextmanager
def site() -> Iterator[Site]:
    """Without engines, so that any photo is accepted; with the weights of the browser's guidance."""
    with tempfile.TemporaryDirectory() as kept:
        folder = Path(kept)
        server = Server(folder / "instance", MODELS_DIR=str(_models(folder / "models")))
        try:
            server.command("init")
            server.start("web")
            _wait(server.url)
            address = {"public_base_url": server.url, "instance_dir": server.instance}
            app = create_app(load(_env_file=None, models_dir=folder / "models", **address))
            with sync_playwright() as playwright:
                browser = chrome.launch(playwright.chromium, *chrome.CAMERA)
                yield Site(server.url, Gallery(app, ROWS), browser)
                browser.close()
        finally:
            server.close()


def _models(folder: Path) -> Path:
    folder.mkdir()
    weights = models_dir() / FACE_GUIDANCE.file.name
    if weights.is_file():
        (folder / weights.name).symlink_to(weights)
    return folder


def _wait(url: str) -> None:
    for _ in range(300):
        try:
            if requests.get(f"{url}/healthz", timeout=5).ok:
                return
        except requests.RequestException:
            time.sleep(0.1)
    raise TimeoutError("the web server did not answer")

"""A server of real processes with the real engines, and phones that open its pages."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
import requests
from PIL import Image
from playwright.sync_api import Browser, Page, Playwright, sync_playwright

from bench.server import SPARING, Server
from kyc.demo import people, specimen
from tests import faces
from tests.browser import chrome
from tests.unit.adapters.images.pictures import printed_page, saved

KEY = "ekyc_test_for-browser-tests"
PHONE = {"width": 390, "height": 844}
FULL_NAME = "Mira Holloway"
NUMBER, RENEWED = "K4471902", "K5580213"  # of two passports of hers, for somebody verified is not asked again


@dataclass(frozen=True)
class Photos:
    """Files on the applicant's phone."""

    passport: Path
    renewed: Path
    expired: Path
    selfie: Path
    blurred: Path


@pytest.fixture(scope="package")
def live_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Web and worker with their own instance folder and the sample watchlist."""
    settings = {"VALID_API_KEYS": KEY, "MODELS_DIR": str(faces.models_dir()), **SPARING}
    with Server(tmp_path_factory.mktemp("browser") / "instance", **settings) as server:
        yield server


@pytest.fixture(scope="session")
def photos(tmp_path_factory: pytest.TempPathFactory) -> Photos:
    """A drawn passport whose portrait is a real photograph, an expired one, another photo of the same person."""
    folder = tmp_path_factory.mktemp("photos")
    head = faces.heads()["astronaut"]
    written = {
        "passport": specimen.photograph(_page(NUMBER, date(2033, 5, 1)), 3),
        "renewed": specimen.photograph(_page(RENEWED, date(2034, 5, 1)), 3),
        "expired": specimen.photograph(_page(NUMBER, date(2021, 5, 1)), 3),
        "selfie": faces.jpeg(people.selfie(head)),
        "blurred": saved(printed_page(blur=8), "JPEG"),
    }
    paths = {name: folder / f"{name}.jpg" for name in written}
    for name, content in written.items():
        paths[name].write_bytes(content)
    return Photos(**paths)


def _page(number: str, expiry: date) -> Image.Image:
    surname, given = FULL_NAME.upper().split()[::-1]
    fields = specimen.SpecimenFields(surname, given, number, date(1990, 1, 15), expiry)
    return specimen.draw(fields, people.portrait(faces.heads()["astronaut"]))


@pytest.fixture(scope="session")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The picture in the phone's camera: the same person."""
    return chrome.write_clip(people.selfie(faces.heads()["astronaut"]), tmp_path_factory.mktemp("clip") / "selfie.y4m")


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as running:
        yield running


@pytest.fixture(scope="package")
def browser(playwright: Playwright, clip: Path) -> Iterator[Browser]:
    """A Chromium whose camera shows the person's face."""
    running = chrome.launch_with_camera(playwright.chromium, clip)
    yield running
    running.close()


@pytest.fixture
def phone(browser: Browser) -> Iterator[Page]:
    """A phone with scripts; the test fails if a page reports errors (such as a violated content policy)."""
    context = browser.new_context(viewport=PHONE, has_touch=True, is_mobile=True)
    page, complaints = context.new_page(), list[str]()
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda said: complaints.append(said.text) if "Security Policy" in said.text else None)
    yield page
    context.close()
    assert complaints == []


@pytest.fixture
def plain_phone(browser: Browser) -> Iterator[Page]:
    """A phone without scripts."""
    context = browser.new_context(viewport=PHONE, is_mobile=True, java_script_enabled=False)
    yield context.new_page()
    context.close()


@pytest.fixture
def new_url(live_server: Server) -> Callable[..., str]:
    """The URL that creating a profile returns."""

    def create(**changes: str) -> str:
        person = {"name": FULL_NAME, "document_type": "passport", "nationality": "UTO"}
        person["document_number"] = changes.pop("document_number", f"T{secrets.token_hex(5)}")
        answer = requests.post(
            f"{live_server.url}/api/profiles/create",
            json={**person, **changes},
            headers={"x-api-key": KEY},
            timeout=30,
        )
        assert answer.status_code in (200, 201), answer.text
        return str(answer.json()["url"])

    return create

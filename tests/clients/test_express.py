"""The Express shop runs as it stands: it opens a session, redirects, and believes what is signed."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from ekyc import Client, sign
from tests.browser.validator import node
from tests.make import TEST_KEY

EXAMPLE = Path(__file__).parents[2] / "examples" / "express"
PACKAGES = Path(sys.prefix) / "tools" / "node_modules"
SECRET = "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="


@pytest.fixture
def shop(served: str, tmp_path: Path) -> Iterator[str]:
    """The example's address, its packages those of scripts/tools."""
    folder = Path(shutil.copytree(EXAMPLE, tmp_path / "shop", ignore=shutil.ignore_patterns("node_modules")))
    (folder / "node_modules").symlink_to(PACKAGES)
    told = {"EKYC_URL": served, "EKYC_KEY": TEST_KEY, "EKYC_WEBHOOK_SECRET": SECRET}
    env = {**os.environ, **told, "PORT": "0", "SHOP_URL": "https://shop.example"}
    process = subprocess.Popen([node(), "server.js"], cwd=folder, env=env, stdout=subprocess.PIPE, text=True)
    assert process.stdout
    try:
        url = process.stdout.readline().strip()
        assert url.startswith("http://localhost:"), url
        yield url.replace("localhost", "127.0.0.1")
    finally:
        process.terminate()
        process.wait(30)
        process.stdout.close()


def posted(shop: str, body: bytes, secret: str = SECRET, **more: str) -> int:
    headers = {**sign(secret, "evt_1", body), "content-type": "application/json", "x-ekyc-final": "true", **more}
    return requests.post(f"{shop}/hooks", data=body, headers=headers, timeout=30).status_code


def test_a_customer_is_sent_to_be_verified_and_the_shop_hears_of_it(shop: str, partner: Client) -> None:
    assert "Verify me" in requests.get(shop, timeout=30).text
    answer = requests.post(f"{shop}/verify", allow_redirects=False, timeout=30)
    (session,) = partner.list_sessions()
    assert (answer.status_code, answer.headers["Location"]) == (303, session["url"])
    customer = f"{shop}/customers/{partner.read_report(session['id'])['client_reference_id']}"
    assert "We are looking at it" in requests.get(customer, timeout=30).text

    partner.settle_session(session["id"], "approved")
    *_, last = partner.list_events()
    body = json.dumps(last["message"]).encode()
    assert posted(shop, body, "whsec_" + "Bg" * 16) == 400
    assert posted(shop, body, **{"webhook-timestamp": "1761222896"}) == 400
    assert requests.post(f"{shop}/hooks", timeout=30).status_code == 400
    assert "We are looking at it" in requests.get(customer, timeout=30).text
    assert [posted(shop, body) for _ in range(2)] == [204, 204]
    late = body.replace(b'"approved"', b'"manual_review"')
    assert posted(shop, late, **{"x-ekyc-final": "false"}) == 204
    assert "You are verified" in requests.get(customer, timeout=30).text
    assert requests.get(f"{shop}/customers/unknown", timeout=30).status_code == 404


def test_its_packages_are_those_that_the_tests_install() -> None:
    wanted = json.loads((EXAMPLE / "package.json").read_text())["dependencies"]
    tools = json.loads((EXAMPLE.parents[1] / "scripts" / "tools" / "package.json").read_text())["dependencies"]
    assert wanted.items() <= tools.items()

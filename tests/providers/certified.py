"""A certified identity provider in a process of its own, and a browser that signs in there."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urljoin

import requests

from bench.server import free_port
from tests.browser.validator import node

PROGRAM = Path(sys.prefix) / "tools" / "node_modules" / "oidc-provider" / "lib" / "index.js"
OURS = "http://localhost:3000"
CLIENT = {
    "client_id": "ekyc",
    "client_secret": "a secret of the tests",
    "redirect_uris": [f"{OURS}/staff/oidc/callback"],
    "post_logout_redirect_uris": [f"{OURS}/staff/login"],
}
PEOPLE = {
    "sub-reviewer": {"email": "reviewer@example.org", "email_verified": True},
    "sub-namesake": {"email": "Reviewer@example.org", "email_verified": True},
    "sub-moved": {"email": "lead@example.org", "email_verified": True},
    "sub-claims-to-be": {"email": "reviewer@example.org", "email_verified": False},
    "sub-stranger": {"email": "stranger@example.com", "email_verified": True},
    "sub-nameless": {},
}


@contextmanager
def running() -> Iterator[str]:
    """The issuer's URL, while its process runs."""
    if not PROGRAM.exists():
        raise FileNotFoundError(f"{PROGRAM} is missing: run `sh scripts/test-tools.sh {Path(sys.prefix) / 'bin'}`")
    issuer = f"http://127.0.0.1:{free_port()}"
    given = json.dumps({"issuer": issuer, "client": CLIENT, "people": PEOPLE})
    command = [node(), str(Path(__file__).with_suffix(".mjs")), str(PROGRAM), given]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    assert process.stdout
    try:
        assert process.stdout.readline() == "ready\n"
        yield issuer
    finally:
        process.terminate()
        process.wait(30)
        process.stdout.close()


def signed_in_there(departure: str, subject: str, amr: Sequence[str] = ()) -> str:
    """Sign in at the end of the redirect, as `subject` (nobody: declines), and return the URL back to us."""
    with requests.Session() as browser:
        page = browser.get(departure, timeout=10)
        assert "Who are you?" in page.text, page.text
        answer = browser.post(page.url, {"subject": subject, "amr": amr}, allow_redirects=False, timeout=10)
        while not answer.headers["Location"].startswith(OURS):
            onward = urljoin(answer.url, answer.headers["Location"])
            answer = browser.get(onward, allow_redirects=False, timeout=10)
        return answer.headers["Location"].removeprefix(OURS)

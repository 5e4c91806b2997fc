"""The curl commands of docs/partner work as pasted, against a real server on loopback."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from werkzeug.serving import WSGIRequestHandler, make_server

from tests.api.calls import photo
from tests.make import TEST_KEY

DOCS = Path(__file__).resolve().parents[2] / "docs" / "partner"
PAGES = ("profiles-api.md", "sessions-api.md")
FAILED = re.compile(r'\{"error"|urn:ekyc:problem|<html')


class Quiet(WSGIRequestHandler):
    def log(self, *_: object) -> None:
        """Tests need no access log."""


@pytest.fixture
def base(app: Flask) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=Quiet)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()
    thread.join()


def blocks(page: str) -> list[str]:
    return re.findall(r"```sh\n(.*?)```", (DOCS / page).read_text(), re.S)


def script(page: str, base: str) -> str:
    """Every command of a page in order, with this server and this key."""
    text = "\n".join(blocks(page))
    return text.replace("http://localhost:3000", base).replace("your-api-key", TEST_KEY)


def jq(folder: Path) -> None:
    """The one use the pages make of jq (`jq -r .id`), for machines without it."""
    tool = folder / "jq"
    tool.write_text('#!/bin/sh\nsed \'s/.*"id": "\\([^"]*\\)".*/\\1/\'\n')
    tool.chmod(0o755)


@pytest.mark.parametrize("page", PAGES)
def test_every_command_of_the_page_works(base: str, tmp_path: Path, page: str) -> None:
    (tmp_path / "passport.jpg").write_bytes(photo())
    (tmp_path / "selfie.jpg").write_bytes(photo(0.9))
    if not shutil.which("jq"):
        jq(tmp_path)
    env = {**os.environ, "PATH": f"{tmp_path}:{os.environ['PATH']}", "no_proxy": "127.0.0.1"}
    done = subprocess.run(
        ["bash", "-e", "-c", script(page, base)],
        check=False,
        cwd=tmp_path,
        env=env,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    assert not FAILED.search(done.stdout), done.stdout
    assert done.stdout.count('{"') >= 3


@pytest.mark.parametrize("page", PAGES)
def test_the_page_shows_commands(page: str) -> None:
    assert sum(block.count("curl ") for block in blocks(page)) >= 3


def test_every_code_of_the_errors_page_exists() -> None:
    from kyc.domain.reasons import CATALOGUE

    table = (DOCS / "errors.md").read_text().split("## Refused images")[1]
    codes = {
        code
        for line in table.splitlines()
        if line.startswith("| `")
        for code in re.findall(r"`(\w+)`", line.split("|")[1])
    }
    assert len(codes) >= 15
    assert codes <= set(CATALOGUE)

"""The pages that partners read: their code blocks, and a page's commands as a script against a test's own server."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from tests.api.calls import photo
from tests.make import TEST_KEY

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs" / "partner"
_STATUS = re.compile(r"^status (\d{3}) (.*)$", re.M)


@dataclass(frozen=True, slots=True)
class Done:
    """The result of a page's script: its output, and status and URL of each of its calls."""

    output: str
    calls: list[tuple[int, str]]


def blocks(page: Path, language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", page.read_text(), re.S)


def commands(page: Path) -> str:
    """Every block that a newcomer pastes to call the server, in order."""
    found = blocks(page, "sh")
    return "\n".join(one for one in found if "curl " in one or one.startswith("BASE="))


def run(page: Path, base: str, folder: Path, **changes: str) -> Done:
    """Run every call of a page, as pasted, against this server; `changes` replaces words, such as a port.

    Raises where a command fails.
    """
    text = re.sub(r"^KEY=\S+", f"KEY={TEST_KEY}", commands(page).replace("http://localhost:3000", base), flags=re.M)
    for word, other in changes.items():
        text = text.replace(word.removeprefix("_"), other)
    _tools(folder)
    env = {**os.environ, "PATH": f"{folder}:{os.environ['PATH']}", "no_proxy": "127.0.0.1"}
    done = subprocess.run(
        ["bash", "-e", "-o", "pipefail", "-c", text],
        check=False,
        cwd=folder,
        env=env,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr + done.stdout
    return Done(done.stdout, [(int(status), url) for status, url in _STATUS.findall(done.stderr)])


def _tools(folder: Path) -> None:
    """What the pages take for granted: photos, curl (which reports each status here), and jq where it is missing."""
    for number, name in enumerate(["passport", "selfie", "still", *"12345678"]):
        (folder / f"{name}.jpg").write_bytes(photo(1 - number / 100))
    _script(
        folder / "curl",
        f"exec {shutil.which('curl')} -w '%{{stderr}}status %{{http_code}} %{{url_effective}}\\n' \"$@\"",
    )
    if not shutil.which("jq"):  # `jq -r .name` is the only use of it
        _script(folder / "jq", 'sed "s/.*\\"${2#.}\\": \\"\\([^\\"]*\\)\\".*/\\1/"')


def _script(path: Path, text: str) -> None:
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)

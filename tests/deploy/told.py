"""What deployment files say, and what they may say."""

from __future__ import annotations

import re
import shutil
import subprocess
import tomllib
from pathlib import Path
from typing import Any

import yaml

from kyc.config import Settings

ROOT = Path(__file__).resolve().parents[2]
BESIDE = ROOT / ".venv" / "beside" / "bin"
VERSION = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
# Read by obstore, by the web server's start, by Python, and by neighbouring services.
OTHERS = {
    "AWS_ENDPOINT_URL",
    "AWS_REGION",
    "AWS_ACCESS_KEY_ID",
    "AWS_SECRET_ACCESS_KEY",
    "HOST",
    "HOME",
    "PATH",
    "PYTHONDONTWRITEBYTECODE",
    "PYTHONUNBUFFERED",
}
PUBLIC_IMAGE = re.compile(r"[a-z0-9-]+(/[a-z0-9-]+)?:[A-Za-z0-9._-]+")
"""An image without a registry's host, with a version."""


def unknown(names: set[str]) -> set[str]:
    """The names that are no setting."""
    return names - {name.upper() for name in Settings.model_fields} - OTHERS


def documents(path: str) -> list[dict[str, Any]]:
    return [one for one in yaml.safe_load_all((ROOT / path).read_text()) if one]


def lines_of(text: str) -> dict[str, str]:
    """An environment file's names and values."""
    pairs = (line.partition("=") for line in text.splitlines() if line and not line.startswith("#"))
    return {name: value for name, _, value in pairs}


def judged(program: str, *words: str) -> str:
    """A validator's output, after checking that it accepts the file."""
    found = shutil.which(program) or str(BESIDE / program)
    done = subprocess.run([found, *words], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout

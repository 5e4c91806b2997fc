"""No engine tells anybody that it runs, nor keeps anything to tell."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ENGINES = "import kyc.adapters.faces.network, kyc.adapters.documents.ocr"


def left_behind(code: str, home: Path) -> list[str]:
    """The files that a process of its own leaves in its home folder."""
    told = {
        name: value for name, value in os.environ.items() if name not in ("ORT_DISABLE_TELEMETRY", "XDG_CACHE_HOME")
    }
    subprocess.run([sys.executable, "-c", code], check=True, env={**told, "HOME": str(home)}, timeout=120)
    return [path.name for path in home.rglob("*") if path.is_file()]


def test_the_engines_keep_nothing_for_their_vendor(tmp_path: Path) -> None:
    assert left_behind(ENGINES, tmp_path) == []

"""Draws the first page of a PDF in a process of its own, which a hostile file may exhaust, hang or crash alone.

Run as a script it reads a PDF from standard input and writes a PNG to standard output.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

_SECONDS = 10
_MEMORY = 1_500_000_000
_LONG_SIDE = 2400


def first_page(data: bytes) -> bytes | None:
    """The first page as PNG bytes, 2400 pixels on its long side; None where it cannot be drawn within the limits."""
    command = [sys.executable, "-I", str(Path(__file__).resolve())]
    try:
        done = subprocess.run(command, input=data, capture_output=True, timeout=2 * _SECONDS, check=False)
    except subprocess.TimeoutExpired:
        return None
    return done.stdout if done.returncode == 0 and done.stdout else None


def _limit() -> None:
    """Bounds this process's address space and processor time, where the system can (not on Windows)."""
    import resource  # noqa: PLC0415  (not on Windows)

    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (_SECONDS, _SECONDS))


def _draw() -> None:
    import pypdfium2  # noqa: PLC0415  (in the process of its own only)

    _limit()
    page = pypdfium2.PdfDocument(sys.stdin.buffer.read())[0]
    scale = _LONG_SIDE / max(page.get_size())
    page.render(scale=scale).to_pil().convert("RGB").save(sys.stdout.buffer, "PNG", compress_level=1)


if __name__ == "__main__":
    _draw()

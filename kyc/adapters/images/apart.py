"""Decodes a HEIF photo or the first page of a PDF in a separate process, so that a hostile file crashes only that.

Some of 3000 mutated HEIF files crash libheif and with it the process; neither library limits its memory or time. Run as
a script, this file reads from standard input and writes a PPM to standard output.
"""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
from io import BytesIO
from pathlib import Path
from typing import Any

# A HEIC photo of 40 megapixels took 1.5 s and 310 MB; a PDF whose pages are their own children takes whatever it gets.
_SECONDS = 3
_WAIT_S = 8
_MEMORY = 800_000_000
_PAGE_SIDE = 2400
_REASONS = {3: "image_too_large", 4: "image_too_small"}


def pixels(data: bytes, kind: str, max_pixels: int, min_side: int, long_side: int) -> bytes | str:
    """The upright picture as a PPM, or a reason code where there is no picture within the limits."""
    arguments = [kind, str(max_pixels), str(min_side), str(long_side)]
    command = [sys.executable, "-I", str(Path(__file__).resolve()), *arguments]
    # Even if a hostile file takes over the process, our settings and their secrets are not in its environment.
    environment = {name: os.environ[name] for name in ("LD_LIBRARY_PATH", "SYSTEMROOT") if name in os.environ}
    try:
        done = subprocess.run(command, input=data, env=environment, capture_output=True, timeout=_WAIT_S, check=False)
    except subprocess.TimeoutExpired:
        return "file_damaged"
    if done.returncode == 0 and done.stdout:
        return done.stdout
    return _REASONS.get(done.returncode, "file_damaged")


def _limit() -> None:
    """Limit processor time and, where the system can (not macOS), memory; a crash leaves no core dump."""
    import resource  # noqa: PLC0415  (not on Windows)

    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CPU, (_SECONDS, _SECONDS))
    with contextlib.suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))


def _open(data: bytes, kind: str) -> Any:
    """Open as a Pillow image; the libraries are imported here because only this process may run them."""
    if kind == "PDF":
        import pypdfium2  # noqa: PLC0415

        page = pypdfium2.PdfDocument(data)[0]
        return page.render(scale=_PAGE_SIDE / max(page.get_size())).to_pil()
    import pi_heif  # noqa: PLC0415
    from PIL import Image  # noqa: PLC0415

    pi_heif.register_heif_opener(thumbnails=False)
    return Image.open(BytesIO(data), formats=["HEIF"])


def _main(kind: str, max_pixels: int, min_side: int, long_side: int) -> None:
    from PIL import ImageOps  # noqa: PLC0415

    _limit()
    image = _open(sys.stdin.buffer.read(), kind)
    if image.width * image.height > max_pixels:
        sys.exit(3)
    if min(image.size) < min_side:
        sys.exit(4)
    image.thumbnail((long_side, long_side))
    ImageOps.exif_transpose(image, in_place=True)
    image.convert("RGB").save(sys.stdout.buffer, "PPM")


if __name__ == "__main__":
    _main(sys.argv[1], *(int(number) for number in sys.argv[2:5]))

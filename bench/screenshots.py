"""`python -m bench screenshots DIR [NAME…]`: screenshots of the applicant's screens.

Each screen (those whose name begins with a NAME, or all) in light, dark, forced colours and Arabic on a phone, and on a
computer: whole pages, and contact sheets for each of these that show them side by side with their names.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from bench._site import Site, site
from tests.browser.look import SCHEMES, open_screen, reader

READERS = {**{name: ("en", wants) for name, wants in SCHEMES.items()}, "arabic": ("ar", SCHEMES["light"])}
READERS["computer"] = ("en", {"viewport": {"width": 1280, "height": 900}})
WIDE, TALL, A_SHEET = 312, 860, 10


def main(argv: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="python -m bench screenshots", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("names", nargs="*")
    asked = parser.parse_args(argv)
    with site() as found:
        chosen = [name for name in found.screens.rows if name.startswith(tuple(asked.names) or "")]
        for reader_name in READERS:
            pictures = _pictures(found, chosen, reader_name, asked.folder / reader_name.replace(" ", "-"))
            _sheets(pictures, asked.folder / reader_name.replace(" ", "-"))
    print(json.dumps({"screens": len(chosen), "readers": list(READERS)}))


def _pictures(found: Site, names: list[str], reader_name: str, folder: Path) -> dict[str, Path]:
    folder.mkdir(parents=True, exist_ok=True)
    tongue, wants = READERS[reader_name]
    with reader(found.browser, found.url, locale=tongue, **wants) as page:
        taken = {}
        for number, name in enumerate(names):
            open_screen(page, found.screens[name])
            taken[name] = folder / f"{number:02} {name}.png"
            page.screenshot(path=taken[name], full_page=True, animations="disabled")
    return taken


def _sheets(pictures: dict[str, Path], folder: Path) -> None:
    """Ten to a sheet, cropped where they are taller than it."""
    font, names = ImageFont.load_default(15), list(pictures)
    for start in range(0, len(names), A_SHEET):
        sheet = Image.new("RGB", (A_SHEET // 2 * (WIDE + 12), 2 * (TALL + 34)), "#808080")
        for place, name in enumerate(names[start : start + A_SHEET]):
            at = (place % (A_SHEET // 2) * (WIDE + 12) + 6, place // (A_SHEET // 2) * (TALL + 34) + 26)
            with Image.open(pictures[name]) as picture:
                small = picture.convert("RGB").resize((WIDE, round(picture.height * WIDE / picture.width)))
            sheet.paste(small.crop((0, 0, WIDE, min(TALL, small.height))), at)
            ImageDraw.Draw(sheet).text((at[0], at[1] - 22), name, fill="white", font=font)
        sheet.save(folder.with_name(f"{folder.name}-{start // A_SHEET + 1}.png"))

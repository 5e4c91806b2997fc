"""`python -m bench pages [NAME…]`: the size of each applicant screen, when it is painted, and whether it shifts.

Each screen (those whose name begins with a NAME, or all) is opened `--times` times with an empty cache, in a phone's
window with a processor slowed to a quarter and a connection of 1.6 Mbit/s and 150 ms per request ("slow 4G" of
Lighthouse). Bytes are those of headers and bodies on the wire; the largest contentful paint counts from the first
request, redirects included (the median of the runs); the shift is the sum of all layout shifts without input.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from contextlib import contextmanager
from statistics import median
from typing import Any

from playwright.sync_api import Page, Request

from bench._site import Site, site
from tests.browser.look import open_screen, reader
from tests.screens.gallery import Shown

SLOW_LINE = {"offline": False, "latency": 150, "downloadThroughput": 200_000, "uploadThroughput": 93_750}
SLOWER = 4
SETTLED_MS, GUIDED_MS = 1500, 4000  # the weights of the guidance need more than a second on such a connection
BARS = {"kb": 150.0, "kb_guided": 400.0, "lcp_ms": 1000.0, "shift": 0.0}


def main(argv: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="python -m bench pages", description=__doc__)
    parser.add_argument("names", nargs="*")
    parser.add_argument("--times", type=int, default=3)
    asked = parser.parse_args(argv)
    with site() as found:
        chosen = [name for name in found.screens.rows if name.startswith(tuple(asked.names) or "")]
        figures = {name: _measured(found, found.screens[name], asked.times) for name in chosen}
    for name, one in sorted(figures.items(), key=lambda pair: -float(pair[1]["lcp_ms"])):
        print(f"{name:40} {one['kb']:7.1f} kB {one['lcp_ms']:6.0f} ms  shift {one['shift']:.4f}")
    print(json.dumps({"bars": BARS, **_worst(figures), "screens": figures}))


def _measured(found: Site, shown: Shown, times: int) -> dict[str, float]:
    runs = [_opened(found, shown) for _ in range(times)]
    return {
        "kb": round(max(run["bytes"] for run in runs) / 1000, 1),
        "lcp_ms": round(median(run["lcp"] for run in runs)),
        "shift": round(max(run["shift"] for run in runs), 4),
    }


def _opened(found: Site, shown: Shown) -> dict[str, float]:
    with reader(found.browser, found.url, locale="en") as page:
        with slowed(page), weighed(page) as weights:
            open_screen(page, shown)
            page.wait_for_timeout(GUIDED_MS if shown.screen.act else SETTLED_MS)
            vitals: dict[str, float] = page.evaluate("look.vitals()")
        return {**vitals, "bytes": float(sum(weights))}


@contextmanager
def slowed(page: Page) -> Iterator[None]:
    """The processor and the connection of a cheap phone."""
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Network.emulateNetworkConditions", SLOW_LINE)
    session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    yield
    session.detach()


@contextmanager
def weighed(page: Page) -> Iterator[list[int]]:
    """The bytes of every answer, including those to workers."""
    done: list[Request] = []
    weights: list[int] = []
    page.context.on("requestfinished", lambda request: done.append(request))  # noqa: PLW0108  (a method takes no mark)
    yield weights
    sizes = [request.sizes() for request in done]
    weights += [size["responseHeadersSize"] + size["responseBodySize"] for size in sizes]


def _worst(figures: dict[str, dict[str, float]]) -> dict[str, Any]:
    """The heaviest, the latest and the least stable; an open camera counts as guided."""
    return {f"most_{key}": max(one[key] for one in figures.values()) for key in ("kb", "lcp_ms", "shift")}

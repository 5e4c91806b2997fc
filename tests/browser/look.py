"""Inspects a page as its readers meet it: themes, windows, spacing, keyboard; each check lists what is wrong."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, ViewportSize

from tests.screens.gallery import Shown

SCHEMES: dict[str, dict[str, Any]] = {
    "light": {"color_scheme": "light", "forced_colors": "none"},
    "dark": {"color_scheme": "dark", "forced_colors": "none"},
    "forced colours": {"color_scheme": "light", "forced_colors": "active"},
}
# A window of 1280 × 1024 at 400 % is as wide and high as one of 320 × 256 (WCAG 1.4.10).
PHONE = ViewportSize(width=390, height=844)
WINDOWS = {"320 px": (320, 640), "400 %": (320, 256), "landscape": (844, 390)}
LOOKS = Path(__file__).with_name("look.js")


@contextmanager
def reader(browser: Browser, base: str, **wants: Any) -> Iterator[Page]:
    """A page on a phone that prefers reduced motion, with a script that finds faults in every document it opens."""
    context = browser.new_context(**{"viewport": PHONE, "base_url": base, "reduced_motion": "reduce", **wants})
    context.add_init_script(path=LOOKS)
    context.set_default_timeout(10_000)
    yield context.new_page()
    context.close()


def hold(page: Page, cookies: Iterable[tuple[str, str, str]]) -> None:
    """Become the browser with these cookies (name, value, path)."""
    page.context.clear_cookies()
    page.context.add_cookies(
        [
            {"name": name, "value": value, "path": path, "domain": "127.0.0.1", "httpOnly": True, "sameSite": "Lax"}
            for name, value, path in cookies
        ]
    )


def open_screen(page: Page, shown: Shown) -> None:
    """Open a screen as the one who brought the record there; a page still polling must not poll with their cookies.

    The last page is left for one of the same site: `about:blank` would cost a process of the browser each time.
    """
    page.goto("/healthz")
    hold(page, shown.cookies)
    page.goto(shown.path)
    if shown.screen.press:
        for name, value in shown.screen.filled.items():
            page.locator(f"[name={name}]").select_option(value)
        with page.expect_navigation():
            page.locator("main form .button").first.click()
    if shown.screen.act:
        shown.screen.act(page)


def look(page: Page, *names: str) -> list[str]:
    """What is wrong, according to the functions of `look.js`."""
    return [f"{name}: {said}" for name in names for said in page.evaluate(f"look.{name}()")]


def by_rules(page: Page) -> list[str]:
    """axe-core's rules of WCAG 2.2 AA and of good practice; in other colour schemes contrast alone."""
    page.evaluate(axe_core())
    wrong = []
    for scheme, wants in SCHEMES.items():
        page.emulate_media(**wants)
        wrong += [f"{scheme}: {said}" for said in look(page, "axe" if scheme == "light" else "contrast")]
    page.emulate_media(**SCHEMES["light"])
    return wrong


def by_window(page: Page) -> list[str]:
    """Whether everything is there in small, zoomed and rotated windows, and with wide spacing."""
    wrong = []
    for window, (width, height) in WINDOWS.items():
        page.set_viewport_size(ViewportSize(width=width, height=height))
        wrong += [f"{window}: {said}" for said in look(page, "overflow", "space")]
    page.set_viewport_size(PHONE)
    return wrong


def by_keyboard(page: Page) -> list[str]:
    """Tab through the page: in the order of the source, everything reachable, the focus always visible."""
    page.evaluate("document.activeElement.blur(); look.watch()")
    for _ in range(page.evaluate("look.tabbable()") + 2):
        page.keyboard.press("Tab")
    return look(page, "order")


def check_look(page: Page, *names: str) -> None:
    """Check a page opened in any way: names, nothing cut off, target sizes and contrast."""
    page.evaluate(LOOKS.read_text())
    page.evaluate(axe_core())
    wrong = look(page, *(names or ("overflow", "targets", "contrast")))
    assert not wrong, wrong


def open_details(page: Page) -> None:
    """Open all `details`, so that they are inspected too."""
    page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")


@cache
def axe_core() -> str:
    return resources.files("axe_playwright_python").joinpath("axe.min.js").read_text() + "; 0"

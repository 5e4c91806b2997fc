"""Every screen in every state, as its readers meet it: no rule of accessibility broken, nothing cut off, a way on."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page
from werkzeug.serving import make_server

import kyc
from bench.server import free_port
from kyc.app import create_app
from kyc.config import load
from tests.browser import validator
from tests.browser.look import by_keyboard, by_rules, by_window, look, open_details, open_screen, reader
from tests.databases import Database
from tests.screens.gallery import Gallery
from tests.screens.rows import ROWS

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

TEMPLATES = Path(kyc.__file__).with_name("templates")
STATIC = Path(kyc.__file__).with_name("static")
# Addresses below a record that answer with something else than a page.
MOST_BYTES = 150_000  # over the wire, a camera that is open included; what a worker loads is weighed by `bench pages`
NO_PAGES = {"entry", "again", "status", "read_challenge", "scan", "picture", "phone_status", "copy", "person"}
THE_END = "erased"  # the one page that leads nowhere: nothing is left to do
FOREIGN = {"ar": "rtl", "fr": "ltr"}
pytestmark = pytest.mark.xdist_group("browser")
each_screen = pytest.mark.parametrize("name", [row.name for row in ROWS])


@dataclass(frozen=True)
class Site:
    """An application with every screen, and where it is served."""

    app: Flask
    url: str
    screens: Gallery


@pytest.fixture(scope="module")
def site(database: Database, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Threads of this process serve it: no worker moves a verification on, and without engines any photo is taken."""
    port, folder = free_port(), tmp_path_factory.mktemp("screens")
    address = f"http://127.0.0.1:{port}"
    app = create_app(load(_env_file=None, instance_dir=folder, database_url=database.copy(), public_base_url=address))
    app.wsgi_app = late_scripts(app.wsgi_app)  # type: ignore[method-assign]
    server = make_server("127.0.0.1", port, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield Site(app, address, Gallery(app, ROWS))
    server.shutdown()
    thread.join()


def late_scripts(served: WSGIApplication) -> WSGIApplication:
    """Scripts come after the first paint where a browser asks for that, as they do over a slow line."""

    def answer(environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        if "HTTP_X_LATE" in environ and environ["PATH_INFO"].endswith(".js"):
            time.sleep(0.15)
        return served(environ, start)

    return answer


@pytest.fixture(scope="module")
def page(browser: Browser, site: Site) -> Iterator[Page]:
    with reader(browser, site.url, locale="en") as opened:
        yield opened


@pytest.fixture(scope="module", params=FOREIGN)
def foreign(browser: Browser, site: Site, request: pytest.FixtureRequest) -> Iterator[Page]:
    """One who reads from right to left, one whose words are long; in a narrow window."""
    with reader(browser, site.url, locale=request.param) as opened:
        opened.set_viewport_size({"width": 320, "height": 640})
        yield opened


@each_screen
def test_a_screen_holds_for_every_reader(page: Page, site: Site, name: str) -> None:
    shown = site.screens[name]
    open_screen(page, shown)
    assert page.title() == shown.page.title or shown.screen.act
    assert page.evaluate("look.vitals().bytes") <= MOST_BYTES
    open_details(page)
    wrong = on_its_way(name, look(page, "structure", "targets", "motion", "summary"))
    assert wrong + by_rules(page) + by_window(page) + by_keyboard(page) == []


def on_its_way(name: str, wrong: list[str]) -> list[str]:
    """What is wrong with a screen; that the end leads no further is right."""
    return [one for one in wrong if (name, one) != (THE_END, "structure: no way on")]


@pytest.fixture(scope="module")
def late(browser: Browser, site: Site) -> Iterator[Page]:
    """A phone that keeps no file, over a slow line."""
    with reader(browser, site.url, locale="en", extra_http_headers={"x-late": "yes"}) as opened:
        opened.context.new_cdp_session(opened).send("Network.setCacheDisabled", {"cacheDisabled": True})
        yield opened


def test_no_page_moves_when_its_scripts_come(late: Page, site: Site) -> None:
    moved = {}
    for name, shown in {shown.template: shown for shown in reversed(site.screens.all())}.items():
        open_screen(late, shown)
        late.evaluate("new Promise((shown) => requestAnimationFrame(() => requestAnimationFrame(shown)))")
        moved[name] = late.evaluate("look.vitals().moved")
    assert {name: parts for name, parts in moved.items() if parts} == {}


@each_screen
def test_a_screen_holds_in_other_languages(foreign: Page, site: Site, name: str) -> None:
    open_screen(foreign, site.screens[name])
    open_details(foreign)
    assert on_its_way(name, look(foreign, "structure", "targets", "overflow", "space")) == []
    tongue, direction = foreign.evaluate("[document.documentElement.lang, document.documentElement.dir]")
    assert FOREIGN[tongue] == direction


def test_every_page_has_a_screen(site: Site) -> None:
    pages = {path.relative_to(TEMPLATES).as_posix() for path in (TEMPLATES / "hosted").glob("[!_]*.html")}
    shown = {shown.template for shown in site.screens.all()}
    assert pages - {"hosted/layout.html"} - shown == set(), "add a row to tests/screens/rows.py"


def test_the_html_is_valid(site: Site, tmp_path: Path) -> None:
    for number, shown in enumerate(site.screens.all()):
        tmp_path.joinpath(f"{number:02} {shown.screen.name}.html").write_text(shown.page.html)
    found = validator.judge(tmp_path)
    assert found == ""


def test_every_address_has_a_screen(site: Site) -> None:
    rules = [rule for rule in site.app.url_map.iter_rules() if rule.endpoint.startswith("hosted.")]
    opened = {rule.endpoint.removeprefix("hosted.") for rule in rules if "GET" in (rule.methods or ())}
    shown = {shown.endpoint.removeprefix("hosted.") for shown in site.screens.all()}
    assert opened - NO_PAGES - shown == set(), "add a row to tests/screens/rows.py, or the address to NO_PAGES"


SPOILED = {
    "structure: 0 headings of level 1": "document.querySelector('h1').remove()",
    "targets: under 44 px": "start.style.minBlockSize = '43px'",
    "motion: moves": "other.style.setProperty('transition', 'all 1s', 'important')",
    "light: axe: label": "document.querySelector('[for=agree]').remove()",
    "dark: contrast: <": "start.style.color = 'var(--ink)'",
    "320 px: overflow: wider than 320": "document.querySelector('.lead').style.whiteSpace = 'nowrap'",
    "order: focus not seen": "start.style.outline = 'none'",
    "order: not reached by keyboard": "other.tabIndex = -1",
}


def test_what_is_wrong_is_found(page: Page, site: Site) -> None:
    open_screen(page, site.screens["consent"])
    page.evaluate(f"const [start, other] = document.querySelectorAll('main .button'); {'; '.join(SPOILED.values())}")
    wrong = look(page, "structure", "targets", "motion") + by_rules(page) + by_window(page) + by_keyboard(page)
    assert [said for said in SPOILED if not any(one.startswith(said) for one in wrong)] == []


def test_a_dead_end_is_found(page: Page, site: Site) -> None:
    open_screen(page, site.screens["another way"])
    page.evaluate("document.querySelectorAll('main a, main button').forEach((one) => one.remove())")
    assert look(page, "structure") == ["structure: no way on"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_theme_follows_the_reader(page: Page, site: Site, scheme: str) -> None:
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    open_screen(page, site.screens["consent"])
    ground = page.evaluate("getComputedStyle(document.body).backgroundColor.match(/\\d+/g).map(Number)")
    assert (sum(ground) > 3 * 200) is (scheme == "light")


def test_a_screen_reader_is_told_at_most_once_in_a_while(page: Page, site: Site) -> None:
    """Ten messages at once: the first is said, then, a second and a half later, the last."""
    open_screen(page, site.screens["passport"])
    said = page.evaluate("look.tenMessages()")
    assert [word for word, _ in said] == ["0", "9"]
    assert said[1][1] - said[0][1] >= 1400


def test_nothing_depends_on_how_the_phone_is_held() -> None:
    sources = [*STATIC.glob("*.css"), *STATIC.glob("js/*.js")]
    locking = re.compile(r"orientation\s*:\s*(portrait|landscape)|orientation\s*\.\s*lock", re.I)
    assert [path.name for path in sources if locking.search(path.read_text())] == []

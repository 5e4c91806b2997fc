"""What the page says of a document before the camera: drawn views, judged by its own modules in Chromium."""

from __future__ import annotations

import base64
import io
from collections.abc import Callable, Iterator

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, Route

from kyc.web.assets import STATIC
from tests.browser import scenes
from tests.browser.conftest import PHONE

pytestmark = pytest.mark.xdist_group("browser")
ADDRESS = "http://page.test/"
SHEETS = "".join(f'<link rel="stylesheet" href="/{name}.css">' for name in ("tokens", "base", "hosted", "photo"))
HEAD = f"<!doctype html>{SHEETS}<style>canvas {{ display: block; inline-size: 100%; }}</style>"
STAGE = '<div class="stage stage-{kind}"><canvas></canvas><div class="stage-frame"></div></div>'
LOOK = """async ([before, now, edges]) => {
  const { judge, looker } = await import("/js/document-guide.js");
  const view = document.querySelector("canvas");
  const show = async (picture) => {
    const drawn = await createImageBitmap(await (await fetch(`data:image/png;base64,${picture}`)).blob());
    [view.width, view.height] = [view.videoWidth, view.videoHeight] = [drawn.width, drawn.height];
    view.getContext("2d").drawImage(drawn, 0, 0);
  };
  const look = looker(view, document.querySelector(".stage-frame"));
  for (const picture of before) { await show(picture); look(); }
  await show(now);
  return judge(look(), edges);
}"""
COUNT = """async (looks) => {
  const { counting } = await import("/js/guide.js");
  const [told, taken] = [[], []];
  const look = counting((word) => told.push(word), () => taken.push(told.length));
  for (const [wait, ...words] of looks) {
    await new Promise((done) => setTimeout(done, wait));
    for (const word of words) look(word, word === "good");
  }
  return [told, taken.length];
}"""
Judged = Callable[..., str]


@pytest.fixture(scope="module")
def sheet(browser: Browser) -> Iterator[Page]:
    """A page that has our scripts and styles, and no server behind it."""

    def answer(route: Route) -> None:
        file = STATIC / route.request.url.removeprefix(ADDRESS)
        if file.is_file():
            route.fulfill(path=file)
        else:
            route.fulfill(body=HEAD, content_type="text/html")

    page = browser.new_context(viewport=PHONE).new_page()
    page.route(f"{ADDRESS}**", answer)
    page.goto(ADDRESS)
    yield page
    page.context.close()


@pytest.fixture
def judged(sheet: Page) -> Judged:
    """The word for a view, after a look at another where one is given."""

    def judge(view: Image.Image, *before: Image.Image, kind: str = "passport") -> str:
        sheet.evaluate("html => { document.body.innerHTML = html; }", STAGE.format(kind=kind))
        sent = [[_png(one) for one in before], _png(view), 4 if kind == "card" else 3]
        return str(sheet.evaluate(LOOK, sent))

    return judge


def _png(view: Image.Image) -> str:
    out = io.BytesIO()
    view.save(out, "PNG", compress_level=1)
    return base64.b64encode(out.getvalue()).decode()


def test_a_document_that_fills_the_frame_is_good(judged: Judged) -> None:
    good = scenes.scene(scenes.passport())
    assert judged(good, good) == "good"
    assert judged(scenes.scene(scenes.passport(), tilt=4)) == "good"
    assert judged(good.resize((640, 480))) == "good"
    assert judged(scenes.lit(good, 0.5)) == "good"


def test_both_sides_of_a_card_are_good_on_a_dark_and_on_a_light_table(judged: Judged) -> None:
    front, back = (scenes.scene(side) for side in scenes.card())
    assert judged(front, kind="card") == "good"
    assert judged(back, kind="card") == "good"
    assert judged(scenes.scene(scenes.card()[0], on=scenes.table(215, grain=2)), kind="card") == "good"


def test_a_table_without_a_document_asks_for_one(judged: Judged) -> None:
    assert judged(scenes.table()) == "empty"
    assert judged(scenes.table(220)) == "empty"


def test_a_document_that_is_cut_off_shall_come_into_the_frame(judged: Judged) -> None:
    assert judged(scenes.scene(scenes.passport(), 1.2)) == "fit"
    assert judged(scenes.scene(scenes.passport(), aside=0.5)) == "fit"
    assert judged(scenes.scene(scenes.card()[0], aside=0.12), kind="card") == "fit"


def test_a_document_far_away_shall_come_closer(judged: Judged) -> None:
    assert judged(scenes.scene(scenes.passport(), 0.56)) == "closer"


@pytest.mark.parametrize(("light", "word"), [(0.2, "dark"), (1.7, "bright")])
def test_too_little_and_too_much_light_are_said(judged: Judged, light: float, word: str) -> None:
    assert judged(scenes.lit(scenes.scene(scenes.passport()), light)) == word


def test_what_is_not_sharp_is_said(judged: Judged) -> None:
    assert judged(scenes.blurred(scenes.scene(scenes.passport()))) == "blur"
    assert judged(scenes.blurred(scenes.scene(scenes.card()[1])), kind="card") == "blur"


def test_a_lamp_that_is_mirrored_is_said(judged: Judged) -> None:
    assert judged(scenes.shining(scenes.scene(scenes.passport()))) == "glare"


def test_a_document_that_moves_shall_be_held_still(judged: Judged) -> None:
    here, there = scenes.scene(scenes.passport()), scenes.scene(scenes.passport(), aside=0.02)
    assert judged(there, here) == "still"
    assert judged(there, here, there) == "good"


def test_five_good_looks_in_a_row_take_the_photo_and_never_in_the_first_second(sheet: Page) -> None:
    assert sheet.evaluate(COUNT, [[0, *["good"] * 8]]) == [["good"] * 7, 0]
    assert sheet.evaluate(COUNT, [[1050, *["good"] * 4, "blur", *["good"] * 4]])[1] == 0
    assert sheet.evaluate(COUNT, [[1050, *["good"] * 5]])[1] == 1


def test_a_word_is_said_once_it_was_found_twice(sheet: Page) -> None:
    assert sheet.evaluate(COUNT, [[0, "fit", "blur", "fit", "fit", "still"]]) == [["fit"], 0]

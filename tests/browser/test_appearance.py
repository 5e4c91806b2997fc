"""How the pages look: reflow, targets, themes, contrast, keyboard."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Photos
from tests.browser.steps import agree, choose_passport, to_passport, upload

pytestmark = pytest.mark.xdist_group("browser")
NewUrl = Callable[..., str]

OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
SMALL = """() => [...document.querySelectorAll('a.button, button, input:not([type=hidden]), select, summary')]
  .filter(e => e.offsetParent)
  .map(e => [e.outerHTML.slice(0, 60), e.getBoundingClientRect()])
  .filter(([, box]) => Math.min(box.width, box.height) < 24)
  .map(([html]) => html)"""
LOW_BUTTONS = """() => [...document.querySelectorAll('.button')].filter(e => e.offsetParent)
  .map(e => e.getBoundingClientRect().height).filter(height => height < 44)"""
# WCAG 2.2 relative luminance, for every element that holds text, against the nearest painted background.
CONTRAST = """() => {
  const parse = c => c.match(/[\\d.]+/g).map(Number);
  const light = ([r, g, b]) => [r, g, b].map(v => v / 255)
    .map(v => v <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4)
    .reduce((sum, v, i) => sum + v * [.2126, .7152, .0722][i], 0);
  const ground = e => { for (; e; e = e.parentElement) { const c = parse(getComputedStyle(e).backgroundColor);
    if (c.length < 4 || c[3] === 1) return c; } return [255, 255, 255]; };
  const low = [];
  for (const e of document.querySelectorAll('body *')) {
    const own = [...e.childNodes].some(n => n.nodeType === 3 && n.data.trim());
    if (!own || !e.offsetParent || e.closest('.visually-hidden, option, .skip-link')) continue;
    const [a, b] = [light(parse(getComputedStyle(e).color)), light(ground(e))].sort((x, y) => y - x);
    if ((a + .05) / (b + .05) < 4.5) low.push(e.outerHTML.slice(0, 80));
  }
  return low;
}"""


def check_look(page: Page) -> None:
    assert page.evaluate(OVERFLOW) <= 0
    assert page.evaluate(SMALL) == []
    assert page.evaluate(LOW_BUTTONS) == []
    assert page.evaluate(CONTRAST) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_reflow_at_320_pixels_with_targets_and_contrast(
    browser: Browser, new_url: NewUrl, photos: Photos, scheme: str
) -> None:
    context = browser.new_context(viewport={"width": 320, "height": 640}, color_scheme=scheme)  # type: ignore[arg-type]
    page, url = context.new_page(), new_url()
    page.goto(url)
    page.get_by_text("What happens with my data?").click()
    check_look(page)
    page.get_by_role("button", name="Start").click()
    check_look(page)
    page.goto(f"{url}/another-way")
    check_look(page)
    agree(page, url)
    check_look(page)
    choose_passport(page)
    expect(page.get_by_role("button", name="Use the camera")).to_be_visible()
    check_look(page)
    upload(page, photos.blurred)
    expect(page.get_by_role("alert")).to_be_visible()
    check_look(page)
    page.locator("#photo").set_input_files(str(photos.passport))
    check_look(page)
    page.get_by_role("button", name="Use this photo").click()
    upload(page, photos.selfie)
    check_look(page)
    context.close()


def test_the_theme_follows_the_reader(browser: Browser, new_url: NewUrl) -> None:
    url, grounds = new_url(), {}
    for scheme in ("light", "dark"):
        context = browser.new_context(color_scheme=scheme)  # type: ignore[arg-type]
        page = context.new_page()
        page.goto(url)
        grounds[scheme] = page.evaluate("getComputedStyle(document.body).backgroundColor")
        context.close()
    assert grounds["light"] != grounds["dark"]


def test_the_whole_first_page_can_be_worked_by_keyboard(phone: Page, new_url: NewUrl) -> None:
    phone.goto(new_url())
    order = []
    for _ in range(5):
        phone.keyboard.press("Tab")
        order.append(phone.evaluate("document.activeElement.id || document.activeElement.textContent.trim()"))
    assert order == ["Skip to content", "What happens with my data?", "agree", "Start", "There is another way"]


def test_focus_can_be_seen(phone: Page, new_url: NewUrl) -> None:
    phone.goto(new_url())
    phone.keyboard.press("Tab")
    phone.keyboard.press("Tab")
    assert phone.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    assert phone.evaluate("parseFloat(getComputedStyle(document.activeElement).outlineWidth)") >= 3


def test_the_photo_page_reads_from_right_to_left_too(phone: Page, new_url: NewUrl) -> None:
    to_passport(phone, new_url())
    phone.evaluate("document.documentElement.dir = 'rtl'")
    check_look(phone)
    mark = phone.locator(".tips li").first
    assert mark.evaluate("li => getComputedStyle(li).paddingRight") == "28px"

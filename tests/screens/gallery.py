"""The screens of `rows.py`, each produced once in an application, ready to be inspected."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from flask import Flask, request, template_rendered
from playwright.sync_api import Page as BrowserPage

from kyc.web.hosted.guard import COOKIE
from tests.api.hosted.applicant import Page
from tests.screens.guest import Guest

Reach = Callable[[Guest], str]
Act = Callable[[BrowserPage], object]


@dataclass(frozen=True)
class Screen:
    """How to produce a screen: `reach` brings a record there and names the page to open.

    `press` sends the page's form as it is, with `filled`; `act` is what is then done in a browser.
    """

    name: str
    reach: Reach
    press: bool = False
    filled: dict[str, str] = field(default_factory=dict)
    act: Act | None = None
    options: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Shown:
    """A screen that can be opened: its URL, its browser's cookies, and the page as the server sent it."""

    screen: Screen
    path: str
    cookies: tuple[tuple[str, str, str], ...]
    page: Page
    template: str
    endpoint: str


class Gallery:
    """Every screen by its name, each produced when first requested."""

    def __init__(self, app: Flask, rows: tuple[Screen, ...]) -> None:
        self.app, self.rows = app, {row.name: row for row in rows}
        self.shown: dict[str, Shown] = {}

    def __getitem__(self, name: str) -> Shown:
        if name not in self.shown:
            self.shown[name] = show(self.app, self.rows[name])
        return self.shown[name]

    def all(self) -> list[Shown]:
        return [self[name] for name in self.rows]


def show(app: Flask, screen: Screen) -> Shown:
    """Bring a fresh record to a screen and read the page."""
    guest, rendered = Guest(app, **screen.options), list[tuple[str, str]]()
    page = screen.reach(guest)
    cookies = cookies_of(guest)

    def note(sender: Flask, template: Any, **words: Any) -> None:
        rendered.append((str(template.name), str(request.endpoint)))

    with template_rendered.connected_to(note, app):
        seen = guest.get(page)
        if screen.press:
            seen = guest.post(page, **screen.filled)
            cookies = cookies_of(guest)  # whoever sends something holds the verification from then on
    assert rendered, f"{screen.name}: {seen.status} and no page"
    return Shown(screen, f"/{guest.record_id}/{page}".rstrip("/"), cookies, seen, *rendered[-1])


def cookies_of(guest: Guest) -> tuple[tuple[str, str, str], ...]:
    """(name, value, path) of the cookies in a guest's browser."""
    kept = (("session", "/"), (COOKIE, f"/{guest.record_id}"))
    found = ((name, guest.client.get_cookie(name, path=path), path) for name, path in kept)
    return tuple((name, cookie.value, path) for name, cookie, path in found if cookie)

"""The language of a request: chosen there, asked for by the session, preferred by the browser, English."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from flask import Flask, g
from flask_babel import gettext, refresh

from kyc.web import languages
from kyc.web.languages import advice_of, current, direction, session_asks

PAGE = "/abcdefghijklmno/start"
BLUR = "The photo is blurred. Hold the phone still, tap to focus and try again."


def language(app: Flask, path: str = PAGE, browser: str = "", session: str | None = None, cookie: str = "") -> str:
    """What a request is answered in."""
    with asking(app, path, browser, f"language={cookie}" if cookie else ""):
        session_asks(session)
        return current()


@contextmanager
def asking(app: Flask, path: str, browser: str = "", cookie: str = "") -> Iterator[None]:
    """A request of its own: the tests' application keeps what was found for the one before."""
    with app.test_request_context(path, headers={"Accept-Language": browser, "Cookie": cookie}):
        refresh()
        yield


@pytest.mark.parametrize(
    ("browser", "found"),
    [
        ("", "en"),
        ("fr", "fr"),
        ("fr-CH, fr;q=0.9, en;q=0.8", "fr"),
        ("de, ar;q=0.5, en;q=0.7", "en"),
        ("pt-BR, es;q=0.3", "es"),
        ("zh-CN,zh;q=0.9", "zh-Hans"),
        ("es;q=0, ar", "ar"),
        ("tlh, xx;q=0.4", "en"),
        ("*", "en"),
        ("nonsense;;q=x,,", "en"),
        (",".join([*(f"x{n}" for n in range(10)), "fr"]), "en"),  # looking at more would cost time
    ],
)
def test_a_browser_is_answered_in_the_first_language_it_reads(app: Flask, browser: str, found: str) -> None:
    assert language(app, browser=browser) == found


@pytest.mark.parametrize(
    ("session", "found"), [("es-MX", "es"), ("zh-Hans", "zh-Hans"), ("pt-BR", "fr"), ("nonsense", "fr"), (None, "fr")]
)
def test_a_sessions_language_goes_before_the_browsers_where_it_is_offered(
    app: Flask, session: str | None, found: str
) -> None:
    assert language(app, browser="fr", session=session) == found


def test_what_was_chosen_on_the_page_goes_before_all(app: Flask) -> None:
    assert language(app, browser="fr", session="es", cookie="ar") == "ar"
    assert language(app, browser="fr", session="es", cookie="xx") == "es"


def test_a_session_that_is_read_late_still_changes_the_language(app: Flask) -> None:
    with asking(app, PAGE, "fr"):
        before = gettext("Passport")
        session_asks("es")
        assert (before, gettext("Passport"), g.session_language) == ("Passeport", "Pasaporte", "es")


@pytest.mark.parametrize("path", ["/staff/", "/staff/cases/x", "/staff", "/v1/nothing", "/api/nothing", "/readyz"])
def test_staff_and_programs_are_answered_in_english(app: Flask, path: str) -> None:
    assert language(app, path, browser="ar", session="ar", cookie="ar") == "en"


def test_an_address_that_nobody_knows_may_be_an_applicants(app: Flask) -> None:
    assert language(app, "/abcdefghijklmno/nonsense", browser="ar") == "ar"
    assert language(app, "/staffabcdefghij/nonsense", browser="ar") == "ar"


def test_right_to_left_is_known(app: Flask) -> None:
    with asking(app, PAGE, "ar"):
        assert direction() == "rtl"
    with asking(app, PAGE):
        assert direction() == "ltr"


def test_outside_a_request_words_are_in_english(app: Flask) -> None:
    assert (current(), advice_of("image_blurry")) == ("en", BLUR)


def test_reasons_are_told_in_the_pages_language(app: Flask) -> None:
    with asking(app, PAGE, "es"):
        assert advice_of("image_blurry").startswith("La foto está borrosa.")
    with asking(app, "/staff/", "es"):
        assert advice_of("image_blurry") == BLUR
    with pytest.raises(KeyError):
        advice_of("nothing")


def test_only_what_is_asked_for_by_an_address_is_remembered(app: Flask) -> None:
    with app.test_request_context(PAGE):
        assert languages.choose() is None
    with app.test_request_context(f"{PAGE}?lang=fr", method="POST"):
        assert languages.choose() is None

"""The language of an applicant's page: chosen there, set by the session, preferred by the browser, or English.

Staff pages, the APIs and their errors are in English.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from urllib.parse import urlencode

from babel import Locale
from flask import Flask, g, has_request_context, redirect, request, url_for
from flask_babel import Babel, Domain, get_locale, gettext, lazy_gettext, refresh
from werkzeug.wrappers import Response

from kyc.domain.reasons import reason
from kyc.web import cookies
from kyc.web.language_tags import name_of, nearest, tag_of
from kyc.web.translations import SOURCE, offered, translations_of

COOKIE = "language"
COOKIE_DAYS = 30
ASKED = "lang"
MOST_TAGS = 10
ENGLISH = ("/staff", "/v1", "/api")


def current() -> str:
    """The tag of the page's language, such as `en` or `zh-Hans`."""
    return tag_of(locale())


def locale() -> Locale:
    """The language of this request; English outside a request."""
    return get_locale() or Locale.parse(SOURCE)


def direction() -> str:
    """`ltr` or `rtl`."""
    return str(locale().text_direction)


def advice_of(code: str) -> str:
    """The applicant's text for a reason, in the page's language; raises `KeyError`."""
    return str(gettext(reason(code).applicant))


def session_asks(tag: str | None) -> None:
    """Use the language that the partner set for the session, unless the applicant has chosen another."""
    g.session_language = tag
    refresh()


def _select() -> str:
    """Called by flask-babel once per request."""
    found = next(filter(None, map(nearest, _wishes())), None) if has_request_context() else None
    return str(found or SOURCE)


def _wishes() -> Iterator[str | None]:
    """The tags this reader may want, most certain first."""
    if not _is_for_applicants():
        return
    yield cookies.kept(COOKIE)
    yield g.get("session_language")
    yield from (tag for tag, quality in islice(request.accept_languages, MOST_TAGS) if quality > 0)


def _is_for_applicants() -> bool:
    """The applicant's pages, and unknown URLs, which an applicant may have mistyped."""
    if request.endpoint:
        return request.blueprint == "hosted"
    return not f"{request.path}/".startswith(tuple(f"{root}/" for root in ENGLISH))


def choose() -> Response | None:
    """`?lang=fr` on any of the applicant's URLs: remembered for this record; then redirects to the URL without it."""
    wish, rest = request.args.get(ASKED), request.args.to_dict(flat=True)
    if wish is None or request.method != "GET" or not request.endpoint:
        return None
    rest.pop(ASKED)
    query = f"?{urlencode(rest)}" if rest else ""
    answer = redirect(url_for(request.endpoint, **(request.view_args or {})) + query, 303)
    if found := nearest(wish[:20]):
        _remember(answer, tag_of(found))
    return answer


def _remember(answer: Response, tag: str) -> None:
    cookies.keep(answer, COOKIE, tag, f"/{(request.view_args or {})['record_id']}", COOKIE_DAYS)


class _Words(Domain):  # type: ignore[misc]  # untyped base
    """Our translations instead of compiled files."""

    def get_translations(self) -> object:
        return translations_of(locale())


class _Babel(Babel):  # type: ignore[misc]  # untyped base
    domain_instance = _Words()


def init_app(app: Flask) -> None:
    """Give templates `_()`, `ngettext()`, `lazy()` for words in a table, and the facts of `language`."""
    app.config.setdefault("WTF_I18N_ENABLED", False)  # forms carry codes, and the staff's stay English
    _Babel().init_app(app, default_locale=SOURCE, locale_selector=_select)
    facts = {"current": current, "direction": direction, "offered": offered, "tag_of": tag_of, "name_of": name_of}
    app.jinja_env.globals.update(lazy=lazy_gettext, language=facts)

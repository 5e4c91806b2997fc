"""Language tags (BCP 47): the offered language nearest to a tag, and each language's own name."""

from __future__ import annotations

from babel import Locale, UnknownLocaleError
from babel.core import get_global

from kyc.web.translations import offered


def nearest(tag: str | None) -> Locale | None:
    """The offered language that suits a reader of `tag` (`es-MX`, `zh-TW`) best: script first, then region."""
    wanted = _parsed(tag or "")
    if wanted is None:
        return None
    same = [one for one in offered() if one.language == wanted.language]
    return max(same, key=lambda one: (_script(one) == _script(wanted), one.territory == wanted.territory), default=None)


def tag_of(locale: Locale) -> str:
    """The tag as HTML and HTTP write it."""
    return str(locale).replace("_", "-")


def name_of(locale: Locale) -> str:
    """A language's own name, capitalised as the first word of a line."""
    name = str(locale.languages.get(str(locale)) or locale.display_name)
    return name[:1].upper() + name[1:]


def _parsed(tag: str) -> Locale | None:
    """A tag; one with an unknown region still names a language."""
    for attempt in (tag, tag.split("-", maxsplit=1)[0]):
        try:
            return Locale.parse(attempt, sep="-")
        except (ValueError, UnknownLocaleError):
            continue
    return None


def _script(locale: Locale) -> str:
    """The script of a language, the likely one where the tag leaves it out."""
    likely = str(get_global("likely_subtags").get(locale.language, "")).split("_")
    return locale.script or (likely[1] if len(likely) == 3 else "")

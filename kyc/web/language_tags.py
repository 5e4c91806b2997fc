"""Tags of languages (BCP 47): the offered language that is nearest to one, and how each calls itself."""

from __future__ import annotations

from babel import Locale, UnknownLocaleError
from babel.core import get_global

from kyc.web.translations import offered


def nearest(tag: str | None) -> Locale | None:
    """The offered language that a reader of `tag` (`es-MX`, `zh-TW`) reads best: the script first, then the region."""
    wanted = _parsed(tag or "")
    if wanted is None:
        return None
    same = [one for one in offered() if one.language == wanted.language]
    return max(same, key=lambda one: (_script(one) == _script(wanted), one.territory == wanted.territory), default=None)


def tag_of(locale: Locale) -> str:
    """The tag as HTML and HTTP write it."""
    return str(locale).replace("_", "-")


def name_of(locale: Locale) -> str:
    """What a language calls itself, as the first word of a line."""
    name = str(locale.languages.get(str(locale)) or locale.display_name)
    return name[:1].upper() + name[1:]


def _parsed(tag: str) -> Locale | None:
    """A tag with a region that nobody knows still names a language."""
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

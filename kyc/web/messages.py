"""Every message an applicant may read, extracted from the source, and faults in their translations."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Collection, Iterator, Mapping
from pathlib import Path
from typing import IO, Any

from babel import Locale
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_file, extract_python
from babel.messages.pofile import write_po
from jinja2.ext import babel_extract

from kyc.web.translations import catalogue_of, path_of

PACKAGE = Path(__file__).resolve().parent.parent
KEYWORDS = {**DEFAULT_KEYWORDS, "lazy": None, "lazy_gettext": None}
PROJECT = "ekyc-server"
_PLACE = re.compile(r"%\(\w+\)[sd]|\{\w+\}|</?\w[^>]*>")
_SILENT_NUMBER = {"%(num)d", "%(num)s"}

Found = Iterator[tuple[int, str, str, list[str]]]


def template() -> Catalog:
    """All messages of the source, each with the files that contain it."""
    gathered = Catalog()
    for path, method, options in _sources():
        name = path.relative_to(PACKAGE).as_posix()
        for line, words, comments, context in extract_from_file(method, path, KEYWORDS, options=options):
            gathered.add(words, None, [(name, line)], auto_comments=comments, context=context)
    return gathered


def refresh(locale: Locale) -> None:
    """Update one language's file, or start it: new messages are added empty, obsolete ones removed."""
    known = catalogue_of(locale) if path_of(locale).exists() else Catalog(locale)
    made = known.creation_date
    known.update(template(), no_fuzzy_matching=True)
    known.creation_date = made
    save(known)


def save(known: Catalog) -> None:
    """Write a language's file: long lines unwrapped, no line numbers, a constant header."""
    known.project, known.version, known.fuzzy = PROJECT, "1", False
    known.header_comment = f"# The applicant's pages in {known.locale.english_name}."
    known.msgid_bugs_address = known.last_translator = known.language_team = ""
    known.revision_date = known.creation_date
    path_of(known.locale).parent.mkdir(parents=True, exist_ok=True)
    with path_of(known.locale).open("wb") as file:
        write_po(file, known, width=0, include_lineno=False, ignore_obsolete=True, sort_by_file=True)


def faults(locale: Locale) -> list[str]:
    """What is missing or wrong in a translation: one line per message at fault."""
    known, wanted = catalogue_of(locale), template()
    left = [f"obsolete: {_short(message)}" for message in known.obsolete.values()]
    left += [f"obsolete: {_short(one)}" for one in known if one.id and wanted.get(one.id, one.context) is None]
    for message in wanted:
        if message.id and (fault := _fault(message, known.get(message.id, message.context))):
            left.append(f"{fault}: {_short(message)}")
    return left


def _fault(source: Message, found: Message | None) -> str:
    forms = _forms(found.string) if found else ()
    if not forms or not all(forms):
        return "untranslated"
    if found and found.fuzzy:
        return "fuzzy"
    return "" if all(_fits(source, form) for form in forms) else "placeholders differ"


def _fits(source: Message, form: str) -> bool:
    """The same placeholders and markup as the source; a plural form may spell out its number."""
    wanted, has = (sorted(_PLACE.findall(words)) for words in (_forms(source.id)[-1], form))
    spoken = [place for place in wanted if not (source.pluralizable and place in _SILENT_NUMBER)]
    edges = [(words[:1].isspace(), words[-1:].isspace()) for words in (_forms(source.id)[-1], form)]
    return has in (wanted, spoken) and edges[0] == edges[1]


def _forms(words: str | Collection[str] | None) -> tuple[str, ...]:
    return (words,) if isinstance(words, str) else tuple(words or ())


def _short(message: Message) -> str:
    return _forms(message.id)[0][:60]


def _sources() -> Iterator[tuple[Path, Callable[..., Any], Mapping[str, str]]]:
    """Each file with its extractor; a template that does not parse is an error, not an empty file."""
    shown = [PACKAGE / "templates" / name for name in ("base.html", "error.html")]
    for path in [*shown, *sorted((PACKAGE / "templates" / "hosted").rglob("*.html"))]:
        yield path, babel_extract, {"silent": "false"}
    for path in sorted((PACKAGE / "web").rglob("*.py")):
        yield path, extract_python, {}
    yield PACKAGE / "domain" / "reasons.toml", _reasons, {}


def _reasons(file: IO[bytes], keywords: object, comment_tags: object, options: object) -> Found:
    """An extractor for Babel: what the catalogue of reasons says to applicants; the code is a hint to translators."""
    for code, words in tomllib.load(file).items():
        yield 1, "gettext", words["applicant"], [code]

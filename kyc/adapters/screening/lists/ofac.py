"""OFAC's legacy CSV files: primary names, aliases, addresses, and remarks that hold everything else.

Format: https://ofac.treasury.gov/specially-designated-nationals-list-data-formats-data-schemas (dat_spec.txt).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from kyc.adapters.screening.dates import birth_dates
from kyc.adapters.screening.entity import DocumentNumber, Entity, Schema, unique
from kyc.adapters.screening.lists.source import ListRefused, country_codes, rows


@dataclass(frozen=True, slots=True)
class Publication:
    """One of OFAC's lists: its name, the prefix of our entity ids, and its files by role."""

    name: str
    prefix: str
    files: Mapping[str, str]


PUBLICATIONS = (
    Publication(
        "OFAC SDN",
        "us_ofac_sdn",
        {"primary": "sdn.csv", "aliases": "alt.csv", "addresses": "add.csv", "comments": "sdn_comments.csv"},
    ),
    Publication(
        "OFAC Consolidated (non-SDN)",
        "us_ofac_cons",
        {
            "primary": "cons_prim.csv",
            "aliases": "cons_alt.csv",
            "addresses": "cons_add.csv",
            "comments": "cons_comments.csv",
        },
    ),
)
_NOTHING = "-0-"
_PAGE = "https://sanctionssearch.ofac.treas.gov/Details.aspx?id="
_SCHEMAS: Mapping[str, Schema] = {"individual": "person"}
_BORN = re.compile(r"(?:alt\. )?DOB (.+)")
_NATION = re.compile(r"(?:alt\. )?(?:nationality|citizen) (.+)")
_WEAK = re.compile(r"(?:alt\. )?[afn]\.k\.a\. '(.+)'")
_DOCUMENT = re.compile(
    r"(?:alt\. )?(?:Passport|National ID No\.|Identification Number|Personal ID Card|Tax ID No\.|Cedula No\.|D\.N\.I\."
    r"|C\.U\.R\.P\.|Driver's License No\.|National Foreign ID Number|SSN)"
    r" ([\w\-/. ]*\d[\w\-/. ]*?)(?: \(([^)]+)\))?(?: .*)?$"
)

# No document is told at greater length; keeps the pattern's work small.
_LONGEST_REMARK = 200


def entities(prefix: str, files: Mapping[str, Path]) -> Iterator[Entity]:
    """Entries of `files` by role: primary, aliases, and where given addresses and comments.

    `comments` continue remarks that did not fit, exactly where they broke off.
    """
    aliases = _gather(files["aliases"], 5, column=3)
    addresses = _gather(files["addresses"], 6, column=4) if "addresses" in files else {}
    comments = _gather(files["comments"], 2, column=1) if "comments" in files else {}
    for line, row in rows(files["primary"], columns=12):
        number = row[0].strip()
        if not number.isdigit() or not row[1].strip():
            raise ListRefused(files["primary"], "no entry number and name where OFAC has them", line)
        remarks = _whole(row[11]) + "".join(comments.get(number, ()))
        yield _entity(prefix, row, remarks, aliases.get(number, ()), addresses.get(number, ()))


def _gather(path: Path, columns: int, column: int) -> dict[str, list[str]]:
    """One column of a secondary file by entry number."""
    found: dict[str, list[str]] = defaultdict(list)
    for line, row in rows(path, columns):
        if not row[0].strip().isdigit():
            raise ListRefused(path, "no entry number where OFAC has one", line)
        found[row[0].strip()].append(_whole(row[column]))
    return found


def _entity(prefix: str, row: Sequence[str], remarks: str, aliases: Sequence[str], addresses: Sequence[str]) -> Entity:
    number, name, kind, programmes = (_text(value) for value in row[:4])
    schema = _SCHEMAS.get(kind, "organisation")
    parts = [part.strip() for part in remarks.rstrip(". ").split(";")]
    turned = [_given_first(one) if schema == "person" else one for one in (name, *map(str.strip, aliases))]
    weak = [_given_first(one) for one in _all(_WEAK, parts)]
    return Entity(
        id=f"{prefix}-{number}",
        schema=schema,
        name=turned[0],
        aliases=unique(turned[1:]),
        weak_aliases=unique(weak),
        birth_dates=tuple(day for text in _all(_BORN, parts) for day in birth_dates(text)),
        countries=country_codes(_all(_NATION, parts)) or country_codes(addresses),
        programmes=unique(re.split(r"[\[\];]", programmes)),
        documents=tuple(_documents(parts)),
        source_url=_PAGE + number,
    )


def _text(value: str) -> str:
    return _whole(value).strip()


def _whole(value: str) -> str:
    """A value with the blanks round it: remarks may break off at one."""
    return "" if value.strip() == _NOTHING else value


def _all(pattern: re.Pattern[str], parts: Sequence[str]) -> list[str]:
    return [found[1] for part in parts if (found := pattern.fullmatch(part))]


def _documents(parts: Sequence[str]) -> Iterator[DocumentNumber]:
    for part in parts:
        if found := _DOCUMENT.match(part[:_LONGEST_REMARK]):
            codes = country_codes([found[2] or ""])
            yield DocumentNumber(found[1].strip(), codes[0] if codes else None)


def _given_first(name: str) -> str:
    """ "SURNAME, Given" as it is spoken; a name with other commas stays as it is."""
    surname, _, given = name.partition(", ")
    return f"{given} {surname}" if given and "," not in given else name

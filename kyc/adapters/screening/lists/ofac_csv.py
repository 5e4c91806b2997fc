"""OFAC's legacy CSV files: primary names, aliases, addresses, and remarks with everything else.

Format: https://ofac.treasury.gov/specially-designated-nationals-list-data-formats-data-schemas (dat_spec.txt).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from kyc.adapters.screening.entity import Entity
from kyc.adapters.screening.lists.draft import Draft
from kyc.adapters.screening.lists.ofac import IDENTITY_DOCUMENTS, PUBLICATIONS, Publication, draft
from kyc.adapters.screening.lists.source import ListRefused, ListSource, digest, file_date
from kyc.adapters.screening.lists.table import rows

_NOTHING = "-0-"
_CTRL_Z = b"\x1a"
_ALT = r"(?:alt\. )?"
_BORN = re.compile(_ALT + r"DOB (.+)")
_NATIONAL = re.compile(_ALT + r"nationality (.+)")
_CITIZEN = re.compile(_ALT + r"citizen (.+)")
_WEAK = re.compile(_ALT + r"[afn]\.k\.a\. '(.+)'")
_KINDS = "|".join(re.escape(kind) for kind in sorted(IDENTITY_DOCUMENTS, key=len, reverse=True))
_DOCUMENT = re.compile(_ALT + rf"(?:{_KINDS}) ([\w\-/. ]*\d[\w\-/. ]*?)(?: \(([^)]+)\))?(?: .*)?$")

# No document's text is longer; limits the work of the pattern.
_LONGEST_REMARK = 200


def parted(files: Iterable[Path]) -> tuple[list[list[Path]], list[Path]]:
    """The files of each OFAC list together, and the rest; OFAC's CSV has no header, so file names decide."""
    given = list(files)
    lists = [[path for path in given if path.name.lower() in one.files.values()] for one in PUBLICATIONS]
    return [group for group in lists if group], [path for path in given if not any(path in one for one in lists)]


def read(files: Sequence[Path]) -> ListSource:
    """The list in these files; refuses them if one is missing or truncated."""
    names = {path.name.lower() for path in files}
    publication = next(one for one in PUBLICATIONS if names & set(one.files.values()))
    roles = {name: role for role, name in publication.files.items()}
    mine = {roles[path.name.lower()]: path for path in files}
    if missing := sorted(publication.files[role] for role in ("primary", "aliases") if role not in mine):
        raise ListRefused(files[0], f"load it together with {', '.join(missing)}: a list without them is not whole")
    _check_ends(files)
    found = entities(publication, mine)
    return ListSource(publication.name, "sanctions", file_date(mine["primary"]), digest(files), found)


def entities(publication: Publication, files: Mapping[str, Path]) -> Iterator[Entity]:
    """The entries; `files` are by role: primary, aliases, and optionally addresses and comments.

    `comments` continue remarks that did not fit, exactly where they were cut.
    """
    aliases = _gather(files["aliases"], 5, column=3)
    addresses = _gather(files["addresses"], 6, column=4) if "addresses" in files else {}
    comments = _gather(files["comments"], 2, column=1) if "comments" in files else {}
    for line, row in rows(files["primary"], columns=12):
        number = row[0].strip()
        if not number.isdecimal() or not _text(row[1]):
            raise ListRefused(files["primary"], "no entry number and name where OFAC has them", line)
        remarks = _whole(row[11]) + "".join(comments.get(number, ()))
        entry = draft(publication, number, individual=_text(row[2]) == "individual")
        _add_names(entry, [_text(row[1]), *aliases.get(number, ())])
        _add_remarks(entry, [part.strip() for part in remarks.rstrip(". ").split(";")])
        entry.residences += addresses.get(number, ())
        entry.programmes += re.split(r"[\[\];]", _text(row[3]))
        yield entry.entity()


def _check_ends(files: Sequence[Path]) -> None:
    """Refuse a file without OFAC's final Ctrl-Z if another has it: it was truncated at the end of a line."""
    ended = {path: _last_byte(path) == _CTRL_Z for path in files}
    for path, whole in ended.items():
        if not whole and any(ended.values()):
            raise ListRefused(path, "the mark at the end is missing that its companions have: the download was cut off")


def _last_byte(path: Path) -> bytes:
    with path.open("rb") as file:
        file.seek(-1, 2)
        return file.read(1)


def _gather(path: Path, columns: int, column: int) -> dict[str, list[str]]:
    """One column of a secondary file by entry number."""
    found: dict[str, list[str]] = defaultdict(list)
    for line, row in rows(path, columns):
        if not row[0].strip().isdecimal():
            raise ListRefused(path, "no entry number where OFAC has one", line)
        found[row[0].strip()].append(_whole(row[column]))
    return found


def _add_names(entry: Draft, names: Sequence[str], *, weak: bool = False) -> None:
    for name in names:
        entry.add_name(_given_first(name.strip()) if entry.schema == "person" else name, weak=weak)


def _add_remarks(entry: Draft, parts: Sequence[str]) -> None:
    _add_names(entry, _all(_WEAK, parts), weak=True)
    entry.add_births(_all(_BORN, parts))
    entry.nations += _all(_NATIONAL, parts) + _all(_CITIZEN, parts)
    for part in parts:
        if found := _DOCUMENT.match(part[:_LONGEST_REMARK]):
            entry.add_document(found[1], found[2] or "")


def _text(value: str) -> str:
    return _whole(value).strip()


def _whole(value: str) -> str:
    """A value with its surrounding blanks: remarks may be cut at one."""
    return "" if value.strip() == _NOTHING else value


def _all(pattern: re.Pattern[str], parts: Sequence[str]) -> list[str]:
    return [found[1] for part in parts if (found := pattern.fullmatch(part))]


def _given_first(name: str) -> str:
    """ "SURNAME, Given" in spoken order; a name with other commas is unchanged."""
    surname, _, given = name.partition(", ")
    return f"{given} {surname}" if given and "," not in given else name

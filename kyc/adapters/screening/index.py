"""Reads an index file: the words that sound like a query's, and the listed names that hold them."""

from __future__ import annotations

import sqlite3
from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kyc.adapters.screening.builder import sound_keys
from kyc.adapters.screening.entity import Entity
from kyc.adapters.screening.likeness import ALIKE, word_likeness
from kyc.domain.evidence import ListVersion

_Row = tuple[Any, ...]

_MMAP_BYTES = 4 << 30
# A machine-readable zone cuts a long name off: the last word may be only a beginning.
_CUT_LENGTH, _CUT_LIMIT = 5, 200
_SQL_LIMIT = 500
# What is said but not listed weighs more than what is listed but not said: people leave names out.
UNMATCHED_QUERY, UNMATCHED_LISTED = 0.7, 0.3
# Names that promise less are not aligned.
_PROMISING = 0.3


@dataclass(frozen=True, slots=True)
class QueryWord:
    """One word of a query: how much it tells, and the words of the list that are like it (1 = the same)."""

    text: str
    weight: float
    alike: dict[str, float]


@dataclass(frozen=True, slots=True)
class ListedName:
    """One name of an entity, with the weight of each of its words."""

    entity: int
    weak: bool
    words: tuple[str, ...]
    weights: tuple[float, ...]


class Index:
    """One version, opened read-only and memory-mapped; safe to share between threads."""

    def __init__(self, path: Path) -> None:
        self._db = sqlite3.connect(f"file:{path}?mode=ro&immutable=1", uri=True, check_same_thread=False)
        self._db.execute(f"pragma mmap_size={_MMAP_BYTES}")
        (blob,) = self._db.execute("select weights from total").fetchone()
        self._totals: NDArray[np.float32] = np.frombuffer(blob, np.float32)
        self._lists = {
            row[0]: ListVersion(row[1], row[2], row[3], row[4], bool(row[5]))
            for row in self._rows("select * from list")
        }

    @property
    def lists(self) -> tuple[ListVersion, ...]:
        return tuple(self._lists.values())

    def entities(self, list_name: str) -> Iterable[Entity]:
        """Every stored entity of a list, as it was loaded."""
        statement = "select body from entity join list on list.id = entity.list where list.name = ?"
        return (Entity.from_json(body) for (body,) in self._db.execute(statement, (list_name,)))

    def entity(self, number: int) -> tuple[ListVersion, Entity]:
        place, body = self._db.execute("select list, body from entity where id = ?", (number,)).fetchone()
        return self._lists[place], Entity.from_json(body)

    def with_document(self, number: str) -> set[int]:
        """Entities that hold this document number, as `number_key` writes it."""
        return {row[0] for row in self._rows("select entity from document where number = ?", (number,))}

    def query(self, words: Sequence[str], *, unvocalised: bool) -> list[QueryWord]:
        """What the list knows of each word of a name; `unvocalised` when its script leaves vowels out."""
        near = [self._sounding(word) for word in words[:-1]]
        near.append(self._sounding(words[-1]) | self._beginning(words[-1]))
        return [_query_word(word, others, unvocalised) for word, others in zip(words, near, strict=True)]

    def names(self, query: Sequence[QueryWord], limit: int) -> list[ListedName]:
        """The listed names that share the most telling words with the query."""
        shared = np.zeros(len(self._totals), np.float32)
        for word in query:
            shared += self._shares(word)
        found = np.flatnonzero(shared)
        agree, listed = shared[found], self._totals[found]
        said = sum(word.weight for word in query)
        # The likeness as alignment.py works it out, but for words that would be paired twice.
        promise = agree / (agree + UNMATCHED_QUERY * (said - agree) + UNMATCHED_LISTED * np.maximum(0, listed - agree))
        best = np.argsort(-promise)[:limit]
        return self._listed([int(number) for number in found[best[promise[best] >= _PROMISING]]])

    def names_of(self, entities: Iterable[int]) -> list[ListedName]:
        """All the names of some entities."""
        return [self._name(row) for row in self._in("select * from name where entity in", list(entities))]

    def _listed(self, numbers: Sequence[int]) -> list[ListedName]:
        return [self._name(row) for row in self._in("select * from name where id in", numbers)]

    @staticmethod
    def _name(row: _Row) -> ListedName:
        weights = array("f")
        weights.frombytes(row[4])
        return ListedName(row[1], bool(row[2]), tuple(row[3].split()), tuple(weights))

    def _sounding(self, word: str) -> dict[str, float]:
        """Listed words under any of the sound keys of a word, with their weights."""
        return dict(self._in("select text, weight from sound where key in", list(dict.fromkeys(sound_keys(word)))))

    def _beginning(self, word: str) -> dict[str, float]:
        """Listed words that begin with a word that may have been cut off."""
        if len(word) < _CUT_LENGTH:
            return {}
        statement = "select text, weight from word where text >= ? and text < ? limit ?"
        return dict(self._rows(statement, (word, f"{word}\x7f", _CUT_LIMIT)))

    def _shares(self, word: QueryWord) -> NDArray[np.float32]:
        """For every name, how much of this query word stands in it."""
        share = np.zeros(len(self._totals), np.float32)
        rows: dict[str, bytes] = dict(self._in("select text, names from word where text in", list(word.alike)))
        for text in sorted(rows, key=word.alike.__getitem__):
            share[np.frombuffer(rows[text], np.uint32)] = word.alike[text] * word.weight
        return share

    def _rows(self, statement: str, values: Sequence[object] = ()) -> list[_Row]:
        return self._db.execute(statement, values).fetchall()

    def _in(self, statement: str, values: Sequence[object]) -> list[_Row]:
        """Rows of a statement that ends in "in", for any number of values."""
        found: list[_Row] = []
        for start in range(0, len(values), _SQL_LIMIT):
            part = values[start : start + _SQL_LIMIT]
            found += self._rows(f"{statement} ({','.join('?' * len(part))})", part)
        return found


def _query_word(word: str, near: dict[str, float], unvocalised: bool) -> QueryWord:
    alike = word_likeness(word, list(near), unvocalised=unvocalised)
    kept = {text: value for text, value in zip(near, alike, strict=True) if value >= ALIKE}
    best = max(kept, key=kept.__getitem__, default=None)
    # A word that the list does not know at all tells as much as its rarest one.
    return QueryWord(word, near[best] if best else 1.0, kept)

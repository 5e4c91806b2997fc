"""Reads an index file: the words that sound like a query's, and the listed names that contain them."""

from __future__ import annotations

import sqlite3
from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

from kyc.adapters.screening.arabic import readings
from kyc.adapters.screening.builder import sound_keys
from kyc.adapters.screening.entity import Entity
from kyc.adapters.screening.likeness import bare_bones
from kyc.adapters.screening.promise import Floats, born_apart, hopeful, least_share, promised
from kyc.adapters.screening.query import Query, QueryWord, adjacent, joined_word, query_word
from kyc.domain.evidence import ListVersion

_Row = tuple[Any, ...]

_MMAP_BYTES = 4 << 30
# A machine-readable zone truncates a long name, so the last word may be incomplete.
_CUT_LENGTH, _CUT_LIMIT = 5, 200
_SQL_LIMIT = 500
# With fewer consonants than this, too many other pairs of words match.
_LONG_BONES = 4


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
        weights, owners, years = self._db.execute("select weights, entities, years from total").fetchone()
        self._totals: Floats = np.frombuffer(weights, np.float32)
        self._owners = np.frombuffer(owners, np.uint32)
        self._years = np.frombuffer(years, np.uint16).reshape(-1, 2)
        self._lists = {
            row[0]: ListVersion(row[1], row[2], row[3], row[4], bool(row[5]))
            for row in self._rows("select * from list")
        }

    @property
    def lists(self) -> tuple[ListVersion, ...]:
        return tuple(self._lists.values())

    @property
    def size(self) -> int:
        """The number of names in it."""
        return len(self._totals) - 1

    def entities(self, list_name: str) -> Iterable[Entity]:
        """Every stored entity of a list, as it was loaded."""
        statement = "select body from entity join list on list.id = entity.list where list.name = ?"
        return (Entity.from_json(body) for (body,) in self._db.execute(statement, (list_name,)))

    def entity(self, number: int) -> tuple[ListVersion, Entity]:
        place, body = self._db.execute("select list, body from entity where id = ?", (number,)).fetchone()
        return self._lists[place], Entity.from_json(body)

    def weights(self, words: Iterable[str]) -> dict[str, float]:
        """How distinctive each of these words is, for those that the list knows."""
        return dict(self._in("select text, weight from word where text in", list(words)))

    def with_document(self, number: str) -> set[int]:
        """Entities with this document number, in the form of `number_key`."""
        return {row[0] for row in self._rows("select entity from document where number = ?", (number,))}

    def query(self, words: Sequence[str], *, unvocalised: bool) -> Query:
        """What the list knows about each word of a name; `unvocalised` if its script omits vowels."""
        near = {word: self._sounding(word, unvocalised) for word in dict.fromkeys(words)}
        near[words[-1]] |= self._beginning(words[-1])
        found = [
            query_word(place, word, near[word], self.size, unvocalised=unvocalised) for place, word in enumerate(words)
        ]
        return Query(tuple(found), tuple(self._joined(found, unvocalised)), unvocalised)

    def names(self, query: Query, limit: int, born: int | None = None) -> list[ListedName]:
        """The listed names that share the most distinctive words with the query, of people not born in other years."""
        shared = np.zeros(len(self._totals), np.float32)
        for word in (*query.words, *query.joined):
            self._add_shares(word, shared)
        said = sum(word.weight for word in query.words)
        found = np.flatnonzero(shared > least_share(born) * said)
        promise = promised(np.minimum(shared[found], said), said, self._totals[found])
        chosen = hopeful(promise, born_apart(born, self._years[self._owners[found]]), limit)
        return self._listed(found[chosen].tolist())

    def names_of(self, entities: Iterable[int]) -> list[ListedName]:
        """All names of some entities."""
        return [self._name(row) for row in self._in("select * from name where entity in", list(entities))]

    def _listed(self, numbers: Sequence[int]) -> list[ListedName]:
        return [self._name(row) for row in self._in("select * from name where id in", numbers)]

    @staticmethod
    def _name(row: _Row) -> ListedName:
        weights = array("f")
        weights.frombytes(row[4])
        return ListedName(row[1], bool(row[2]), tuple(row[3].split()), tuple(weights))

    def _sounding(self, word: str, unvocalised: bool) -> dict[str, float]:
        """Listed words under any of the sound keys of a word, with their weights."""
        spelled = readings(word) if unvocalised else (word,)
        keys = dict.fromkeys(key for one in spelled for key in sound_keys(one))
        return dict(self._in("select text, weight from sound where key in", list(keys)))

    def _beginning(self, word: str) -> dict[str, float]:
        """Listed words that begin with a word that may have been truncated."""
        if len(word) < _CUT_LENGTH:
            return {}
        statement = "select text, weight from word where text >= ? and text < ? limit ?"
        return dict(self._rows(statement, (word, f"{word}\x7f", _CUT_LIMIT)))

    def _joined(self, words: Sequence[QueryWord], unvocalised: bool) -> Iterable[QueryWord]:
        """Neighbouring words that the list writes as one word; without vowels, one that sounds the same."""
        pairs = adjacent([word.text for word in words])
        known = self.weights(text for _, text in pairs)
        for (first, second), (_, text) in zip(pairwise(words), pairs, strict=True):
            near = {text: known[text]} if text in known else {}
            if unvocalised and len(bare_bones(text)) >= _LONG_BONES:
                sounding = self._sounding(text, unvocalised).items()
                near |= {one: weight for one, weight in sounding if bare_bones(one) == bare_bones(text)}
            if near:
                yield joined_word(first, second, near)

    def _add_shares(self, word: QueryWord, shared: Floats) -> None:
        """Add to every name its share of this query word, by the most similar word that the name contains."""
        rows: dict[str, bytes] = dict(self._in("select text, names from word where text in", list(word.alike)))
        if not rows:
            return
        texts = sorted(rows, key=word.alike.__getitem__)
        names = [np.frombuffer(rows[text], np.uint32) for text in texts]
        shares = np.array([word.alike[text] * word.weight for text in texts], np.float32)
        places = np.concatenate(names)
        # A name that contains two of the words is written twice, and the last and best share remains.
        shared[places] = shared[places] + np.repeat(shares, [len(one) for one in names])

    def _rows(self, statement: str, values: Sequence[object] = ()) -> list[_Row]:
        return self._db.execute(statement, values).fetchall()

    def _in(self, statement: str, values: Sequence[object]) -> list[_Row]:
        """The rows of a statement that ends in "in", for any number of values."""
        found: list[_Row] = []
        for start in range(0, len(values), _SQL_LIMIT):
            part = values[start : start + _SQL_LIMIT]
            found += self._rows(f"{statement} ({','.join('?' * len(part))})", part)
        return found

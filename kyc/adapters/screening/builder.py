"""Builds an index file: entities, their normalised names, the words in them, and the sound keys of each word."""

from __future__ import annotations

import sqlite3
from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

from kyc.adapters.screening.dates import birth_years
from kyc.adapters.screening.entity import Entity
from kyc.adapters.screening.normalise import PARTICLES, tokens
from kyc.adapters.screening.rarity import LIGHT, rarity
from kyc.adapters.screening.skeleton import neighbours, skeleton
from kyc.domain.applicant import number_key
from kyc.domain.evidence import ListVersion

_SCHEMA = """
create table list (id integer primary key, name text, date text, entities integer, version text, sample integer);
create table entity (id integer primary key, list integer, body text);
create table name (id integer primary key, entity integer, weak integer, words text, weights blob);
create table word (id integer primary key, text text unique, weight real, names blob);
create table sound (key text, text text, weight real, primary key (key, text)) without rowid;
create table document (number text, entity integer, primary key (number, entity)) without rowid;
create table total (id integer primary key, weights blob, entities blob, years blob);
"""
_LEAST, _MOST = 0.3, 1.0


class Builder:
    """Writes one index file: `add` each list, then `finish`, and `close` in any case."""

    def __init__(self, path: Path) -> None:
        self._db = sqlite3.connect(path, isolation_level=None)
        # A draft lost in a crash is simply built again: no journal, no waiting for the disk.
        self._db.executescript("pragma journal_mode=off; pragma synchronous=off; begin;")
        for statement in _SCHEMA.split(";"):
            self._db.execute(statement)
        # The names in which each word occurs.
        self._words: dict[str, array[int]] = defaultdict(lambda: array("I"))
        # The entity of every name, and the years between which every entity was born, 0 where unknown.
        self._owners, self._years = array("I", [0]), array("H", [0, 0])
        self._lists = self._entities = self._names = 0

    def add(self, version: ListVersion, entities: Iterable[Entity]) -> None:
        """Store a list and those of its entities that may be persons."""
        self._lists += 1
        row = (self._lists, version.name, version.date, version.entities, version.version, version.sample)
        self._db.execute("insert into list values (?, ?, ?, ?, ?, ?)", row)
        for entity in entities:
            self._add_entity(entity)

    def set_count(self, entities: int) -> None:
        """Set the number of entries of the list added last, organisations included."""
        self._db.execute("update list set entities = ? where id = ?", (entities, self._lists))

    def finish(self) -> None:
        """Write the words, which completes the file."""
        self._write_words()
        self._db.execute("commit")
        self._db.execute("analyze")

    def close(self) -> None:
        self._db.close()

    def _add_entity(self, entity: Entity) -> None:
        self._entities += 1
        self._db.execute("insert into entity values (?, ?, ?)", (self._entities, self._lists, entity.to_json()))
        numbers = {(number_key(one.number), self._entities) for one in entity.documents}
        self._db.executemany("insert into document values (?, ?)", numbers)
        self._years.extend(birth_years(entity.birth_dates))
        for words, weak in _distinct_names(entity):
            self._names += 1
            self._owners.append(self._entities)
            text = " ".join(words)
            row = (self._names, self._entities, weak, text)
            self._db.execute("insert into name (id, entity, weak, words) values (?, ?, ?, ?)", row)
            for word in set(words):
                self._words[word].append(self._names)

    def _write_words(self) -> None:
        weights = {word: _weight(word, len(names), self._names) for word, names in self._words.items()}
        for word, names in sorted(self._words.items()):
            row = (word, weights[word], names.tobytes())
            self._db.execute("insert into word (text, weight, names) values (?, ?, ?)", row)
            rows = ((key, word, weights[word]) for key in sound_keys(word))
            self._db.executemany("insert or ignore into sound values (?, ?, ?)", rows)
        self._write_weights(weights)

    def _write_weights(self, weights: dict[str, float]) -> None:
        totals = array("f", [0.0])
        rows = self._db.execute("select id, words from name order by id").fetchall()
        for number, text in rows:
            each = array("f", (weights[word] for word in text.split()))
            totals.append(sum(each))
            self._db.execute("update name set weights = ? where id = ?", (each.tobytes(), number))
        row = (totals.tobytes(), self._owners.tobytes(), self._years.tobytes())
        self._db.execute("insert into total values (1, ?, ?, ?)", row)


def sound_keys(word: str) -> Iterator[str]:
    """The keys under which a word is found by its sound: its skeleton, and similar ones marked "~"."""
    bones = skeleton(word) or word
    yield bones
    yield f"~{bones}"
    yield from (f"~{near}" for near in neighbours(bones))


def _distinct_names(entity: Entity) -> Iterator[tuple[tuple[str, ...], bool]]:
    """The names of an entity as words, each once, and whether each is weak."""
    found: dict[tuple[str, ...], bool] = {}
    for name in (entity.name, *entity.aliases):
        found.setdefault(tokens(name), False)
    for name in entity.weak_aliases:
        found.setdefault(tokens(name), True)
    for words, weak in found.items():
        if words and not any(_abbreviates(words, other) for other in found):
            yield words, weak


def _abbreviates(words: tuple[str, ...], full: tuple[str, ...]) -> bool:
    """Whether a name only abbreviates another by initials; the full one is found by initials too.

    If it were kept, its initial would agree with every other name that begins with it.
    """
    initials = [word for word in words if len(word) == 1]
    left = list(full)
    if not initials or len(initials) == len(words) or words == full:
        return False
    for word in sorted(words, key=len, reverse=True):
        match = next((one for one in left if one == word or (len(word) == 1 < len(one) and one[0] == word)), None)
        if match is None:
            return False
        left.remove(match)
    return True


def _weight(word: str, holders: int, names: int) -> float:
    """How distinctive a word is: 1 if it occurs in one name, less the more names share it."""
    if word in PARTICLES or len(word) == 1:
        return LIGHT
    return min(_MOST, max(_LEAST, rarity(holders, names)))

"""One entry of a watchlist, whatever the format of its file."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from typing import Any, Literal

Schema = Literal["person", "organisation", "unknown"]


@dataclass(frozen=True, slots=True)
class BirthDate:
    """A birth date as far as known: "1970", "1970-05" or "1970-05-05"; `approximate` for "circa"."""

    value: str
    approximate: bool = False

    @property
    def precision(self) -> str:
        return {4: "year", 7: "month"}.get(len(self.value), "day")

    @property
    def year(self) -> int:
        return int(self.value[:4])

    def __str__(self) -> str:
        return f"circa {self.value}" if self.approximate else self.value


@dataclass(frozen=True, slots=True)
class DocumentNumber:
    """The number of a passport or identity document, and the issuing state (alpha-3) if the list names it."""

    number: str
    country: str | None = None


@dataclass(frozen=True, slots=True)
class Entity:
    """One listed person or organisation.

    `aliases` are names as good as the first; `weak_aliases` are those that the list itself calls weak or of low
    quality (nicknames, noms de guerre). `countries` are alpha-3. The schema `unknown` means that the list does not say
    whether it is a person.
    """

    id: str
    schema: Schema
    name: str
    aliases: tuple[str, ...] = ()
    weak_aliases: tuple[str, ...] = ()
    birth_dates: tuple[BirthDate, ...] = ()
    countries: tuple[str, ...] = ()
    programmes: tuple[str, ...] = ()
    documents: tuple[DocumentNumber, ...] = ()
    source_url: str | None = None

    @property
    def may_be_person(self) -> bool:
        return self.schema != "organisation"

    @property
    def fingerprint(self) -> str:
        """A digest of everything the list says about the entity, by which a reviewer's verdict on it is remembered."""
        return hashlib.sha256(self.to_json().encode()).hexdigest()[:32]

    def to_json(self) -> str:
        filled = {key: value for key, value in asdict(self).items() if value}
        return json.dumps(filled, ensure_ascii=False, separators=(",", ":"))

    @classmethod
    def from_json(cls, text: str) -> Entity:
        raw: dict[str, Any] = json.loads(text)
        dates = tuple(BirthDate(**one) for one in raw.pop("birth_dates", ()))
        documents = tuple(DocumentNumber(**one) for one in raw.pop("documents", ()))
        plain: dict[str, Any] = {key: tuple(value) if isinstance(value, list) else value for key, value in raw.items()}
        return cls(**plain, birth_dates=dates, documents=documents)


def unique(values: list[str]) -> tuple[str, ...]:
    """The non-empty values, each once, in their order."""
    return tuple(dict.fromkeys(text for value in values if (text := value.strip())))

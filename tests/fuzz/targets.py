"""The entry points by name: the input, the seeds, and the limits of a whole run."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module


@dataclass(frozen=True, slots=True)
class Target:
    """`module` has both functions; it is imported by name, so that a fuzzer can instrument what it imports."""

    module: str
    check: str
    seeds: str
    longest: int
    runs: int
    """Executions in `make test`; 0: as many by chance, where importing costs more than the runs."""

    def entry(self) -> Callable[[bytes], None]:
        """Raises for anything wrong with how the bytes were handled."""
        found: Callable[[bytes], None] = getattr(import_module(f"tests.fuzz.{self.module}"), self.check)
        return found

    def start(self) -> list[bytes]:
        """The seeds, drawn by code."""
        made: Callable[[], list[bytes]] = getattr(import_module(f"tests.fuzz.{self.module}"), self.seeds)
        return made()


TARGETS: Mapping[str, Target] = {
    "picture": Target("pictures", "picture", "drawn", 4096, 1000),
    "apart": Target("pictures", "anything", "others", 200_000, 0),
    "zone": Target("reading", "zone", "zones", 400, 400),
    "barcode": Target("reading", "barcode", "barcodes", 1000, 5000),
    "name": Target("reading", "name", "spellings", 800, 1500),
    "watchlist": Target("lists", "watchlist", "lists", 8192, 1500),
    "key": Target("doors", "key", "presented", 600, 0),
    "body": Target("doors", "body", "bodies", 2048, 0),
    "address": Target("doors", "address", "addresses", 400, 0),
    "seal": Target("doors", "seal", "sealed", 400, 0),
}

"""What every application compiles anew though it never changes: shared by all tests of a process."""

from __future__ import annotations

import os
from functools import partial
from typing import Any

from argon2 import PasswordHasher
from jinja2.bccache import Bucket, BytecodeCache
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Engine
from sqlalchemy.util import LRUCache
from werkzeug.routing import Rule

from kyc.services.accounts import staff_accounts


def addresses() -> None:
    """Share compiled URL rules: compiling all hundred and sixty is most of making an application."""
    compiled, known = Rule.compile, dict[tuple[Any, ...], Rule]()

    def from_memory(self: Rule) -> None:
        assert self.map is not None
        kinds = tuple(self.map.converters.values())
        key = (self.rule, self.subdomain, self.host, self.map.host_matching, self.merge_slashes, kinds)
        first = known.setdefault((*key, str(self.defaults)), self)
        if first is self:
            compiled(self)
            return
        self._parts, self._trace, self._converters = first._parts, first._trace, first._converters
        self.arguments = set(first.arguments)
        self._build = first._build.__func__.__get__(self)  # type: ignore[attr-defined]
        self._build_unknown = first._build_unknown.__func__.__get__(self)  # type: ignore[attr-defined]

    Rule.compile = from_memory  # type: ignore[method-assign]


class Templates(BytecodeCache):
    """Templates compiled once for all tests of a process; each application would compile, or read, them anew."""

    def __init__(self) -> None:
        self.known: dict[tuple[str, str], Any] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self.known.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        self.known[bucket.key, bucket.checksum] = bucket.code


def passwords() -> None:
    """Cheap password digests: at full cost one takes a tenth of a second, and accounts in tests need no protection."""
    staff_accounts.PasswordHasher = partial(PasswordHasher, time_cost=1, memory_cost=64, parallelism=1)  # type: ignore[misc, assignment]


def writes() -> None:
    """Do not flush images, for nothing in a test has to survive a power cut; processes of their own do flush."""
    os.fsync = lambda descriptor: None


def statements() -> None:
    """Share compiled statements: compiling took two fifths of a test, for each engine's dialect caches its own."""
    known: Any = LRUCache(5000)
    Engine._compiled_cache = property(lambda engine: known, lambda engine, own: None)  # type: ignore[assignment]
    for kind in (sqlite.dialect, postgresql.psycopg.dialect):
        kind.__eq__ = lambda self, other: type(self) is type(other)
        kind.__hash__ = lambda self: hash(type(self))

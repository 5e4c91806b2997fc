"""A running PocketBase, copied row by row into a database of the same shape; its files are fetched one by one.

Filtering its history by many records would read all of it for each page of records: a hundred thousand records took
half an hour. Read by id, both collections come in the order of the primary key.
"""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import quote

import requests

from kyc.adapters.pocketbase.client import Client
from kyc.adapters.pocketbase.names import Names, Row, quoted
from kyc.domain.errors import NotFound, Refused
from kyc.domain.moving import MovingStopped

PAGE = 1000
"""The most records that PocketBase returns at once."""
_TOKEN_S = 60.0


class Server:
    """The collections to copy, and their files."""

    def __init__(self, client: Client, names: Names) -> None:
        self._client, self._names = client, names
        self._token, self._token_until = "", 0.0

    def copy_to(self, database: sqlite3.Connection) -> None:
        """Copy both collections as they are now, into tables like PocketBase's own.

        The history is copied last: an entry too many is better than one too few.
        """
        with database:
            database.execute("create table _collections (id text, name text, fields text)")
            for name in (self._names.profiles, self._names.history):
                found = self._json(f"/api/collections/{quote(name)}")
                database.execute(
                    "insert into _collections values (?, ?, ?)", (found["id"], name, json.dumps(found["fields"]))
                )
                columns = [str(one["name"]) for one in found["fields"]]
                database.execute(f"create table {quoted(name)} ({', '.join(map(quoted, columns))})")
                into = f"insert into {quoted(name)} values ({', '.join('?' * len(columns))})"  # noqa: S608  (quoted)
                for rows in self._pages(name):
                    database.executemany(into, ([_plain(row.get(column)) for column in columns] for row in rows))

    def fetch(self, place: str, limit: int) -> bytes:
        """A file by its path in the storage; raises `NotFound`, and `Refused` above `limit` bytes."""
        path = f"/api/files/{quote(place)}"
        with self._client.ask("GET", path, params={"token": self._file_token()}, stream=True) as answer:
            if answer.status_code != 200:
                raise NotFound
            return _body(answer, limit)

    def _pages(self, collection: str) -> Iterator[Sequence[Row]]:
        """The pages of a collection, each after the last id seen, which is stable while records are added."""
        path, last = f"/api/collections/{quote(collection)}/records", ""
        query = {"perPage": str(PAGE), "skipTotal": "1", "sort": "id"}
        while rows := self._json(path, {**query, "filter": f"id>'{last}'"} if last else query)["items"]:
            yield rows
            last = str(rows[-1]["id"])

    def _json(self, path: str, query: Mapping[str, str] | None = None) -> dict[str, Any]:
        answer = self._client.ask("GET", path, params=query)
        if answer.status_code != 200:
            raise MovingStopped(f"PocketBase answers {answer.status_code} for {path}; --profiles or --history names it")
        found: dict[str, Any] = answer.json()
        return found

    def _file_token(self) -> str:
        """A token that opens protected files for a few minutes."""
        if time.monotonic() > self._token_until:
            self._token = str(self._client.ask("POST", "/api/files/token").json().get("token", ""))
            self._token_until = time.monotonic() + _TOKEN_S
        return self._token


def _plain(value: object) -> object:
    """The value as in PocketBase's own database: lists and objects as JSON."""
    return json.dumps(value) if isinstance(value, (list, dict)) else value


def _body(answer: requests.Response, limit: int) -> bytes:
    found = b""
    try:
        for piece in answer.iter_content(1 << 16):
            found += piece
            if len(found) > limit:
                raise Refused("file_too_large")
    except requests.RequestException:
        raise MovingStopped("the connection to PocketBase broke off; run the same command again to go on") from None
    return found

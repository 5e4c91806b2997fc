"""The question for known vulnerabilities: a found one fails, a database that is away costs a line and no more."""

from __future__ import annotations

import importlib.util
import json
import re
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any, ClassVar

import pytest

ROOT = Path(__file__).resolve().parents[2]
SPEC = importlib.util.spec_from_file_location("vulnerable", ROOT / "scripts" / "vulnerable.py")
assert SPEC
assert SPEC.loader
vulnerable: Any = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(vulnerable)


class Database(BaseHTTPRequestHandler):
    """Answers as OSV does; `known` are the ids by a package's name, `answer` another answer altogether."""

    known: ClassVar[dict[str, list[str]]] = {}
    answer: ClassVar[tuple[int, bytes] | None] = None

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))["queries"]
        assert all(one["package"]["ecosystem"] == "PyPI" for one in asked)
        ids = [self.known.get(one["package"]["name"], []) for one in asked]
        results = [
            {"vulns": [{"id": one, "modified": "2026-01-01T00:00:00Z"} for one in each]} if each else {} for each in ids
        ]
        status, body = self.answer or (200, json.dumps({"results": results}).encode())
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_words: object) -> None:
        return


@pytest.fixture
def database(monkeypatch: pytest.MonkeyPatch) -> Iterator[type[Database]]:
    monkeypatch.setattr(Database, "known", {})
    monkeypatch.setattr(Database, "answer", None)
    server = HTTPServer(("127.0.0.1", 0), Database)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    monkeypatch.setattr(vulnerable.ask, "__defaults__", (f"http://127.0.0.1:{server.server_port}",))
    yield Database
    server.shutdown()
    server.server_close()


def test_every_locked_package_is_asked_for_by_its_version() -> None:
    found = vulnerable.pins()
    assert len(found) > 60
    assert {name for name, _ in found} >= {"flask", "pillow", "cryptography", "pytest"}
    assert all(re.fullmatch(r"[0-9][A-Za-z0-9.+!]*", version) for _, version in found)


def test_nothing_known_is_well(database: type[Database], capsys: pytest.CaptureFixture[str]) -> None:
    assert vulnerable.main() == 0
    assert capsys.readouterr().out.endswith(" 0 with any.\n")


def test_a_known_vulnerability_fails_and_is_named(database: type[Database], capsys: pytest.CaptureFixture[str]) -> None:
    database.known = {"pillow": ["GHSA-1", "PYSEC-2"]}
    assert vulnerable.main() == 1
    assert re.search(r"^pillow [0-9.]+: GHSA-1, PYSEC-2$", capsys.readouterr().out, re.M)


def test_one_that_was_judged_does_not(
    database: type[Database], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    database.known = {"pillow": ["GHSA-1"]}
    (tmp_path / "accepted.txt").write_text("# id, why\nGHSA-1 only in a format that is never opened\n")
    monkeypatch.setattr(vulnerable.accepted, "__defaults__", (tmp_path / "accepted.txt",))
    assert vulnerable.main() == 0


@pytest.mark.parametrize("answer", [(500, b""), (200, b"<html>"), (200, b"{}"), (200, b'{"results": []}'), (302, b"")])
def test_a_database_that_answers_nothing_usable_is_left_out(
    database: type[Database], capsys: pytest.CaptureFixture[str], answer: tuple[int, bytes]
) -> None:
    database.answer = answer
    assert vulnerable.main() == 0
    assert "left out" in capsys.readouterr().out


def test_so_is_one_that_is_away(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(vulnerable.ask, "__defaults__", ("http://127.0.0.1:9",))
    assert vulnerable.main() == 0
    assert "left out" in capsys.readouterr().out


@pytest.mark.parametrize("file", vulnerable.LOCKED)
def test_every_package_is_installed_by_its_digest_alone(file: str) -> None:
    text = (ROOT / "requirements" / file).read_text()
    pinned = [block for block in re.split(r"\n(?=[A-Za-z0-9])", text.strip()) if "==" in block]
    assert pinned
    assert [block.split("==")[0] for block in pinned if "--hash=sha256:" not in block] == []

"""Files of one JSON object a line."""

from __future__ import annotations

from pathlib import Path

import pytest

from kyc.adapters.screening.lists import jsonlines
from kyc.adapters.screening.lists.jsonlines import first_keys, objects
from kyc.adapters.screening.lists.source import ListRefused


def write(folder: Path, content: bytes) -> Path:
    path = folder / "list.json"
    path.write_bytes(content)
    return path


def test_every_line_is_an_object_with_its_number(tmp_path: Path) -> None:
    assert list(objects(write(tmp_path, b'\xef\xbb\xbf{"a": 1}\n{"b": "\xc3\xa4"}'))) == [
        (1, {"a": 1}),
        (2, {"b": "ä"}),
    ]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b"[1]", "line 2: not a record"),
        (b"7", "line 2: not a record"),
        (b'{"a"', "line 2: not a JSON record"),
        (b"[" * 100_000, "line 2: not a JSON record"),
        (b'{"a": "\xe4"}', "line 2: not UTF-8"),
    ],
)
def test_another_line_is_refused_with_its_number(tmp_path: Path, line: bytes, reason: str) -> None:
    with pytest.raises(ListRefused, match=reason):
        list(objects(write(tmp_path, b'{"a": 1}\n' + line + b"\n")))


def test_a_record_beyond_the_limit_is_refused_unread(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jsonlines, "MAX_LINE", 100)
    with pytest.raises(ListRefused, match="line 2: a record is longer than"):
        list(objects(write(tmp_path, b'{"a": 1}\n{"a": "' + b"x" * 200 + b'"}\n')))


@pytest.mark.parametrize(
    ("content", "keys"), [(b'{"a": 1, "b": 2}\nrest', {"a", "b"}), (b"{\n}", set()), (b"[1]", set()), (b"\xff", set())]
)
def test_the_first_line_tells_the_format(tmp_path: Path, content: bytes, keys: set[str]) -> None:
    assert first_keys(write(tmp_path, content)) == keys

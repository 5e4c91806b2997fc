"""XML as a stream: entries with their lines, and what no list ever has."""

from __future__ import annotations

import tracemalloc
from pathlib import Path

import pytest

from kyc.adapters.screening.lists import stream
from kyc.adapters.screening.lists.source import ListRefused
from tests.unit.adapters.screening.lists.published import write_text

BOMB = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>\n<list><one>&b;</one></list>'


def write(folder: Path, text: str) -> Path:
    return write_text(folder / "list.xml", text)


def read(path: Path, *wanted: str) -> list[tuple[int, str]]:
    return [(line, stream.text(element, "name")) for line, element in stream.entries(path, *wanted)]


def test_entries_come_with_the_line_they_start_on(tmp_path: Path) -> None:
    path = write(tmp_path, "<list>\n<one><name> Anna </name></one>\n\n<two>\n<name>Petra</name></two><three/></list>")
    assert read(path, "one", "two") == [(2, "Anna"), (4, "Petra")]


def test_an_entry_inside_an_entry_belongs_to_it(tmp_path: Path) -> None:
    path = write(tmp_path, "<list><one><one><name>Inner</name></one><name>Outer</name></one></list>")
    assert read(path, "one") == [(1, "Outer")]


def test_the_root_is_known_without_reading_on(tmp_path: Path) -> None:
    path = write(tmp_path, '<list date="2026-11-05">\n' + "<one/>" * 50_000 + "<broken")
    assert stream.root(path) == ("list", {"date": "2026-11-05"})


def test_characters_and_attributes_are_decoded(tmp_path: Path) -> None:
    path = write(
        tmp_path, '<list><one id="a&amp;b"><name>Anna &#x41; &lt;Ä&gt; <![CDATA[<!DOCTYPE>]]></name></one></list>'
    )
    ((_, element),) = stream.entries(path, "one")
    assert (element.get("id"), stream.text(element, "name")) == ("a&b", "Anna A <Ä> <!DOCTYPE>")


@pytest.mark.parametrize("prologue", [BOMB, '<!DOCTYPE list SYSTEM "file:///etc/passwd">\n<list/>'])
def test_a_dtd_is_the_end_of_it(tmp_path: Path, prologue: str) -> None:
    path = write(tmp_path, f'<?xml version="1.0"?>\n{prologue}')
    with pytest.raises(ListRefused, match=r"list\.xml, line 2: the XML declares a DTD or entities"):
        read(path, "one")
    with pytest.raises(ListRefused, match="declares a DTD"):
        stream.root(path)


@pytest.mark.parametrize("encoding", ["UTF-16", "cp037", "utf-7", "iso-8859-1"])
def test_no_other_encoding_is_read(tmp_path: Path, encoding: str) -> None:
    path = write(tmp_path, f'<?xml version="1.0" encoding="{encoding}"?><list/>')
    with pytest.raises(ListRefused, match=f"line 1: the XML says that it is in {encoding}"):
        stream.root(path)


def test_a_byte_that_is_not_utf_8_is_refused_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "list.xml"
    path.write_bytes(b"<list>\n<one>\n<name>S\xe4m</name></one></list>")
    with pytest.raises(ListRefused, match="line 3: not UTF-8"):
        read(path, "one")


@pytest.mark.parametrize(
    "text", ["<list><one></list>", "<list>", "<list><one/></list><more/>", "no markup", "<list>&a;</list>"]
)
def test_broken_markup_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(ListRefused, match="line 1: the XML is broken or was cut off"):
        read(write(tmp_path, text), "one")


@pytest.mark.parametrize("inner", ["<name>{}</name>", "<name a='{}'/>"])
def test_an_entry_beyond_the_limit_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, inner: str) -> None:
    monkeypatch.setattr(stream, "MAX_ENTRY", 100_000)
    path = write(tmp_path, "<list>\n<one>" + inner.format("a" * 300_000) + "</one></list>")
    with pytest.raises(ListRefused, match="an entry is larger than"):
        read(path, "one")


def test_a_deep_entry_is_no_danger(tmp_path: Path) -> None:
    depth = 200_000
    path = write(tmp_path, f"<list><one>{'<a>' * depth}{'</a>' * depth}<name>Anna</name></one></list>")
    assert read(path, "one") == [(1, "Anna")]


def test_what_is_between_entries_is_limited_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stream, "MAX_ENTRY", 100_000)
    with pytest.raises(ListRefused, match="an entry is larger than"):
        read(write(tmp_path, f"<list>\n<other a='{'a' * 300_000}'/></list>"), "one")


def test_a_long_list_takes_no_more_memory_than_its_longest_entry(tmp_path: Path) -> None:
    entry = f"<one><name>{'Anna ' * 40}</name></one>\n"
    path = write(tmp_path, f"<list>{entry * 60_000}</list>")
    tracemalloc.start()
    try:
        assert sum(1 for _ in stream.entries(path, "one")) == 60_000
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 9_000_000 < path.stat().st_size

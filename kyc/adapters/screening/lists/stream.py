"""XML lists as a stream: one entry in memory at a time, with its line; no DTD, no entities, only UTF-8.

Entities can be declared only in a DTD, so a file is refused as soon as expat reports one (as in defusedxml).
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers.expat import ExpatError, ParserCreate, errors

from kyc.adapters.screening.lists.source import ListRefused, misread_line

# The largest real element that is read at once, OFAC's reference values, has about 1 MiB. As a tree it may take thirty
# times as much memory.
MAX_ENTRY = 16 << 20
_CHUNK = 1 << 16
_ENCODINGS = frozenset({"utf-8", "utf8", "us-ascii", "ascii"})


def root(path: Path) -> tuple[str, dict[str, str]]:
    """Name and attributes of the outermost element, without reading any further."""
    reader = _Reader(path, frozenset())
    with path.open("rb") as file:
        while not reader.root and (chunk := file.read(_CHUNK)):
            reader.feed(chunk)
    if not reader.root:
        reader.finish()
    return reader.root or ("", {})


def entries(path: Path, *wanted: str) -> Iterator[tuple[int, Element]]:
    """Each element with one of these names once it is complete, with the line it starts on; nothing else is kept."""
    reader = _Reader(path, frozenset(wanted))
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            reader.feed(chunk)
            yield from reader.taken()
    reader.finish()


def text(element: Element | None, tag: str) -> str:
    """The stripped text of the first such child; empty if there is none."""
    return ((element.findtext(tag) if element is not None else None) or "").strip()


class _Reader:
    """Feeds expat, and builds trees only of wanted elements."""

    def __init__(self, path: Path, wanted: frozenset[str]) -> None:
        self.root: tuple[str, dict[str, str]] | None = None
        self._path, self._wanted = path, wanted
        self._whole: list[tuple[int, Element]] = []
        self._entry: Element | None = None
        self._fed = self._start = self._line = 0
        # An encoding in a hostile declaration does not count: the file is UTF-8 or refused.
        self._parser = ParserCreate("utf-8")
        self._parser.buffer_text = True
        self._parser.XmlDeclHandler = self._declare
        self._parser.StartDoctypeDeclHandler = self._doctype
        self._parser.StartElementHandler = self._outside

    def feed(self, chunk: bytes) -> None:
        self._parse(chunk, last=False)
        self._fed += len(chunk)
        held_from = self._parser.CurrentByteIndex if self._entry is None else self._start
        if self._fed - held_from > MAX_ENTRY:
            raise ListRefused(self._path, "an entry is larger than 16 MiB", self._parser.CurrentLineNumber)

    def finish(self) -> None:
        """Refuse a document that is not closed."""
        self._parse(b"", last=True)

    def taken(self) -> Iterator[tuple[int, Element]]:
        """The elements completed since the last call."""
        whole, self._whole = self._whole, []
        yield from whole

    def _parse(self, chunk: bytes, *, last: bool) -> None:
        try:
            self._parser.Parse(chunk, last)
        except ExpatError as error:
            known = errors.messages.get(error.code, "")
            if known == errors.XML_ERROR_INVALID_TOKEN and (line := misread_line(self._path)):
                raise ListRefused(self._path, "not UTF-8: the file is damaged or in another encoding", line) from None
            raise ListRefused(self._path, "the XML is broken or was cut off", error.lineno) from None

    def _declare(self, _version: str, encoding: str | None, _standalone: int) -> None:
        if encoding and encoding.lower() not in _ENCODINGS:
            raise ListRefused(self._path, f"the XML says that it is in {encoding[:20]}; lists are in UTF-8", 1)

    def _doctype(self, *_: object) -> None:
        line = self._parser.CurrentLineNumber
        raise ListRefused(self._path, "the XML declares a DTD or entities, which lists never do", line)

    def _outside(self, tag: str, attributes: dict[str, str]) -> None:
        self.root = self.root or (tag, attributes)
        if tag not in self._wanted:
            return
        builder = TreeBuilder()
        self._entry = builder.start(tag, attributes)
        self._start, self._line = self._parser.CurrentByteIndex, self._parser.CurrentLineNumber
        # Inside an entry expat calls the builder directly, without Python code in between.
        self._parser.StartElementHandler = builder.start
        self._parser.CharacterDataHandler = builder.data
        self._parser.EndElementHandler = lambda name: self._close(builder.end(name))

    def _close(self, element: Element) -> None:
        if element is self._entry:
            self._whole.append((self._line, element))
            self._entry = None
            self._parser.StartElementHandler = self._outside
            self._parser.CharacterDataHandler = self._parser.EndElementHandler = None

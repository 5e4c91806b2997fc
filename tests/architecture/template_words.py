"""Text in a template that bypasses gettext: between its tags, in attributes read aloud, in expressions."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from jinja2 import Environment, nodes

ASKS = {"_", "gettext", "ngettext", "lazy"}
SPOKEN = {
    "title",
    "alt",
    "placeholder",
    "label",
    "aria-label",
    "aria-description",
    "aria-roledescription",
    "aria-valuetext",
}
WORD = re.compile(r"[^\W\d_]{2,}")
SENTENCE = re.compile(r"^\W*[A-Z][a-z]+|[a-z]{2,} [a-z]{2,} [a-z]{2,}")
ATTRIBUTES = re.compile(r"\s*[\w-]+=\"")
HOLE = " "


def literals(source: str) -> list[str]:
    """Every piece of human language in a template that is not translated."""
    tree = Environment(extensions=["jinja2.ext.i18n"], autoescape=True).parse(source)
    reader = _Reader()
    markup = "".join(_markup(tree))
    reader.feed(f"<p {markup}>" if ATTRIBUTES.match(markup) else markup)
    reader.close()
    return reader.found + [text for text in _constants(tree) if SENTENCE.search(text)]


def tables_read_once(source: str) -> list[str]:
    """Module-level tables whose texts would stay in the language of whoever imported the module first."""
    tree = Environment(extensions=["jinja2.ext.i18n"], autoescape=True).parse(source)
    early = [
        node for node in tree.body if isinstance(node, nodes.Assign) and any(map(_asks_now, node.find_all(nodes.Call)))
    ]
    return [str(getattr(node.target, "name", "")) for node in early]


def _markup(node: nodes.Node) -> list[str]:
    if isinstance(node, nodes.TemplateData):
        return [node.data]
    if isinstance(node, nodes.Expr):
        return [HOLE]
    return [piece for child in node.iter_child_nodes() for piece in _markup(child)]


def _constants(node: nodes.Node) -> list[str]:
    if isinstance(node, nodes.Const):
        return [node.value] if isinstance(node.value, str) else []
    asked = isinstance(node, nodes.Call) and isinstance(node.node, nodes.Name) and node.node.name in ASKS
    children = node.kwargs if asked and isinstance(node, nodes.Call) else node.iter_child_nodes()
    return [text for child in children for text in _constants(child)]


def _asks_now(call: nodes.Call) -> bool:
    return isinstance(call.node, nodes.Name) and call.node.name in ASKS - {"lazy"}


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_data(self, data: str) -> None:
        self._note(data)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            told = name in SPOKEN or name.startswith("data-say-") or SENTENCE.search(value or "")
            if told and not (tag == "meta" or name in ("class", "d")):
                self._note(value or "")

    def _note(self, text: str) -> None:
        bare = text.strip()
        if WORD.search(bare):
            self.found.append(bare)

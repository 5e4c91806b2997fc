"""The API's documentation: the OpenAPI document, and the same as a page without scripts."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from flask import Blueprint, Response, current_app, render_template

from kyc.web.answers import answer
from kyc.web.guards import public
from kyc.web.openapi import Document, document, resolved

blueprint = Blueprint("docs", __name__)
METHODS = ("get", "post", "put", "patch", "delete")


@blueprint.get("/openapi.json")
@public
def openapi() -> Response:
    """The machine-readable document."""
    return answer(_built())


@blueprint.get("/docs")
@public
def page() -> str:
    """The documentation as a page."""
    built = _built()
    groups = [(tag["name"], _of_tag(built, tag["name"])) for tag in built["tags"]]
    return render_template("docs/index.html", api=built, groups=groups, schemas=_tables(built))


def _built() -> Document:
    """Built once: it changes only with the code and the settings."""
    found: Document | None = current_app.extensions.get("openapi")
    if found is None:
        found = current_app.extensions["openapi"] = document(current_app)
    return found


def _of_tag(built: Document, tag: str) -> list[Document]:
    return [
        {
            "path": path,
            "method": method,
            **operation,
            "request": _request(operation, built),
            **_ends(operation),
            "who": _who(operation),
        }
        for path, item in built["paths"].items()
        for method, operation in item.items()
        if method in METHODS and tag in operation["tags"]
    ]


def _ends(operation: Document) -> dict[str, list[Document]]:
    """The possible answers: each success by itself; errors, which all have one shape, together."""
    every = _answers(operation)
    return {
        "answers": [one for one in every if int(one["status"]) < 400],
        "failures": [one for one in every if int(one["status"]) >= 400],
    }


def _who(operation: Document) -> str:
    """Who may call it, in words."""
    ways = {name: scopes for one in operation.get("security", []) for name, scopes in one.items()}
    if not ways:
        return "No key is needed."
    scope = "".join(ways.get("key", []))
    token = ", or the token of that session" if "token" in ways else ""
    return f"A key with the scope {scope}{token}."


def _request(operation: Document, built: Document) -> list[Document]:
    """The fields of a form, or the name of a JSON body's model."""
    content = operation.get("requestBody", {}).get("content", {})
    return [
        {"media": media, "model": _name(given["schema"]), "rows": _rows(given["schema"], built)}
        for media, given in content.items()
    ]


def _answers(operation: Document) -> list[Document]:
    return [
        {
            "status": status,
            "text": found["description"],
            "models": [_name(one["schema"]) for one in found.get("content", {}).values()],
        }
        for status, found in operation["responses"].items()
    ]


def _tables(built: Document) -> dict[str, list[Document]]:
    definitions = built["components"]["schemas"]
    return {
        name: _rows(schema, built)
        for name, schema in definitions.items()
        if "properties" in resolved(schema, definitions)
    }


def _rows(schema: Document, built: Document) -> list[Document]:
    required, definitions = schema.get("required", []), built["components"]["schemas"]
    return [
        {
            "name": name,
            "kind": kind_of(field, definitions),
            "required": name in required,
            "text": field.get("description", ""),
        }
        for name, field in schema.get("properties", {}).items()
    ]


def kind_of(field: dict[str, Any], definitions: Mapping[str, Any] = MappingProxyType({})) -> str:
    """A schema in a few words: `string (up to 400)`, `passport | id_card`, `list of string`, `or null`.

    Enumerations among `definitions` are spelled out, other definitions have a table of their own.
    """
    if "$ref" in field:
        named = definitions.get(_name(field), {})
        return kind_of(named) if "enum" in named else _name(field)
    if "anyOf" in field:
        return " or ".join(kind_of(one, definitions) for one in field["anyOf"])
    if "const" in field or "enum" in field:
        return " | ".join(str(word) for word in field.get("enum", [field.get("const")]))
    if field.get("type") == "array":
        return f"list of {kind_of(field.get('items', {}), definitions)}"
    limit = f" (up to {field['maxLength']})" if "maxLength" in field else ""
    return f"{field.get('format') or field.get('type', 'any')}{limit}"


def _name(schema: Document) -> str:
    return str(schema.get("$ref", "")).rsplit("/", 1)[-1]

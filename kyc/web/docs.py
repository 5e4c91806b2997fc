"""The API's documentation: the OpenAPI document, and the same as a page that needs no script."""

from __future__ import annotations

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
    """The document for people."""
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
        {"path": path, "method": method, **operation, "request": _request(operation), "answers": _answers(operation)}
        for path, item in built["paths"].items()
        for method, operation in item.items()
        if method in METHODS and tag in operation["tags"]
    ]


def _request(operation: Document) -> list[Document]:
    """Body fields of a form, or the name of the model of a JSON body."""
    content = operation.get("requestBody", {}).get("content", {})
    return [
        {"media": media, "model": _name(given["schema"]), "rows": _rows(given["schema"])}
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
        name: _rows(schema) for name, schema in definitions.items() if "properties" in resolved(schema, definitions)
    }


def _rows(schema: Document) -> list[Document]:
    required = schema.get("required", [])
    return [
        {"name": name, "kind": kind_of(field), "required": name in required, "text": field.get("description", "")}
        for name, field in schema.get("properties", {}).items()
    ]


def kind_of(field: dict[str, Any]) -> str:
    """A schema in a few words: `string (up to 400)`, `passport | id_card`, `list of string`, `or null`."""
    if "$ref" in field:
        return _name(field)
    if "anyOf" in field:
        return " or ".join(kind_of(one) for one in field["anyOf"])
    if "const" in field or "enum" in field:
        return " | ".join(str(word) for word in field.get("enum", [field.get("const")]))
    if field.get("type") == "array":
        return f"list of {kind_of(field.get('items', {}))}"
    limit = f" (up to {field['maxLength']})" if "maxLength" in field else ""
    return f"{field.get('format') or field.get('type', 'any')}{limit}"


def _name(schema: Document) -> str:
    return str(schema.get("$ref", "")).rsplit("/", 1)[-1]

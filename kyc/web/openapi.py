"""The OpenAPI 3.1 document, built from the models that validate; tests check it with openapi-spec-validator."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, cast

from flask import Flask
from pydantic import BaseModel
from pydantic.json_schema import models_json_schema
from werkzeug.routing import Rule

from kyc.web.contract import Operation
from kyc.web.problems import TITLES

Document = dict[str, Any]
Found = tuple[Rule, str, Any, Operation]
VERSION = "1.0.0"
REF = "#/components/schemas/{model}"
IDS = {
    "session_id": {"type": "string", "pattern": "^sess_[a-z0-9]{31}$"},
    "challenge_id": {"type": "string", "pattern": "^chal_[a-z0-9]{31}$"},
    "document_id": {"type": "string", "pattern": "^doc_[a-z0-9]{31}$"},
    "selfie_id": {"type": "string", "pattern": "^self_[a-z0-9]{31}$"},
    "endpoint_id": {"type": "string", "pattern": "^we_[a-z0-9]{31}$"},
    "delivery_id": {"type": "string", "pattern": "^dlv_[a-z0-9]{31}$"},
    "record_id": {"type": "string", "pattern": "^[a-z0-9]{15}$"},
    "receipt_id": {"type": "string", "pattern": "^rcpt_[a-z0-9]{31}$"},
}
SECURITY = {
    "key": {"type": "apiKey", "in": "header", "name": "x-api-key", "description": "A partner's key."},
    "bearer": {"type": "http", "scheme": "bearer", "description": "The same key, or a session token, as a bearer."},
    "token": {
        "type": "apiKey",
        "in": "header",
        "name": "x-session-token",
        "description": "Opens its own session alone.",
    },
}
PROBLEM = {
    "type": "object",
    "required": ["type", "title", "status", "detail", "instance", "code"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "instance": {"type": "string"},
        "code": {"type": "string", "description": "Stable; what a program reads."},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["pointer", "code", "detail"],
                "properties": {name: {"type": "string"} for name in ("pointer", "code", "detail")},
            },
        },
        "attempts_left": {"type": "integer", "minimum": 0},
        "hint": {"type": "string", "description": "Words that an integration may show to the applicant."},
        "session_status": {"type": "string"},
        "allowed": {"type": "array", "items": {"type": "string"}},
    },
}
BINARY = {"type": "string", "format": "binary"}
ALWAYS = (401, 403, 429, 500, 503)
KEY_HEADER = {
    "name": "Idempotency-Key",
    "in": "header",
    "schema": {"type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[!-~]+$"},
    "description": "The same key and request within 24 hours has one effect and one answer.",
}


def document(app: Flask) -> Document:
    """The OpenAPI document of one application."""
    found = list(_operations(app))
    schemas = Schemas(found)
    paths: Document = {}
    for rule, method, view, operation in found:
        path = re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule)
        paths.setdefault(path, {})[method.lower()] = _operation(rule, method, view, operation, schemas)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "eKYC server",
            "version": VERSION,
            "description": "Two API generations on one record: profiles (/api) and sessions (/v1).",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": app.config["SETTINGS"].public_base_url}],
        "tags": [{"name": name} for name in dict.fromkeys(operation.tag for *_, operation in found)],
        "paths": paths,
        "components": {"schemas": {**schemas.definitions, "Problem": PROBLEM}, "securitySchemes": SECURITY},
    }


def _operations(app: Flask) -> Iterator[Found]:
    for rule in app.url_map.iter_rules():
        view = app.view_functions[rule.endpoint]
        if hasattr(view, "operation"):
            for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
                yield rule, method, view, view.operation


class Schemas:
    """Every model once: `definitions` are the components by name."""

    def __init__(self, found: list[Found]) -> None:
        wanted: dict[tuple[type[BaseModel], Any], None] = {}
        for *_, about in found:
            wanted |= {(model, "validation"): None for model in (about.body, about.query, about.form) if model}
            wanted |= {(model, "serialization"): None for model in about.answers.values() if model}
        self._by_model, definitions = models_json_schema(list(wanted), ref_template=REF)
        self.definitions: Document = definitions["$defs"]

    def taken(self, model: type[BaseModel]) -> Document:
        return self._by_model[model, "validation"]

    def given(self, model: type[BaseModel]) -> Document:
        return self._by_model[model, "serialization"]


def _operation(rule: Rule, method: str, view: Any, about: Operation, schemas: Schemas) -> Document:
    made: Document = {
        "operationId": rule.endpoint.replace(".", "_"),
        "summary": about.summary,
        "description": " ".join((view.__doc__ or "").split()),
        "tags": [about.tag],
        "parameters": _parameters(rule, method, about, schemas),
        "responses": _responses(rule, about, schemas),
    }
    if about.security:
        made["security"] = [{name: _scopes(view, name)} for name in about.security]
    if about.body:
        content = {"application/json": {"schema": schemas.taken(about.body)}}
        made["requestBody"] = {"content": content, "required": rule.rule.startswith("/api")}
    if about.form:
        made["requestBody"] = {
            "content": {"multipart/form-data": {"schema": _form(about.form, about, schemas)}},
            "required": True,
        }
    return made


def _scopes(view: Any, scheme: str) -> list[str]:
    """The scopes a key needs, as the view's guard says; a session's token has no scopes."""
    guard: str = getattr(view, "guard", "")
    found = re.search(r"api_key:([\w:]+)", guard)
    return [found[1]] if found and scheme != "token" else []


def _parameters(rule: Rule, method: str, about: Operation, schemas: Schemas) -> list[Document]:
    found: list[Document] = [
        {"name": name, "in": "path", "required": True, "schema": IDS[name]} for name in sorted(rule.arguments)
    ]
    if about.query:
        schema = resolved(schemas.taken(about.query), schemas.definitions)
        for name, field in schema["properties"].items():
            about_field = {"description": field["description"]} if "description" in field else {}
            found.append({"name": name, "in": "query", "schema": _given(field), **about_field})
    if method == "POST" and rule.rule.startswith("/v1"):
        found.append(KEY_HEADER)
    return found


def _given(field: Document) -> Document:
    """A query parameter's schema without null: in a URL a parameter is given or absent."""
    kinds = [kind for kind in field.get("anyOf", [field]) if kind.get("type") != "null"]
    rest = {name: value for name, value in field.items() if name not in ("anyOf", "default", "title", "description")}
    return {**rest, **kinds[0]} if "anyOf" in field else field


def _form(form: type[BaseModel], about: Operation, schemas: Schemas) -> Document:
    schema = resolved(schemas.taken(form), schemas.definitions)
    fields = {name: _given(field) for name, field in schema["properties"].items()}
    files = dict.fromkeys(about.files, BINARY) | {name: {"type": "array", "items": BINARY} for name in about.more_files}
    required = [*schema.get("required", []), *about.files]
    return {"type": "object", "properties": {**fields, **files}, "required": required}


def _responses(rule: Rule, about: Operation, schemas: Schemas) -> Document:
    found: Document = {}
    for status, model in about.answers.items():
        content = {"application/json": {"schema": schemas.given(model)}} if model else {}
        content |= {about.media[status]: {"schema": BINARY}} if status in about.media else {}
        body = {"content": content} if content else {}
        found[str(status)] = {"description": _word(status), **body, **_headers(about, status)}
    if rule.rule.startswith("/v1"):
        problem = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
        statuses = sorted({*ALWAYS, *about.problems})
        found |= {
            str(status): {"description": _word(status), "content": problem, **_wait(status)} for status in statuses
        }
    return dict(sorted(found.items()))


def _headers(about: Operation, status: int) -> Document:
    if not about.headers or status >= 400:
        return {}
    return {"headers": {n: {"description": text, "schema": {"type": "string"}} for n, text in about.headers.items()}}


def _wait(status: int) -> Document:
    """When to retry, where that may help."""
    seconds = {"description": "Seconds to wait before the same again.", "schema": {"type": "string"}}
    return {"headers": {"Retry-After": seconds}} if status in (429, 503) else {}


def _word(status: int) -> str:
    words = {200: "OK", 201: "Created", 202: "Accepted", 304: "Not modified"}
    return words.get(status) or TITLES.get(status, "Error")


def resolved(schema: Document, definitions: Document) -> Document:
    """A schema, or the one it refers to."""
    reference = schema.get("$ref", "")
    return cast(Document, definitions[reference.rsplit("/", 1)[-1]]) if reference else schema

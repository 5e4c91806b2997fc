"""Pydantic at the doors: one decorator validates input and describes it in the OpenAPI document."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import wraps
from typing import Any, TypeVar

from flask import request
from pydantic import BaseModel, ConfigDict, ValidationError
from werkzeug.exceptions import RequestEntityTooLarge, UnsupportedMediaType

from kyc.domain.errors import DomainError, FieldError, Invalid

JSON_LIMIT = 64 * 1024
Model = TypeVar("Model", bound=BaseModel)
View = TypeVar("View", bound=Callable[..., Any])
_PLAIN_NAME = re.compile(r"[A-Za-z0-9_]{1,40}")


class Strict(BaseModel):
    """Input of a door: no conversions, no unknown fields, no numbers that JSON cannot carry."""

    model_config = ConfigDict(strict=True, extra="forbid", allow_inf_nan=False, hide_input_in_errors=True)


class Shape(BaseModel):
    """Output of a door; describes answers in the document, and tests compare answers with it."""

    model_config = ConfigDict(extra="forbid")


class Malformed(DomainError):
    """A body that is not JSON at all."""

    code = "malformed_json"


@dataclass(frozen=True, slots=True)
class Operation:
    """A view's description; `answers` maps a status to the shape of its body (None: no body, or a file).

    `media` is the type of the file returned with a status.
    """

    summary: str
    tag: str
    answers: Mapping[int, type[BaseModel] | None]
    body: type[BaseModel] | None = None
    query: type[BaseModel] | None = None
    form: type[BaseModel] | None = None
    files: tuple[str, ...] = ()
    more_files: tuple[str, ...] = ()
    security: tuple[str, ...] = ()
    problems: Sequence[int] = ()
    headers: Mapping[str, str] = field(default_factory=dict)
    media: Mapping[int, str] = field(default_factory=dict)


def contract(**about: Any) -> Callable[[View], View]:
    """Describe a view as an `Operation`, and pass it `body`, `query` or `form` as validated models.

    Raises `Invalid` with JSON pointers (422), `Malformed` (400), or werkzeug's 413 and 415.
    """
    operation = Operation(**about)

    def wrap(view: View) -> Any:
        @wraps(view)
        def run(*args: Any, **kwargs: Any) -> Any:
            return view(*args, **kwargs, **_given(operation))

        run.__dict__["operation"] = operation
        return run

    return wrap


def described(**about: Any) -> Callable[[View], View]:
    """Describe a view that parses its request itself."""

    def wrap(view: View) -> View:
        view.__dict__["operation"] = Operation(**about)
        return view

    return wrap


def _given(operation: Operation) -> dict[str, BaseModel]:
    if not operation.form:
        request.max_content_length = JSON_LIMIT
    given: dict[str, BaseModel] = {}
    if operation.body:
        given["body"] = json_body(operation.body)
    if operation.query:
        given["query"] = from_strings(operation.query, request.args.to_dict())
    if operation.form:
        if request.mimetype != "multipart/form-data":
            raise UnsupportedMediaType
        given["form"] = from_strings(operation.form, request.form.to_dict())
    return given


def small_body() -> bytes:
    """The body's bytes within `JSON_LIMIT`, else 413; werkzeug silently cuts a chunked body at the limit."""
    request.max_content_length = JSON_LIMIT
    data = request.get_data()
    if request.content_length is None and len(data) >= JSON_LIMIT:
        raise RequestEntityTooLarge
    return data


def json_body(model: type[Model]) -> Model:
    """The request's JSON body; no body at all is an empty object."""
    data = small_body()
    if not data:
        return _validated(lambda: model.model_validate_json(b"{}"))
    if request.mimetype != "application/json" and not request.mimetype.endswith("+json"):
        raise UnsupportedMediaType
    return _validated(lambda: model.model_validate_json(data))


def from_strings(model: type[Model], values: Mapping[str, str]) -> Model:
    """Validate query or form fields, which are all strings."""
    return _validated(lambda: model.model_validate_strings(dict(values)))


def uploaded(name: str) -> bytes:
    """The bytes of a file in a multipart body; raises `Invalid` where it is missing or sent more than once."""
    files = request.files.getlist(name)
    if len(files) != 1:
        raise Invalid([FieldError(f"/{name}", "missing" if not files else "too_many", f"exactly one {name} is needed")])
    data = files[0].stream.read()
    files[0].stream.seek(0)
    return data


def _validated(work: Callable[[], Model]) -> Model:
    try:
        return work()
    except ValidationError as error:
        raise _refusal(error) from None


def _refusal(error: ValidationError) -> DomainError:
    """pydantic's errors without the input they found."""
    found = error.errors(include_input=False, include_url=False, include_context=False)
    if found[0]["type"] == "json_invalid":
        return Malformed("The body is not well-formed JSON.")
    return Invalid([FieldError(pointer(one["loc"], one["type"]), one["type"], one["msg"]) for one in found[:20]])


def pointer(place: Sequence[str | int], kind: str = "") -> str:
    """A JSON pointer (RFC 6901); an unknown field's name is included only where it looks like a name."""
    parts = [str(part) for part in place]
    if parts[-1:] == ["[key]"]:
        parts = parts[:-2]
    if kind == "extra_forbidden" and not _PLAIN_NAME.fullmatch(parts[-1]):
        parts = parts[:-1]
    return "".join("/" + part.replace("~", "~0").replace("/", "~1") for part in parts)

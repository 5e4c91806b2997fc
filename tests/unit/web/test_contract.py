"""What the one decorator takes, refuses and tells."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from flask import Flask, request
from pydantic import Field
from werkzeug.exceptions import RequestEntityTooLarge, UnsupportedMediaType

from kyc.domain.errors import Invalid
from kyc.web.contract import (
    JSON_LIMIT,
    Malformed,
    Strict,
    contract,
    described,
    from_strings,
    json_body,
    pointer,
    small_body,
    uploaded,
)

BARE = Flask(__name__)


class Inner(Strict):
    size: int = 1


class Thing(Strict):
    name: str = Field(default="x", max_length=5)
    inner: Inner | None = None
    tags: tuple[str, ...] = ()


def refusal(data: bytes) -> list[tuple[str, str]]:
    """Where a JSON body is wrong, and why."""
    with (
        BARE.test_request_context(method="POST", data=data, content_type="application/json"),
        pytest.raises(Invalid) as error,
    ):
        json_body(Thing)
    return [(one.pointer, one.code) for one in error.value.errors]


def test_a_body_becomes_its_model() -> None:
    with BARE.test_request_context(method="POST", json={"name": "a", "inner": {"size": 2}}):
        found = json_body(Thing)
    assert (found.name, found.inner) == ("a", Inner(size=2))


def test_no_body_is_an_empty_object() -> None:
    with BARE.test_request_context(method="POST"):
        assert json_body(Thing) == Thing()


@pytest.mark.parametrize("kind", ["application/json", "application/json; charset=utf-8", "application/vnd.x+json"])
def test_json_has_several_names(kind: str) -> None:
    with BARE.test_request_context(method="POST", data=b"{}", content_type=kind):
        assert json_body(Thing) == Thing()


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "", "json"])
def test_other_content_is_not_taken_for_json(kind: str) -> None:
    with (
        BARE.test_request_context(method="POST", data=b"{}", content_type=kind),
        pytest.raises(UnsupportedMediaType),
    ):
        json_body(Thing)


@pytest.mark.parametrize("data", [b"{", b"{]", b"nul", b"\xff", b'"\\ud800"', b"[" * 1000])
def test_what_does_not_parse_is_malformed(data: bytes) -> None:
    with (
        BARE.test_request_context(method="POST", data=data, content_type="application/json"),
        pytest.raises(Malformed),
    ):
        json_body(Thing)


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"[]", [("", "model_type")]),
        (b'{"name": 5}', [("/name", "string_type")]),
        (b'{"name": "toolong"}', [("/name", "string_too_long")]),
        (b'{"inner": {"size": "1"}}', [("/inner/size", "int_type")]),
        (b'{"tags": ["a", 1]}', [("/tags/1", "string_type")]),
        (b'{"other": 1}', [("/other", "extra_forbidden")]),
        (b'{"A 123": 1}', [("", "extra_forbidden")]),
    ],
)
def test_what_does_not_fit_is_pointed_at(data: bytes, expected: list[tuple[str, str]]) -> None:
    assert refusal(data) == expected


def test_a_refusal_never_holds_the_value() -> None:
    with (
        BARE.test_request_context(method="POST", json={"name": "SECRET VALUE", "inner": "SECRET"}),
        pytest.raises(Invalid) as error,
    ):
        json_body(Thing)
    assert "SECRET" not in str(error.value) + repr(error.value.errors)
    assert error.value.__cause__ is None


def test_at_most_twenty_errors_are_told() -> None:
    assert len(refusal(b'{"tags": [' + b",".join([b"1"] * 50) + b"]}")) == 20


@pytest.mark.parametrize(
    ("place", "kind", "expected"),
    [
        ((), "", ""),
        (("a", 0, "b"), "", "/a/0/b"),
        (("a/b", "c~d"), "", "/a~1b/c~0d"),
        (("a", "surprise"), "extra_forbidden", "/a/surprise"),
        (("a", "Jane Doe"), "extra_forbidden", "/a"),
        (("metadata", "key", "[key]"), "string_too_long", "/metadata"),
    ],
)
def test_a_pointer_is_written_by_rfc_6901(place: tuple[str | int, ...], kind: str, expected: str) -> None:
    assert pointer(place, kind) == expected


def test_a_body_over_the_limit_is_refused_by_its_length() -> None:
    with (
        BARE.test_request_context(method="POST", data=b" " * (JSON_LIMIT + 1)),
        pytest.raises(RequestEntityTooLarge),
    ):
        small_body()


@pytest.mark.parametrize(("length", "fine"), [(JSON_LIMIT - 1, True), (JSON_LIMIT + 1, False)])
def test_a_body_without_a_length_is_refused_where_it_does_not_end(length: int, fine: bool) -> None:
    streamed = {"wsgi.input": BytesIO(b" " * length), "wsgi.input_terminated": True}
    with BARE.test_request_context(method="POST", environ_overrides=streamed):
        if fine:
            assert len(small_body()) == length
        else:
            with pytest.raises(RequestEntityTooLarge):
                small_body()


def test_strings_of_a_form_become_what_they_mean() -> None:
    assert from_strings(Inner, {"size": "3"}) == Inner(size=3)
    with pytest.raises(Invalid):
        from_strings(Inner, {"size": "many"})


def test_a_file_is_read_and_can_be_read_again() -> None:
    with BARE.test_request_context(method="POST", data={"file": (BytesIO(b"bytes"), "x")}):
        assert (uploaded("file"), uploaded("file")) == (b"bytes", b"bytes")


@pytest.mark.parametrize("files", [[], [b"a", b"b"]])
def test_exactly_one_file_is_needed(files: list[bytes]) -> None:
    data = {"file": [(BytesIO(one), "x") for one in files]}
    with (
        BARE.test_request_context(method="POST", data=data, content_type="multipart/form-data"),
        pytest.raises(Invalid) as error,
    ):
        uploaded("file")
    assert error.value.errors[0].pointer == "/file"


def test_the_decorator_hands_over_models_and_tells_the_document() -> None:
    @contract(summary="Do", tag="Things", answers={200: None}, body=Thing, query=Inner)
    def view(number: int, body: Thing, query: Inner) -> tuple[int, str, int]:
        """What it does."""
        return number, body.name, query.size

    told: Any = view
    assert (told.operation.summary, told.operation.body, told.__doc__) == ("Do", Thing, "What it does.")
    with BARE.test_request_context("/?size=4", method="POST", json={"name": "a"}):
        assert view(7) == (7, "a", 4)  # type: ignore[call-arg]


def test_a_described_view_reads_for_itself() -> None:
    @described(summary="Do", tag="Things", answers={})
    def view() -> str:
        return request.path

    told: Any = view
    assert told.operation.tag == "Things"
    with BARE.test_request_context("/here"):
        assert view() == "/here"

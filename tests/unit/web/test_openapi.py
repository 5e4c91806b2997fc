"""The document's builder, on a small application of its own."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask
from openapi_spec_validator import validate
from pydantic import Field

from kyc.web.contract import Shape, Strict, contract, described
from kyc.web.openapi import document, resolved


class In(Strict):
    name: str = Field(max_length=5, description="What it is called.")
    note: str | None = None


class Out(Shape):
    id: str


class Filter(Strict):
    size: int | None = Field(default=None, description="How large.")


@pytest.fixture
def api() -> dict[str, Any]:
    app = Flask(__name__)
    app.config["SETTINGS"] = SimpleNamespace(public_base_url="https://kyc.example")

    @app.post("/v1/things/<session_id>")
    @contract(summary="Make", tag="Things", answers={201: Out}, body=In, security=("key",), problems=(409,))
    def make(session_id: str, body: In) -> None:
        """Makes
        a thing."""

    @app.post("/v1/uploads")
    @contract(
        summary="Send", tag="Files", answers={201: Out, 304: None}, form=In, files=("file",), more_files=("more[]",)
    )
    def send(form: In) -> None:
        """Sends a file."""

    @app.get("/list")
    @described(summary="List", tag="Things", answers={200: Out}, query=Filter, headers={"ETag": "A version."})
    def index() -> None:
        """Lists."""

    @app.get("/v1/paper")
    @described(summary="Print", tag="Files", answers={200: None}, media={200: "application/pdf"})
    def paper() -> None:
        """Prints."""

    @app.get("/hidden")
    def hidden() -> None:
        """No operation."""

    built = document(app)
    validate(built)
    return built


def test_only_described_views_are_in_it(api: dict[str, Any]) -> None:
    assert set(api["paths"]) == {"/v1/things/{session_id}", "/v1/uploads", "/v1/paper", "/list"}
    assert [tag["name"] for tag in api["tags"]] == ["Things", "Files"]


def test_a_docstring_becomes_one_line(api: dict[str, Any]) -> None:
    assert api["paths"]["/v1/things/{session_id}"]["post"]["description"] == "Makes a thing."


def test_the_body_is_the_model_that_validates(api: dict[str, Any]) -> None:
    post = api["paths"]["/v1/things/{session_id}"]["post"]
    assert post["requestBody"]["content"]["application/json"]["schema"] == {"$ref": "#/components/schemas/In"}
    assert api["components"]["schemas"]["In"] == In.model_json_schema()


def test_problems_stand_beside_the_answers(api: dict[str, Any]) -> None:
    found = api["paths"]["/v1/things/{session_id}"]["post"]["responses"]
    assert list(found) == ["201", "401", "403", "409", "429", "500", "503"]
    assert "application/problem+json" in found["409"]["content"]
    assert list(api["paths"]["/list"]["get"]["responses"]) == ["200"]


def test_security_is_what_the_operation_asks_for(api: dict[str, Any]) -> None:
    assert api["paths"]["/v1/things/{session_id}"]["post"]["security"] == [{"key": []}]
    assert "security" not in api["paths"]["/list"]["get"]


def test_a_query_parameter_has_no_null(api: dict[str, Any]) -> None:
    (size,) = api["paths"]["/list"]["get"]["parameters"]
    assert (size["name"], size["in"], size["description"]) == ("size", "query", "How large.")
    assert size["schema"] == {"type": "integer"}


def test_a_form_has_its_fields_and_files(api: dict[str, Any]) -> None:
    schema = api["paths"]["/v1/uploads"]["post"]["requestBody"]["content"]["multipart/form-data"]["schema"]
    assert set(schema["properties"]) == {"name", "note", "file", "more[]"}
    assert schema["required"] == ["name", "file"]
    assert schema["properties"]["more[]"]["type"] == "array"


def test_an_answer_without_a_body_has_no_content(api: dict[str, Any]) -> None:
    assert "content" not in api["paths"]["/v1/uploads"]["post"]["responses"]["304"]


def test_headers_stand_with_good_answers(api: dict[str, Any]) -> None:
    found = api["paths"]["/list"]["get"]["responses"]["200"]["headers"]["ETag"]
    assert found == {"description": "A version.", "schema": {"type": "string"}}


def test_the_server_is_the_public_address(api: dict[str, Any]) -> None:
    assert api["servers"] == [{"url": "https://kyc.example"}]


def test_a_reference_is_followed() -> None:
    definitions = {"A": {"type": "object"}}
    assert resolved({"$ref": "#/components/schemas/A"}, definitions) == {"type": "object"}
    assert resolved({"type": "string"}, definitions) == {"type": "string"}


def test_a_file_is_given_as_its_type_and_refusals_as_problems(api: dict[str, Any]) -> None:
    answers = api["paths"]["/v1/paper"]["get"]["responses"]
    assert answers["200"]["content"] == {"application/pdf": {"schema": {"type": "string", "format": "binary"}}}
    assert list(answers["403"]["content"]) == ["application/problem+json"]

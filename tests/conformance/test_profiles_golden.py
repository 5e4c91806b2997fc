"""Every documented request of the first generation against its documented answer: status, keys, order, bytes."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.make import LIVE_KEY

CASES = sorted((Path(__file__).parent / "profiles").glob("*.json"))
CREATE = "/api/profiles/create"
VOLATILE = (
    (re.compile(r"http://localhost:3000"), "BASE"),
    (re.compile(r'(?<=BASE/)[a-z0-9]{15}(?=")|(?<="id": ")[a-z0-9]{15}(?=")'), "RECORD_ID"),
    (re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z"), "CREATED_AT"),
)


def test_there_is_a_golden_file_for_every_documented_answer() -> None:
    told = {(json.loads(path.read_text())["answer"]["status"], path.stem.split("_")[0]) for path in CASES}
    assert {
        (201, "create"),
        (200, "create"),
        (400, "create"),
        (401, "create"),
        (200, "status"),
        (404, "status"),
    } <= told


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_the_answer_is_the_documented_one_to_the_byte(client: FlaskClient, path: Path) -> None:
    case = json.loads(path.read_text())
    record_id = _given(client, case.get("given", []))
    answer = _ask(client, case["request"], record_id)
    assert (answer.status_code, _settled(answer.text)) == (case["answer"]["status"], case["answer"]["body"])
    assert answer.mimetype == "application/json"
    assert answer.headers["Cache-Control"] == "no-store"


def _given(client: FlaskClient, bodies: list[str]) -> str:
    """Store what the case begins with; the id of the last."""
    record_id = ""
    for body in bodies:
        answer = client.post(CREATE, data=body, content_type="application/json", headers={"x-api-key": LIVE_KEY})
        record_id = answer.get_json()["id"]
    return record_id


def _ask(client: FlaskClient, request: dict[str, Any], record_id: str) -> Any:
    headers = {name: value.replace("KEY", LIVE_KEY) for name, value in request["headers"].items()}
    body = request.get("body", "").replace('"KEY"', f'"{LIVE_KEY}"')
    path = request["path"].replace("RECORD_ID", record_id)
    return client.open(path, method=request["method"], headers=headers, data=body)


def _settled(text: str) -> str:
    for pattern, word in VOLATILE:
        text = pattern.sub(word, text)
    return text

"""The hostile bench judges answers strictly, and counts what it was told."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import requests

from bench import hostile
from bench._hostile import KINDS, prepare
from bench._hostile.doors import Told, _read, judged
from kyc.domain.reasons import CATALOGUE

PROBLEM = "application/problem+json"


def answer(status: int, body: object, kind: str = PROBLEM, url: str = "http://a/v1") -> requests.Response:
    made = requests.Response()
    made.status_code, made.url, made.encoding = status, url, "utf-8"
    made._content = body.encode() if isinstance(body, str) else json.dumps(body).encode()
    made.headers["content-type"] = kind
    return made


def problem(status: int, code: str, detail: str = "Why.") -> dict[str, object]:
    return {"status": status, "code": code, "detail": detail}


@pytest.mark.parametrize(
    ("got", "expected"),
    [
        (answer(201, {}), ("accepted", True)),
        (answer(422, problem(422, "file_damaged")), ("file_damaged", True)),
        (answer(413, problem(413, "payload_too_large")), ("payload_too_large", True)),
        (answer(422, problem(422, "file_damaged", "")), ("file_damaged", False)),
        (answer(422, problem(422, "made_up")), ("made_up", False)),
        (answer(422, problem(400, "file_damaged")), ("file_damaged", False)),
        (answer(500, problem(500, "file_damaged")), ("file_damaged", False)),
        (answer(502, "Bad Gateway", "text/html"), ("no problem details", False)),
        (answer(302, ""), ("accepted", False)),
    ],
)
def test_only_an_acceptance_or_a_worded_refusal_is_clean(got: requests.Response, expected: tuple[str, bool]) -> None:
    assert judged(got) == expected


def test_the_page_is_understood_by_its_words() -> None:
    words = CATALOGUE["image_blurry"].applicant.replace("'", "&#39;")
    page = answer(200, f"<p>{words}</p>", "text/html", "http://a/x/photo/data_page")
    assert _read(page) == ("image_blurry", True)
    assert _read(answer(200, "<h1>Selfie</h1>", "text/html", "http://a/x/selfie")) == ("accepted", True)
    assert _read(answer(500, "<h1>Sorry</h1>", "text/html", "http://a/x")) == ("no reason", False)
    assert _read(answer(413, "", "text/html")) == ("payload_too_large", True)


def told(status: int, code: str, seconds: float = 0.1, *, clean: bool = True) -> Told:
    return Told("a kind", status, code, seconds, clean)


def test_what_came_back_is_counted_by_outcome_and_code() -> None:
    every = [
        told(201, "accepted"),
        told(200, "accepted"),
        told(422, "file_damaged", 3.0),
        told(200, "image_blurry"),
        told(422, "made_up", clean=False),
        told(503, "unavailable", clean=False),
        told(503, "service_unavailable"),
        told(0, "ConnectionError", 9.0, clean=False),
    ]
    found = hostile.answers(every)
    assert found["outcomes"] == {
        "accepted": 2,
        "refused with a reason": 2,
        "refused without a reason": 1,
        "5xx": 1,
        "told to come again": 1,
        "connection lost": 1,
    }
    assert found["codes"]["accepted"] == 2
    assert found["answer_s"]["max"] == 9.0
    assert found["slowest"][0] == "a kind 9.0 s ConnectionError"


def test_the_reader_alone_counts_what_it_reads_and_what_fails(tmp_path: Path) -> None:
    (tmp_path / "00001 honest").write_bytes(prepare(1).jpeg)
    (tmp_path / "00002 nothing").write_bytes(b"")
    found = hostile.read_here(sorted(tmp_path.iterdir()))
    assert found["read"] == 1
    assert found["errors"] == {"no longer accepted: file_type_unsupported": 1}
    assert found["slowest"][0].startswith("honest")


def test_the_heaviest_kinds_of_the_crowd_exist() -> None:
    assert set(hostile.HEAVY) <= set(KINDS)

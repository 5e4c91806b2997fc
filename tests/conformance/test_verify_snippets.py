"""The ways to verify a webhook that partners are given, each run where its language is at hand.

Those that cannot be run here are still held to the construction; `test_what_is_run_here` says which they are.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.browser.validator import node
from tests.conformance.pages import DOCS, blocks

pytestmark = pytest.mark.one_database
PAGE = DOCS / "webhooks.md"
SAID = dict(re.findall(r"^\| `?([a-z-]+)`? \| `([^`]+)` \|$", PAGE.read_text(), re.M))
BODY = next(one for one in blocks(PAGE, "json") if one.startswith('{"event":"verification.completed"')).rstrip("\n")
NOW = int(SAID["webhook-timestamp"])
GOOD = SAID["webhook-signature"]
OTHER = "whsec_" + base64.b64encode(b"x" * 32).decode()
CASES = [  # secret, signature, body, now, whether it is good
    (SAID["secret"], GOOD, BODY, NOW, True),
    (SAID["secret"], GOOD, BODY, NOW + 300, True),
    (SAID["secret"], f"v1,{'A' * 43}= {GOOD}", BODY, NOW, True),
    (SAID["secret"], f"{GOOD} v1,short", BODY, NOW - 300, True),
    (SAID["secret"], GOOD, BODY + " ", NOW, False),
    (SAID["secret"], GOOD, BODY, NOW + 301, False),
    (SAID["secret"], GOOD, BODY, NOW - 301, False),
    (SAID["secret"], GOOD[:-1], BODY, NOW, False),
    (SAID["secret"], "", BODY, NOW, False),
    (OTHER, GOOD, BODY, NOW, False),
]
Answers = Callable[[Path], list[bool]]
TOOLS = {"python": sys.executable, "node": node(), **{name: shutil.which(name) for name in ("php", "go", "openssl")}}
_PHP_SIGNED = """"{$headers['webhook-id']}.{$headers['webhook-timestamp']}.{$body}";"""
_GO_SIGNED = 'headers.Get("webhook-id") + "." + headers.Get("webhook-timestamp") + "."'
PARTS = {
    "python": ("b64decode", "removeprefix", "sha256", "compare_digest", "300"),
    "js": ('"base64"', "whsec_", 'createHmac("sha256"', "timingSafeEqual", "300"),
    "php": ("base64_decode", "whsec_", "hash_hmac('sha256', $signed, $key, true)", _PHP_SIGNED, "hash_equals", "300"),
    "go": ("base64.StdEncoding", "whsec_", "hmac.New(sha256.New, key)", _GO_SIGNED, "hmac.Equal", "300"),
    "sh": ("base64 -d", "whsec_", "-sha256 -mac HMAC", "-binary", "300"),
}


def snippet(language: str) -> str:
    return next(one for one in blocks(PAGE, language) if "verify" in one.lower() and "curl " not in one)


def output(*command: str, cwd: Path) -> list[bool]:
    done = subprocess.run(command, cwd=cwd, check=True, capture_output=True, text=True, timeout=60)
    return [line == "true" for line in done.stdout.split()]


def by_python(folder: Path) -> list[bool]:
    given: dict[str, Callable[..., bool]] = {}
    exec(snippet("python"), given)
    return [given["verify"](key, headers(signature), body.encode(), now) for key, signature, body, now, _ in CASES]


def by_node(folder: Path) -> list[bool]:
    ask = """for (const [secret, headers, body, now] of JSON.parse(readFileSync("cases.json", "utf8")))
  console.log(verify(secret, headers, Buffer.from(body), now));"""
    (folder / "verify.mjs").write_text(f'import {{ readFileSync }} from "node:fs";\n{snippet("js")}\n{ask}')
    return output(node(), "verify.mjs", cwd=folder)


def by_php(folder: Path) -> list[bool]:
    ask = """foreach (json_decode(file_get_contents('cases.json'), true) as [$secret, $headers, $body, $now]) {
    echo verify($secret, $headers, $body, $now) ? "true\\n" : "false\\n";
}"""
    (folder / "verify.php").write_text(f"{snippet('php')}\n{ask}")
    return output("php", "verify.php", cwd=folder)


def by_go(folder: Path) -> list[bool]:
    ask = """package main

import ("encoding/json"; "fmt"; "net/http"; "os"; "time")

func main() {
	var cases [][]any
	data, _ := os.ReadFile("cases.json")
	json.Unmarshal(data, &cases)
	for _, one := range cases {
		headers := http.Header{}
		for name, value := range one[1].(map[string]any) { headers.Set(name, value.(string)) }
		fmt.Println(Verify(one[0].(string), headers, []byte(one[2].(string)), time.Unix(int64(one[3].(float64)), 0)))
	}
}"""
    (folder / "verify.go").write_text(snippet("go"))
    (folder / "main.go").write_text(ask)
    return output("go", "run", "verify.go", "main.go", cwd=folder)


def by_openssl(folder: Path) -> list[bool]:
    asked = []
    for number, (secret, signature, body, now, _) in enumerate(CASES):
        (folder / f"{number}.json").write_text(body)
        words = f"'{secret}' '{SAID['webhook-id']}' '{NOW}' '{signature}' {number}.json {now}"
        asked.append(f"verify {words} && echo true || echo false")
    return output("sh", "-c", "\n".join([snippet("sh"), *asked]), cwd=folder)


LANGUAGES: dict[str, Answers] = {
    "python": by_python,
    "node": by_node,
    "php": by_php,
    "go": by_go,
    "openssl": by_openssl,
}
HERE = [name for name in LANGUAGES if TOOLS[name]]


def headers(signature: str) -> dict[str, str]:
    return {**{name: SAID[name] for name in ("webhook-id", "webhook-timestamp")}, "webhook-signature": signature}


@pytest.mark.parametrize("language", HERE)
def test_a_snippet_takes_the_test_vector_and_nothing_else(language: str, tmp_path: Path) -> None:
    cases = [[secret, headers(signature), body, now] for secret, signature, body, now, _ in CASES]
    (tmp_path / "cases.json").write_text(json.dumps(cases))
    assert LANGUAGES[language](tmp_path) == [good for *_, good in CASES]


def test_what_is_run_here(record_property: Callable[[str, object], None]) -> None:
    """Not run here is no success of theirs: it stands in the report, and on the terminal with -s."""
    missing = sorted(set(LANGUAGES) - set(HERE))
    record_property("verification snippets not run for want of", missing)
    print("verification snippets run:", *HERE, "| not at hand:", *(missing or ["none"]))
    assert HERE[:2] == ["python", "node"], "every machine that runs these tests has both"


@pytest.mark.parametrize("language", PARTS)
def test_every_snippet_has_the_construction(language: str) -> None:
    assert [part for part in PARTS[language] if part not in snippet(language)] == []


def test_the_vector_is_what_the_page_says_it_is() -> None:
    key = base64.b64decode(SAID["secret"].removeprefix("whsec_"))
    signed = f"{SAID['webhook-id']}.{NOW}.{BODY}".encode()
    assert "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode() == GOOD
    assert f"({len(BODY.encode())} bytes)" in PAGE.read_text()

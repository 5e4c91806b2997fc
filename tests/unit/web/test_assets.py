"""Static files: one address a build, and nothing outside their folder."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from kyc.web import assets


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A build of two files."""
    (tmp_path / "js").mkdir()
    (tmp_path / "base.css").write_text("body {}")
    (tmp_path / "js" / "camera.js").write_text("export {}")
    monkeypatch.setattr(assets, "STATIC", tmp_path)
    assets.digest.cache_clear()
    yield tmp_path
    assets.digest.cache_clear()


def fresh_digest() -> str:
    assets.digest.cache_clear()
    return assets.digest()


def test_the_digest_follows_content_name_and_place(folder: Path) -> None:
    seen = {fresh_digest()}
    (folder / "base.css").write_text("body { margin: 0 }")
    seen.add(fresh_digest())
    (folder / "base.css").rename(folder / "main.css")
    seen.add(fresh_digest())
    (folder / "main.css").rename(folder / "js" / "main.css")
    seen.add(fresh_digest())
    assert len(seen) == 4


def test_an_empty_folder_changes_no_digest(folder: Path) -> None:
    before = fresh_digest()
    (folder / "empty").mkdir()
    assert fresh_digest() == before


def test_a_file_is_found_under_the_address_of_this_build(folder: Path, client: FlaskClient, app: Flask) -> None:
    with app.test_request_context():
        address = assets.asset_url("js/camera.js")
    answer = client.get(address)
    assert (answer.status_code, answer.text) == (200, "export {}")
    assert "javascript" in answer.content_type
    assert assets.digest() in address


def test_a_browser_that_can_unpack_gets_a_text_packed(folder: Path, client: FlaskClient) -> None:
    (folder / "base.css").write_text("body {} " * 500)
    address = f"/static/{fresh_digest()}/base.css"
    plain, packed = client.get(address), client.get(address, headers={"Accept-Encoding": "br, gzip"})
    assert gzip.decompress(packed.data) == plain.data
    assert len(packed.data) * 10 < len(plain.data)
    assert packed.headers["Content-Encoding"] == "gzip"
    assert packed.content_type == plain.content_type
    assert packed.content_length == len(packed.data)
    assert "accept-encoding" in plain.vary
    assert "accept-encoding" in packed.vary


def test_a_browser_that_cannot_unpack_gets_the_file(folder: Path, client: FlaskClient) -> None:
    address = f"/static/{assets.digest()}/base.css"
    for refused in ("identity", "gzip;q=0", ""):
        answer = client.get(address, headers={"Accept-Encoding": refused})
        assert (answer.text, answer.content_encoding) == ("body {}", None)


def test_a_packed_file_that_is_known_is_not_sent_again(folder: Path, client: FlaskClient) -> None:
    address, wants = f"/static/{assets.digest()}/base.css", {"Accept-Encoding": "gzip"}
    known = client.get(address, headers=wants).headers["ETag"]
    again = client.get(address, headers={**wants, "If-None-Match": known})
    assert (again.status_code, again.data) == (304, b"")


def test_a_page_is_never_packed(client: FlaskClient) -> None:
    answer = client.get("/nothing-here", headers={"Accept-Encoding": "gzip"})
    assert answer.content_encoding is None
    assert "Identity check" in answer.text


@pytest.mark.parametrize("name", ["nothing.css", "js", "../conftest.py", "js/../../conftest.py", "%2e%2e/config.py"])
def test_nothing_else_is_served(folder: Path, client: FlaskClient, name: str) -> None:
    (folder.parent / "conftest.py").write_text("secret")
    answer = client.get(f"/static/{assets.digest()}/{name}")
    assert answer.status_code == 404
    assert "secret" not in answer.text


def test_the_address_of_another_build_is_gone(folder: Path, client: FlaskClient) -> None:
    answer = client.get("/static/0000000000000000/base.css")
    assert answer.status_code == 404
    assert answer.headers["Cache-Control"] == "no-store"


def test_templates_can_name_a_file(app: Flask) -> None:
    with app.test_request_context():
        shown = app.jinja_env.from_string("{{ asset('base.css') }}").render()
    assert shown == f"/static/{assets.digest()}/base.css"

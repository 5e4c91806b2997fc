"""Static files: one address a build, and nothing outside their folder."""

from __future__ import annotations

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

"""The weights of the hints: served under their digest, kept for ever, and gone where they are not as they should be."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from kyc.config import Settings
from kyc.web import guidance, security
from tests import faces

ADDRESS = f"/guidance/{guidance.FILE.digest}.bin"


@pytest.fixture
def installed(settings: Settings) -> Path:
    """The weights in the folder of this installation."""
    settings.models_dir.mkdir(parents=True)
    path = settings.models_dir / guidance.FILE.name
    path.symlink_to(faces.models_dir() / guidance.FILE.name)
    return path


def named(app: Flask) -> str:
    with app.test_request_context():
        return app.jinja_env.from_string("{{ face_weights() }}").render()


def test_a_page_names_the_address_and_the_file_is_there(installed: Path, app: Flask, client: FlaskClient) -> None:
    assert named(app) == ADDRESS
    answer = client.get(ADDRESS)
    assert (answer.status_code, answer.content_type) == (200, "application/octet-stream")
    assert answer.data == installed.read_bytes()


def test_a_browser_fetches_it_once(installed: Path, client: FlaskClient) -> None:
    answer = client.get(ADDRESS)
    assert answer.headers["Cache-Control"] == security.IMMUTABLE
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_without_the_file_no_page_names_it(app: Flask, client: FlaskClient) -> None:
    assert named(app) == ""
    assert client.get(ADDRESS).status_code == 404


def test_an_altered_file_is_not_served(installed: Path, client: FlaskClient) -> None:
    installed.unlink()
    installed.write_bytes(b"other weights")
    answer = client.get(ADDRESS)
    assert (answer.status_code, answer.headers["Cache-Control"]) == (404, "no-store")


@pytest.mark.parametrize("name", ["0" * 64, "../fr_feature.onnx", "fr_feature.onnx"])
def test_no_other_model_is_served(installed: Path, client: FlaskClient, name: str) -> None:
    assert client.get(f"/guidance/{name}.bin").status_code == 404
    assert client.get(f"/guidance/{name}").status_code == 404

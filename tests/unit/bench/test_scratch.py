"""The environment of other readers; pip and the network are the edge of the world here."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Any

import pytest

from bench import _scratch
from bench._scratch import PEERS, peer_python

Command = list[Any]


class Pip:
    """Stands for the environment's Python: knows what is installed, and fails for what it is told to."""

    def __init__(self, *, without: str = "", slow: str = "") -> None:
        self.installed: list[str] = []
        self.without, self.slow = without, slow

    def __call__(self, command: Command, **more: Any) -> subprocess.CompletedProcess[str]:
        words = [str(word) for word in command]
        if words[1] == "-c":
            here = any(repr(package.split("==")[0]) in words[2] for package in self.installed)
            return subprocess.CompletedProcess(command, 0 if here else 1)
        package = words[-1]
        if self.slow and package.startswith(self.slow):
            raise subprocess.TimeoutExpired(words, more["timeout"])
        if self.without and package.startswith(self.without):
            return subprocess.CompletedProcess(command, 1, stderr="WARNING: hm\nERROR: No matching distribution")
        self.installed.append(package)
        return subprocess.CompletedProcess(command, 0, stderr="")


def made(place: Path, with_pip: bool) -> None:
    (place / "bin").mkdir(parents=True)
    (place / "bin" / "python").touch()


@pytest.fixture
def pip(monkeypatch: pytest.MonkeyPatch) -> Pip:
    pip = Pip()
    monkeypatch.setattr(_scratch.venv, "create", made)
    monkeypatch.setattr(_scratch.subprocess, "run", pip)
    return pip


def test_it_is_made_in_the_user_s_cache(pip: Pip, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert peer_python() == tmp_path / "ekyc-bench-peers" / "bin" / "python"
    assert pip.installed == list(PEERS)


def test_what_is_installed_is_not_installed_again(pip: Pip, tmp_path: Path) -> None:
    for _ in range(2):
        assert peer_python(tmp_path / "peers") == tmp_path / "peers" / "bin" / "python"
    assert pip.installed == list(PEERS)


def test_a_package_that_cannot_be_had_leaves_the_others(
    pip: Pip, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pip.without = "readmrz"
    assert peer_python(tmp_path / "peers") is not None
    assert pip.installed == [PEERS[0], PEERS[2]]
    assert "readmrz==0.0.2 could not be installed: ERROR: No matching distribution" in capsys.readouterr().out


def test_an_installation_that_does_not_end_is_given_up(
    pip: Pip, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pip.slow = "fastmrz"
    assert peer_python(tmp_path / "peers") is not None
    assert "fastmrz==2.1.2 could not be installed: not done after 600 s" in capsys.readouterr().out


def test_where_no_environment_can_be_made_it_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "file").touch()
    assert peer_python(tmp_path / "file") is None
    assert "no environment could be made" in capsys.readouterr().out


def test_no_peer_is_a_dependency_of_ours() -> None:
    project = (Path(__file__).parents[3] / "pyproject.toml").read_text()
    assert not any(package.split("==")[0] in project for package in PEERS)

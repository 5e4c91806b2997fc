"""Tiny packages made on the spot, and a registry that hands them out."""

from __future__ import annotations

import io
import tarfile
import zipfile
from collections.abc import Mapping
from pathlib import Path

from kyc.adapters.weights.registry import InstallFailed
from kyc.adapters.weights.shipped import Package, ShippedFile, sha256

NPM = Package("npm", "@someone/models", "1.2.3")
WHEEL = Package("pypi", "some-models", "0.4.0")


def shipped(name: str, content: bytes, package: Package = NPM, path: str | None = None) -> ShippedFile:
    return ShippedFile(name, package, path or f"package/model/{name}", sha256(content))


def tarball(path: Path, files: Mapping[str, bytes]) -> Path:
    with tarfile.open(path, "w:gz") as archive:
        for name, content in files.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))
    return path


def wheel(path: Path, files: Mapping[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return path


def installable_wheel(directory: Path, files: Mapping[str, bytes]) -> Path:
    """One that pip accepts: with the metadata of `WHEEL`."""
    info = "some_models-0.4.0.dist-info"
    metadata = b"Metadata-Version: 2.1\nName: some-models\nVersion: 0.4.0\n"
    tags = b"Wheel-Version: 1.0\nGenerator: tests\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
    extra = {f"{info}/METADATA": metadata, f"{info}/WHEEL": tags, f"{info}/RECORD": b""}
    return wheel(directory / "some_models-0.4.0-py3-none-any.whl", {**files, **extra})


class Registry:
    """Hands out archives and remembers what was asked of it; without an archive it is out of reach."""

    def __init__(self, contents: Mapping[Package, Mapping[str, bytes]]) -> None:
        self.contents = contents
        self.asked: list[Package] = []

    def fetch(self, package: Package, directory: Path) -> Path:
        self.asked.append(package)
        if package not in self.contents:
            raise InstallFailed(f"{package} could not be fetched")
        make = wheel if package.registry == "pypi" else tarball
        return make(directory / "archive", self.contents[package])

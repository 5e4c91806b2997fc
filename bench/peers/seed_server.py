"""The seed's own design, running: an Express server in front of a PocketBase, with the indexes it needs."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from types import TracebackType

from bench.peers.pocketbase import IDENTITY, PASSWORD, PocketBase

PACKAGES = Path(sys.prefix) / "tools" / "node_modules"
SOURCE = Path(__file__).parent / "seed"
INDEXES = {
    "kyc_profiles": "create index match on kyc_profiles (document_type, document_number, nationality)",
    "status_history": "create index newest on status_history (profile, created)",
}


class Seed:
    """Runs for the block; needs Node.js and the packages of `scripts/test-tools.sh`."""

    def __init__(self, folder: Path, key: str) -> None:
        self._folder, self._key = folder, key
        self._store = PocketBase(folder / "pb_data")

    def __enter__(self) -> Seed:
        self._store.__enter__()
        for name, index in INDEXES.items():
            self._store.ask("PATCH", f"/api/collections/{name}", json={"indexes": [index]})
        here = Path(shutil.copytree(SOURCE, self._folder / "seed"))
        (here / "node_modules").symlink_to(PACKAGES)
        told = {"POCKETBASE": self._store.url, "IDENTITY": IDENTITY, "PASSWORD": PASSWORD, "API_KEY": self._key}
        env = {**os.environ, **told, "NODE_ENV": "production"}
        self._node = subprocess.Popen(["node", "server.js"], cwd=here, env=env, stdout=subprocess.PIPE, text=True)
        assert self._node.stdout
        self.url = self._node.stdout.readline().strip()
        if not self.url:
            self.__exit__(None, None, None)
            raise RuntimeError("the Express server did not start")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._node.terminate()
        self._node.wait(30)
        if self._node.stdout:
            self._node.stdout.close()
        self._store.stop()

    @property
    def pids(self) -> list[int]:
        """Express and PocketBase."""
        return [self._node.pid, *([self._store.process.pid] if self._store.process else [])]


def is_here() -> bool:
    """Whether the seed can run on this machine."""
    return bool(shutil.which("node")) and (PACKAGES / "express").is_dir()

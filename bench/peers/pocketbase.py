"""A real PocketBase with the collections of the first generation, on a free port and in a folder of its own."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path
from types import TracebackType
from typing import Any

import requests

from bench.server import free_port

IDENTITY, PASSWORD = "admin@example.test", "Passw0rd-1234"
TEXTS = ("name", "document_type", "document_number", "nationality", "verification_status")
FILES = ("document_front", "document_back", "selfie")


class PocketBase:
    """Starts and stops the binary; rows are added by REST as the first generation wrote them, or in bulk by SQL."""

    def __init__(self, folder: Path, profiles: str = "kyc_profiles", history: str = "status_history") -> None:
        self.folder, self.profiles, self.history = folder, profiles, history
        self.url = f"http://127.0.0.1:{free_port()}"
        self.process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> PocketBase:
        self._run("superuser", "upsert", IDENTITY, PASSWORD)
        self.start()
        self._collections()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def start(self) -> None:
        address = self.url.removeprefix("http://")
        self.process = subprocess.Popen(
            [*self._command("serve"), "--http", address], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        self._wait()
        body = {"identity": IDENTITY, "password": PASSWORD}
        self.token = self.ask("POST", "/api/collections/_superusers/auth-with-password", json=body)["token"]

    def stop(self) -> None:
        if self.process:
            self.process.terminate()
            self.process.wait(30)
            self.process = None

    def ask(self, method: str, path: str, **more: Any) -> dict[str, Any]:
        """The answer, which must be 2xx."""
        headers = {"Authorization": getattr(self, "token", "")}
        answer = requests.request(method, self.url + path, headers=headers, timeout=30, **more)
        assert answer.ok, answer.text
        found: dict[str, Any] = answer.json() if answer.content else {}
        return found

    def add(self, pictures: dict[str, bytes] | None = None, **values: str) -> str:
        """A record with files; returns its id."""
        person = {"name": "Jane Doe", "document_type": "passport", "document_number": "A1234567", "nationality": "SG"}
        sent = {name: (f"{name}.jpg", data) for name, data in (pictures or {}).items()}
        path = f"/api/collections/{self.profiles}/records"
        data = {**person, "verification_status": "unverified", **values}
        return str(self.ask("POST", path, data=data, files=sent or None)["id"])

    def happened(self, record_id: str, *statuses: str) -> list[str]:
        """Add rows to the history, one after the other; returns their ids."""
        path = f"/api/collections/{self.history}/records"
        made = []
        for status in statuses:
            made.append(str(self.ask("POST", path, json={"profile": record_id, "status": status})["id"]))
            time.sleep(0.002)  # PocketBase stamps milliseconds
        return made

    def change(self, record_id: str, **values: str) -> None:
        self.ask("PATCH", f"/api/collections/{self.profiles}/records/{record_id}", json=values)

    def read(self, record_id: str) -> dict[str, Any]:
        return self.ask("GET", f"/api/collections/{self.profiles}/records/{record_id}")

    def statuses(self, record_id: str) -> list[str]:
        """The statuses of a record's history, oldest first."""
        query = {"filter": f"profile='{record_id}'", "sort": "created"}
        found = self.ask("GET", f"/api/collections/{self.history}/records", params=query)
        return [one["status"] for one in found["items"]]

    def backup(self) -> Path:
        """A backup of the running server, as a file."""
        self.ask("POST", "/api/backups", json={"name": "moving.zip"})
        return self.folder / "backups" / "moving.zip"

    def remove(self, record_id: str) -> None:
        self.ask("DELETE", f"/api/collections/{self.profiles}/records/{record_id}")

    def _collections(self) -> None:
        texts: list[dict[str, Any]] = [{"name": name, "type": "text"} for name in TEXTS]
        files = [{"name": name, "type": "file", "maxSelect": 1, "protected": True} for name in FILES]
        made = self._collection(self.profiles, [*texts, *files])
        owner = {"name": "profile", "type": "relation", "collectionId": made["id"], "maxSelect": 1}
        self._collection(self.history, [owner, {"name": "status", "type": "text"}])

    def _collection(self, name: str, fields: list[dict[str, Any]]) -> dict[str, Any]:
        times = [
            {"name": "created", "type": "autodate", "onCreate": True},
            {"name": "updated", "type": "autodate", "onCreate": True, "onUpdate": True},
        ]
        body = {"name": name, "type": "base", "fields": [*fields, *times]}
        return self.ask("POST", "/api/collections", json=body)

    def _wait(self) -> None:
        for _ in range(300):
            try:
                if requests.get(f"{self.url}/api/health", timeout=5).ok:
                    return
            except requests.RequestException:
                time.sleep(0.05)
        raise TimeoutError("PocketBase did not answer")

    def _run(self, *words: str) -> None:
        subprocess.run(self._command(*words), check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def _command(self, *words: str) -> list[str]:
        binary = Path(sys.executable).with_name("pocketbase")
        return [str(binary) if binary.exists() else "pocketbase", *words, "--dir", str(self.folder)]

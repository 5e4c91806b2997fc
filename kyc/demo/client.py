"""A partner's and an applicant's calls in a whole verification, over HTTP."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import requests

FINAL = ("approved", "rejected", "manual_review")


@dataclass(frozen=True)
class Client:
    """Calls a running server with one API key; raises on any answer that is not 2xx."""

    base: str
    key: str
    timeout_s: float = 60

    def call(self, method: str, path: str, **more: Any) -> dict[str, Any]:
        headers = {"x-api-key": self.key, **more.pop("headers", {})}
        answer = requests.request(method, self.base + path, headers=headers, timeout=self.timeout_s, **more)
        if not answer.ok:
            raise RuntimeError(f"{method} {path}: {answer.status_code} {answer.text[:500]}")
        body: dict[str, Any] = answer.json()
        return body

    def open_session(self, **body: Any) -> dict[str, Any]:
        return self.call("POST", "/v1/sessions", json=body)

    def add_document(
        self, session_id: str, image: bytes, kind: str = "passport", side: str = "data_page"
    ) -> dict[str, Any]:
        files = {"file": ("document.jpg", image, "image/jpeg")}
        return self.call("POST", f"/v1/sessions/{session_id}/documents", files=files, data={"type": kind, "side": side})

    def add_selfie(self, session_id: str, image: bytes) -> dict[str, Any]:
        files = {"file": ("selfie.jpg", image, "image/jpeg")}
        return self.call("POST", f"/v1/sessions/{session_id}/selfie", files=files)

    def submit(self, session_id: str) -> dict[str, Any]:
        return self.call("POST", f"/v1/sessions/{session_id}/submit")

    def session(self, session_id: str) -> dict[str, Any]:
        return self.call("GET", f"/v1/sessions/{session_id}")

    def report(self, session_id: str) -> dict[str, Any]:
        return self.call("GET", f"/v1/sessions/{session_id}/report")

    def wait(
        self, session_id: str, seen: Callable[[str], None] = lambda _: None, patience_s: float = 120
    ) -> dict[str, Any]:
        """Poll until the verification is decided; `seen` gets each new status."""
        last, deadline = "", time.monotonic() + patience_s
        while time.monotonic() < deadline:
            now = self.session(session_id)
            if now["status"] != last:
                last = now["status"]
                seen(last)
            if last in FINAL:
                return now
            time.sleep(0.1)
        raise TimeoutError(f"no decision after {patience_s:.0f} s")

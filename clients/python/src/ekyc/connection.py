"""What both clients pass to httpx: the server's URL, the API key, the timeouts."""

from __future__ import annotations

from typing import Any

VERSION = "0.1.0"
TIMEOUT_S = 30.0
RETRIES = 4


def options(url: str, key: str, timeout: float) -> dict[str, Any]:
    """The arguments of httpx's clients; raises `ValueError` for an impossible key or URL.

    The key is checked here because httpx would repeat a bad one in its error. Redirects are not followed.
    """
    if not (key and key.isascii() and key.isprintable() and " " not in key):
        raise ValueError("the API key must be visible ASCII characters")
    if not url.startswith(("http://", "https://")):
        raise ValueError("the server's address begins with https:// or http://")
    headers = {"x-api-key": key, "accept": "application/json, */*;q=0.5", "user-agent": f"ekyc-client/{VERSION}"}
    return {"base_url": url, "headers": headers, "timeout": timeout, "follow_redirects": False}

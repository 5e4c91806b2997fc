"""The secrets that an installation generates at its first start."""

from __future__ import annotations

import base64
import json
import os
import secrets
from pathlib import Path

FILE = "secrets.json"
NAMES = ("secret_key", "api_key_pepper", "blob_keys", "webhook_secret", "receipt_keys")
"""The settings that are stored there."""


def secrets_in(path: Path) -> dict[str, str]:
    """The generated secrets of this installation; each is written once, readable by its owner only.

    A secret that a later version adds gets a file of its own beside the first, written in the same way.
    """
    if not path.exists():
        _write_once(path, json.dumps(_fresh_secrets(), indent=1))
    kept: dict[str, str] = json.loads(path.read_text())
    for name in _fresh_secrets().keys() - kept.keys():
        later = path.with_name(f"{path.stem}-{name}.json")
        if not later.exists():
            _write_once(later, json.dumps({name: _fresh_secrets()[name]}, indent=1))
        kept |= json.loads(later.read_text())
    return kept


def _write_once(path: Path, text: str) -> None:
    """Several processes may start at once: the first to link the file wins, the others read what it wrote."""
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()


def _fresh_secrets() -> dict[str, str]:
    def key() -> str:
        return base64.b64encode(secrets.token_bytes(32)).decode()

    return dict(zip(NAMES, (key(), key(), f"k1:{key()}", f"whsec_{key()}", f"r1:{key()}"), strict=True))

"""The contents of the image store, be it a folder or a service."""

from __future__ import annotations

from flask import Flask


def kept(app: Flask) -> dict[str, bytes]:
    """Every stored object, sealed, by its name."""
    store = app.config["TOOLS"].blobs
    return {name: store._store.get(name) for name in store.names()}

"""The answers of the health checks."""

from __future__ import annotations

from typing import Literal

from kyc.web.contract import Shape


class Alive(Shape):
    status: Literal["ok"]


class Parts(Shape):
    database: Literal["ok", "unavailable"]
    disk: Literal["ok", "nearly_full", "unavailable"]
    migrations: Literal["ok", "behind", "unknown"]
    worker: Literal["ok", "silent", "unknown"]


class Ready(Shape):
    status: Literal["ready", "not_ready"]
    parts: Parts

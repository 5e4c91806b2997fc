"""These tests call as partners do, of endpoints."""

from __future__ import annotations

from tests.outside import client

__all__ = ["client"]

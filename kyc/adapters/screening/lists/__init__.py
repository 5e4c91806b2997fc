"""The published formats of watchlists, one parser a file, and how a file's format is recognised."""

from __future__ import annotations

from kyc.adapters.screening.lists.recognise import read_lists
from kyc.adapters.screening.lists.source import ListRefused, ListSource

__all__ = ["ListRefused", "ListSource", "read_lists"]

"""The published formats of watchlists, one parser per module, and the recognition of a file's format."""

from __future__ import annotations

from kyc.adapters.screening.lists.recognise import read_lists
from kyc.adapters.screening.lists.source import ListRefused, ListSource

__all__ = ["ListRefused", "ListSource", "read_lists"]

"""Screening against watchlists loaded by the operator: an index on disk, read by every worker."""

from __future__ import annotations

from pathlib import Path

from kyc.adapters.screening.lists import ListRefused
from kyc.adapters.screening.loading import ListShrunken, load, load_sample
from kyc.adapters.screening.watchlist import IndexedWatchlist
from kyc.domain.ports import Watchlist
from kyc.domain.watchlists import Kind

__all__ = ["ListRefused", "ListShrunken", "create", "load", "load_sample"]


def create(directory: Path, kind: Kind) -> Watchlist:
    """The watchlist of one kind under `directory`; nothing is opened before the first query."""
    return IndexedWatchlist(directory, kind)

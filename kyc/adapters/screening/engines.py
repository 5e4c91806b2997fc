"""The watchlists that come with the product, by the names that `WATCHLIST` knows them by."""

from __future__ import annotations

FACTORIES = {"index": "kyc.adapters.screening:create", "yente": "kyc.adapters.screening.yente:create"}


def factory_of(name: str) -> str:
    """The "module:factory" behind a setting; one of another house is given in that form and stays as it is.

    Raises `ValueError` for a name that is neither.
    """
    if name not in FACTORIES and ":" not in name:
        raise ValueError(f"WATCHLIST has to be {' or '.join(FACTORIES)}, or name a factory as module:factory")
    return FACTORIES.get(name, name)

"""The watchlist engines that come with the product, by their names in `WATCHLIST`."""

from __future__ import annotations

FACTORIES = {"index": "kyc.adapters.screening:create", "yente": "kyc.adapters.screening.yente:create"}


def factory_of(name: str) -> str:
    """The "module:factory" behind a setting; a third-party engine is given in that form and returned unchanged.

    Raises `ValueError` for a name that is neither.
    """
    if name not in FACTORIES and ":" not in name:
        raise ValueError(f"WATCHLIST has to be {' or '.join(FACTORIES)}, or name a factory as module:factory")
    return FACTORIES.get(name, name)

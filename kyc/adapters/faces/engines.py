"""The face engines that come with the product, by their names in `FACE_ENGINE`."""

from __future__ import annotations

from kyc.adapters.weights.table import FACE_DLIB, Model

FACTORIES = {
    "onnx": "kyc.adapters.faces:create",
    "dlib": "kyc.adapters.faces.dlib_engine:create",
}
OWN_MODELS: dict[str, tuple[Model, ...]] = {"dlib": (FACE_DLIB,)}
"""The models that an engine needs beyond those that every installation has."""


def factory_of(name: str) -> str:
    """The "module:factory" behind a setting; a third-party engine is given in that form and returned unchanged.

    Raises `ValueError` for a name that is neither.
    """
    if name not in FACTORIES and ":" not in name:
        raise ValueError(f"FACE_ENGINE has to be {' or '.join(FACTORIES)}, or name a factory as module:factory")
    return FACTORIES.get(name, name)


def own_models(name: str) -> tuple[Model, ...]:
    """The further models to install for a setting; a third-party engine takes care of its own."""
    return next((OWN_MODELS[one] for one in OWN_MODELS if name in (one, FACTORIES[one])), ())

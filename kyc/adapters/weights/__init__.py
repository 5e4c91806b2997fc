"""Model weights: the files that are used, where they come from, and how they are installed."""

from kyc.adapters.weights.install import Standing, install, read, standing
from kyc.adapters.weights.shipped import Package, ShippedFile
from kyc.adapters.weights.table import MODELS, Model

__all__ = [
    "MODELS",
    "Model",
    "Package",
    "ShippedFile",
    "Standing",
    "install",
    "read",
    "standing",
]

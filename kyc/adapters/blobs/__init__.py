"""Sealed storage for images: an encrypting key ring over files or an S3-compatible service."""

from kyc.adapters.blobs.keyring import Keyring
from kyc.adapters.blobs.store import SealedStore, create

__all__ = ["Keyring", "SealedStore", "create"]

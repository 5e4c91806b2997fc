"""Sealed storage for images: an encrypting key ring over files or an S3-compatible service."""

from kyc.adapters.blobs.keyring import Keyring, SealBroken
from kyc.adapters.blobs.store import SealedStore, create

__all__ = ["Keyring", "SealBroken", "SealedStore", "create"]

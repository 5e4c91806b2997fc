"""Draws specimen documents of Utopia and of invented states, and takes photos of them."""

from __future__ import annotations

from kyc.demo.specimen.fields import SpecimenFields
from kyc.demo.specimen.passport import draw
from kyc.demo.specimen.photograph import PHONE, THUMBNAIL, Photo, photograph, take

__all__ = ["PHONE", "THUMBNAIL", "Photo", "SpecimenFields", "draw", "photograph", "take"]

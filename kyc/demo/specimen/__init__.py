"""Draws specimen documents of Utopia and of invented people from other states, and photographs them."""

from __future__ import annotations

from kyc.demo.specimen.aamva import barcode_text
from kyc.demo.specimen.card import id_card, residence_permit, td2_card
from kyc.demo.specimen.fields import SpecimenFields
from kyc.demo.specimen.licence import eu_licence
from kyc.demo.specimen.passport import draw
from kyc.demo.specimen.photograph import PHONE, THUMBNAIL, Photo, photograph, take
from kyc.demo.specimen.us_licence import us_licence
from kyc.demo.specimen.visa import visa

__all__ = [
    "PHONE",
    "THUMBNAIL",
    "Photo",
    "SpecimenFields",
    "barcode_text",
    "draw",
    "eu_licence",
    "id_card",
    "photograph",
    "residence_permit",
    "take",
    "td2_card",
    "us_licence",
    "visa",
]

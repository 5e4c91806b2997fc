"""The first-generation API: `/api/profiles` and `/`, byte for byte."""

from __future__ import annotations

from flask import Blueprint

from kyc.web import limits
from kyc.web.legacy import profiles

blueprint = Blueprint("legacy", __name__)
profiles.register(blueprint)
limits.writes(blueprint)
limits.lookups(blueprint)

"""The catalogue of reasons (`reasons.toml`), each worded for the applicant, the partner and the staff."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from importlib import resources


@dataclass(frozen=True, slots=True)
class Reason:
    """A stable code and its texts.

    `applicant` is plain, kind and says what to do; it never reveals a sign of fraud. `partner` is exact. `staff` says
    what to examine. `retry` tells whether another attempt may help.
    """

    code: str
    applicant: str
    partner: str
    staff: str
    retry: bool = True


_SOURCE = resources.files("kyc.domain").joinpath("reasons.toml").read_text("utf-8")

CATALOGUE: dict[str, Reason] = {code: Reason(code, **words) for code, words in tomllib.loads(_SOURCE).items()}


def reason(code: str) -> Reason:
    """The words for a code; raises `KeyError` for one that is not in the catalogue."""
    return CATALOGUE[code]

"""What OFAC's three formats share: its lists, its entries' URLs, and which of its numbers identify a person."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from kyc.adapters.screening.entity import Schema
from kyc.adapters.screening.lists.draft import Draft

_PAGE = "https://sanctionssearch.ofac.treas.gov/Details.aspx?id="

# OFAC's kinds of number that identify a person; registrations of companies and ships are not read.
IDENTITY_DOCUMENTS = frozenset(
    {
        "Birth Certificate Number",
        "Bosnian Personal ID No.",
        "British National Overseas Passport",
        "C.U.I.P.",
        "C.U.I.T.",
        "C.U.R.P.",
        "Cedula No.",
        "Cedula de Residencia",
        "Citizen's Card Number",
        "D.N.I.",
        "Diplomatic Passport",
        "Driver's License No.",
        "Electoral Registry No.",
        "I.F.E.",
        "Identification Number",
        "Kenyan ID No.",
        "Moroccan Personal ID No.",
        "N.I.E.",
        "National Foreign ID Number",
        "National ID No.",
        "Numero de Identidad",
        "Passport",
        "Personal ID Card",
        "R.F.C.",
        "Refugee ID Card",
        "Residency Number",
        "SSN",
        "Stateless Person ID Card",
        "Stateless Person Passport",
        "Tax ID No.",
        "Tazkira National ID Card",
        "Travel Document Number",
        "Turkish Identification Number",
    }
)


@dataclass(frozen=True, slots=True)
class Publication:
    """One of OFAC's lists: its name, the prefix of our entity ids, and its CSV files by role."""

    name: str
    prefix: str
    files: Mapping[str, str]


SDN = Publication(
    "OFAC SDN",
    "us_ofac_sdn",
    {"primary": "sdn.csv", "aliases": "alt.csv", "addresses": "add.csv", "comments": "sdn_comments.csv"},
)
CONSOLIDATED = Publication(
    "OFAC Consolidated (non-SDN)",
    "us_ofac_cons",
    {
        "primary": "cons_prim.csv",
        "aliases": "cons_alt.csv",
        "addresses": "cons_add.csv",
        "comments": "cons_comments.csv",
    },
)
PUBLICATIONS = (SDN, CONSOLIDATED)

# Programmes of the lists that are published together as "consolidated". At most one entry in a hundred of the SDN list
# has one of them, nine in ten of the consolidated list do (measured on both).
_NON_SDN = frozenset(
    {"561-Related", "561List", "CMIC-EO13959", "FSE-IR", "FSE-SY", "NS-ISA", "NS-PLC", "UKRAINE-EO13662"}
)


def draft(publication: Publication, number: str, *, individual: bool) -> Draft:
    """An empty entry. Vessels and aircraft count as organisations: nobody applies as one."""
    schema: Schema = "person" if individual else "organisation"
    return Draft(f"{publication.prefix}-{number}", schema, source_url=_PAGE + number)


def publication_of(programmes: Collection[Collection[str]]) -> Publication:
    """The list that entries with these programmes are from, by majority, for files that do not name it."""
    others = sum(bool(_NON_SDN.intersection(one)) for one in programmes)
    return CONSOLIDATED if 2 * others > len(programmes) else SDN

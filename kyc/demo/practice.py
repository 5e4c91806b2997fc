"""Nine practice cases from drawn passports and the demo's photographs, each with its truth.

The people do not resemble each other and each selfie is cut from the photograph on the document, so these cases teach
the desk more than the eye; harder ones are up to the operator.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from datetime import date
from pathlib import Path

from PIL import Image, ImageEnhance, ImageFilter, ImageOps

from kyc.demo import people, specimen
from kyc.demo.specimen import SpecimenFields
from kyc.demo.story import FIELDS, jpeg
from kyc.domain.applicant import Applicant
from kyc.domain.documents import DocumentType, Side
from kyc.domain.training import Truth
from kyc.services.training.drafts import Draft

Heads = dict[str, Image.Image]
HOLDERS = {
    "ana": replace(FIELDS, surname="MARLOW", given_names="ANA", number="UT2019384", birth_date=date(1991, 3, 14)),
    "bea": replace(FIELDS, surname="OKONEDO", given_names="BEA", number="UT5527716", birth_date=date(1988, 11, 2)),
    "cleo": replace(FIELDS, surname="TANAKA", given_names="CLEO", number="UT8840275", birth_date=date(1995, 7, 23)),
}
"""The holder of each passport; all of it is invented."""
OTHERS = {"ana": "bea", "bea": "cleo", "cleo": "ana"}
SAME = (
    "The same person. Compare the distances between eyes, nose and mouth and the shape of the chin; light and colours "
    "say little."
)
OTHER = "The document is as it was issued, but the selfie is of somebody else: brow, nose and chin differ."
BIRTH_DATE = (
    "The printed date of birth was changed. The zone still has the old one and its check digits hold: where print and "
    "zone are both sharp and differ, somebody altered one of them."
)
NUMBER = (
    "A digit of the number was changed, in print and in the zone, and the check digit left as it was: it no longer "
    "holds. A misread zone looks the same, so read it yourself in full size before you refuse."
)
PORTRAIT = (
    "The portrait was exchanged: it lies crooked on its place and has an edge of its own. It is of whoever took the "
    "selfie, so the faces match; that says nothing of the document."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Altered(SpecimenFields):
    """A page that was altered after issue, all but its zone."""

    rows: tuple[str, ...]

    @property
    def zone(self) -> tuple[str, ...]:
        return self.rows


def cases(cache: Path) -> list[Draft]:
    """Nine cases: genuine ones, other people's selfies, altered documents; photographs are kept in `cache`.

    Raises `kyc.adapters.weights.registry.InstallFailed` where the registry cannot be reached.
    """
    heads = people.fetch_people(cache)
    return [
        *(_draft(f"seed: {who}", Truth.GENUINE, SAME, _page(heads, who), who, _worn(heads[who])) for who in HOLDERS),
        *(
            _draft(f"seed: {who} and {other}", Truth.LOOKALIKE, OTHER, _page(heads, who), who, heads[other])
            for who, other in OTHERS.items()
        ),
        _draft("seed: birth date", Truth.FORGED, BIRTH_DATE, _other_birth_date(heads), "ana", heads["ana"]),
        _draft("seed: number", Truth.FORGED, NUMBER, _other_number(heads), "cleo", heads["cleo"]),
        _draft("seed: portrait", Truth.FORGED, PORTRAIT, _other_portrait(heads), "bea", heads["ana"]),
    ]


def _draft(name: str, truth: Truth, why: str, page: Image.Image, holder: str, selfie: Image.Image) -> Draft:
    """One case; the holder declares what the passport said when issued, except for what a forger wants believed."""
    fields, kind = HOLDERS[holder], DocumentType.PASSPORT
    full_name = f"{fields.given_names} {fields.surname}".title()
    declared = Applicant(full_name, kind.value, fields.number, fields.nationality, fields.birth_date)
    photo = specimen.photograph(page, seed=len(name))
    return Draft(name, truth, why, kind, ((Side.DATA_PAGE, photo),), jpeg(people.selfie(selfie)), declared, "UTO")


def _page(heads: Heads, holder: str) -> Image.Image:
    return specimen.draw(HOLDERS[holder], people.portrait(heads[holder]))


def _worn(head: Image.Image) -> Image.Image:
    """The photograph as if of another day: greyer, darker and less sharp."""
    dim = ImageEnhance.Brightness(ImageEnhance.Color(head).enhance(0.55)).enhance(0.8)
    return dim.filter(ImageFilter.GaussianBlur(1.2))


def _other_birth_date(heads: Heads) -> Image.Image:
    issued = replace(HOLDERS["ana"], birth_date=date(2008, 3, 14))
    changed = asdict(HOLDERS["ana"])
    return specimen.draw(Altered(**changed, rows=issued.zone), people.portrait(heads["ana"]))


def _other_number(heads: Heads) -> Image.Image:
    held = HOLDERS["cleo"]
    issued = replace(held, number="UT8840215")
    first, second = issued.zone
    rows = (first, held.number + second[len(held.number) :])
    return specimen.draw(Altered(**asdict(held), rows=rows), people.portrait(heads["cleo"]))


def _other_portrait(heads: Heads) -> Image.Image:
    """A print of somebody else, pasted over the page's portrait by hand."""
    page = _page(heads, "bea")
    left, top, width, height = (round(one * page.width / 125) for one in (5, 13, 35, 45))
    print_of = ImageOps.expand(people.portrait(heads["ana"]).resize((width, height)), 5, "white").convert("RGBA")
    crooked = print_of.rotate(2.5, Image.Resampling.BICUBIC, expand=True)
    page.paste(crooked.convert("RGB"), (left - 4, top - 2), crooked.getchannel("A"))
    return page

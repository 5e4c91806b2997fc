"""What somebody hands in as a case for training: images, the truth and why, in a folder with a list of them."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, StringConstraints, ValidationError

from kyc.domain.applicant import Applicant
from kyc.domain.countries import country
from kyc.domain.documents import SIDES, DocumentType, Side
from kyc.domain.training import Truth

LIST = "cases.toml"


@dataclass(frozen=True, slots=True)
class Draft:
    """A case as it is handed in: `pages` and `selfie` are files as they were taken."""

    name: str
    truth: Truth
    explanation: str
    document_type: DocumentType
    pages: tuple[tuple[Side, bytes], ...]
    selfie: bytes
    declared: Applicant
    issuing_country: str | None = None


def read_folder(folder: Path) -> list[Draft]:
    """The cases of `cases.toml` with the files that it names; raises `ValueError` that lists everything wrong."""
    try:
        entries = _List.model_validate(tomllib.loads((folder / LIST).read_text("utf-8"))).case
    except OSError:
        raise ValueError(f"there is no {LIST} in this folder") from None
    except ValidationError as error:
        found = error.errors(include_input=False, include_url=False)
        raise ValueError("\n".join(_fault(one["loc"], one["msg"]) for one in found)) from None
    except ValueError as error:
        raise ValueError(f"{LIST}: {error}") from None
    names = [one.name for one in entries]
    faults = [f"two cases are called {name}" for name in sorted({name for name in names if names.count(name) > 1})]
    faults += [f"case {place}: {fault}" for place, one in enumerate(entries, 1) for fault in one.faults(folder)]
    if faults:
        raise ValueError("\n".join(faults))
    return [one.draft(folder) for one in entries]


def _country(text: str) -> str:
    found = country(text)
    if found is None:
        raise ValueError("no country is called so")
    return found


def _printable(text: str) -> str:
    if not text.isprintable():
        raise ValueError("it has signs that cannot be printed")
    return text


_Name = Annotated[str, StringConstraints(min_length=1, max_length=80), AfterValidator(_printable)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)


class _Person(_Strict):
    name: str | None = None
    document_number: str | None = None
    nationality: str | None = None
    date_of_birth: date | None = None


class _Entry(_Strict):
    """One table of the list; files are named as they lie in the folder."""

    name: _Name
    truth: Truth
    explanation: Annotated[str, StringConstraints(min_length=1, max_length=2000)]
    document_type: DocumentType
    selfie: str
    data_page: str | None = None
    front: str | None = None
    back: str | None = None
    issuing_country: Annotated[str, AfterValidator(_country)] | None = None
    declared: _Person = _Person()

    @property
    def files(self) -> dict[str, str | None]:
        """The file of each side that this kind of document has, and of the selfie."""
        return {side.value: getattr(self, side.value) for side in SIDES[self.document_type]} | {"selfie": self.selfie}

    def faults(self, folder: Path) -> list[str]:
        """What is missing, lies outside the folder, or is of a side that there is none of."""
        foreign = [side for side in Side if getattr(self, side.value) and side.value not in self.files]
        faults = [f"a {self.document_type} has no {side}" for side in foreign]
        for part, name in self.files.items():
            path = (folder / (name or "")).resolve()
            if not (path.is_relative_to(folder.resolve()) and path.is_file()):
                faults.append(f"{part} names no file in this folder" if name else f"{part} is missing")
        return faults

    def draft(self, folder: Path) -> Draft:
        """The same with what is in the files."""
        content = {part: (folder / str(name)).read_bytes() for part, name in self.files.items()}
        selfie = content.pop("selfie")
        pages = tuple((Side(side), data) for side, data in content.items())
        person = Applicant(document_type=self.document_type.value, **dict(self.declared))
        words = (self.name, self.truth, self.explanation, self.document_type)
        return Draft(*words, pages, selfie, person, self.issuing_country)


class _List(_Strict):
    case: list[_Entry]


def _fault(place: tuple[str | int, ...], words: str) -> str:
    """Cases are counted from 1, as people count them."""
    names = [f"case {part + 1}" if isinstance(part, int) else part for part in place if part != "case"]
    return f"{', '.join(names)}: {words}" if names else f"{LIST}: {words}"

"""Text from a document: zones, barcodes and names as any camera, forger or keyboard may produce them."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

from kyc.adapters.screening import normalise
from kyc.adapters.screening.dates import birth_dates
from kyc.demo.specimen.aamva import barcode_text
from kyc.demo.specimen.fields import SpecimenFields
from kyc.domain import aamva, mrz, mrz_repair, names
from kyc.domain.applicant import number_key
from kyc.domain.countries import country

TODAY = datetime.now(UTC).date()
PERSON = SpecimenFields("SAMPLE", "JANE MARY", "D1234567", date(1990, 1, 15), date(2031, 1, 15))
ZONES = ("TD1", "TD2", "TD3", "MRVA", "MRVB")


def zone(data: bytes) -> None:
    """Lines of a zone, clean or as a reader saw them: a zone consistent with its text, or none."""
    lines = data.decode("utf-8", "replace").split("\n")[:12]
    for found in (mrz.parse(lines), getattr(mrz_repair.assemble([[line] for line in lines]), "zone", None)):
        if found is None:
            continue
        assert set(found.text) <= set(mrz.ALPHABET)
        assert mrz.parse(found.lines) is not None
        mended = mrz_repair.mend(found)
        assert mended.valid or mended == found
        for name in ("birth_date", "expiry_date"):
            mrz.birth_date(found.raw(name), TODAY)
            mrz.expiry_date(found.raw(name), TODAY)
            mrz.impossible_date(found.raw(name))
    for line in lines:
        assert set(mrz_repair.clean(line)) <= set(mrz.ALPHABET)
        assert mrz_repair.looks_like_zone(line) >= 0


def zones() -> list[bytes]:
    """A zone of every layout with correct check digits."""
    return ["\n".join(PERSON.zone_of(layout)).encode() for layout in ZONES]


def barcode(data: bytes) -> None:
    """The text of a PDF417 symbol: a licence whose fields are short and printable, or none."""
    found = aamva.parse(data.decode("utf-8", "replace"))
    if found is not None:
        texts = (found.number, found.surname, found.given_names, found.sex, found.issuer)
        assert all(len(text) <= 2 * 200 + 1 and (text.isprintable() or not text) for text in texts)
        assert re.fullmatch(r"[A-Z0-9][A-Z0-9 *-]{0,24}", found.number)


def barcodes() -> list[bytes]:
    """A licence of every version that the specimens draw, and texts that only resemble one."""
    drawn = barcode_text(PERSON)
    return [drawn.encode(), drawn.replace("DBC", "DDEN\nDBC").encode(), b"@\n\x1e\rANSI 636000100002DL00410278"]


def name(data: bytes) -> None:
    """Two names, declared and read: always a similarity from 0 to 100, always plain tokens."""
    one, _, other = data.decode("utf-8", "replace")[:800].partition("\n")
    assert 0 <= names.similarity(one, other) <= 100
    for written in names.rewritings(one):
        assert re.fullmatch(r"[A-Z]+( [A-Z]+)*|", written)
    tokens = normalise.tokens(one)
    assert len(tokens) <= normalise.MAX_TOKENS
    assert all(re.fullmatch(r"[a-z0-9]+", token) for token in tokens)
    assert number_key(other) == number_key(number_key(other) or "")
    country(one)
    birth_dates(other)


def spellings() -> list[bytes]:
    """Names in several scripts beside how zones write them."""
    pairs = (
        *("Jörg Müller\nMUELLER JOERG", "李小龙\nLI XIAOLONG", "محمد بن سلمان\nMOHAMMED", "김정은\nKIM JONG UN"),
        *("Дмитрий Щукин\nSHCHUKIN", "O’Neill-Łukasz\nONEILL LUKASZ", "Iran\n1970-05", "A\u0301\u0300\nA"),
    )
    return [pair.encode() for pair in pairs]

"""The visual inspection zone: printed values found by their labels, and whether a value of the zone is printed too."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from kyc.adapters.documents.boxes import same_row, thickness
from kyc.adapters.documents.dates import dates_in
from kyc.adapters.documents.sheet import Line, Sheet
from kyc.adapters.documents.words import plain
from kyc.domain.applicant import number_key
from kyc.domain.documents import DocumentType
from kyc.domain.mrz_repair import looks_like_zone
from kyc.domain.names import similarity

# Labels in the languages of the Latin alphabet that documents use most; a label is a whole word.
_LABELS = {
    "given_names": r"GIVEN NAMES?|FIRST NAMES?|FORENAMES?|PRENOMS?|VORNAMEN?|NOMBRES?|PRENOMI?|NOME|IMIONA|IME|JMENO"
    r"|MENO|FORNAVNE?|ETUNIMET|VOORNAMEN|UTONEV|ADI",
    "surname": r"SURNAME|LAST NAME|FAMILY NAME|NAME|NOM|APELLIDOS?|COGNOME|NACHNAME|NAZWISKO|PRIJMENI|PREZIME"
    r"|PRIEZVISKO|ACHTERNAAM|NAAM|ETTERNAVN|EFTERNAVN|EFTERNAMN|SUKUNIMI|CSALADI NEV|SOYADI|APELIDOS?",
    "document_number": r"(?:PASSPORT|PASSEPORT|DOCUMENT|CARD|LICEN[CS]E|PERMIT|PAS|ID)[ -]*(?:NO|NUMBER|NR|N|NUM)"
    r"|(?:NO|NUMERO|NR|N)[ .]*(?:DU|DEL|DE|DI)? ?(?:PASSEPORT|PASAPORTE|PASSAPORTO|DOCUMENTO?)|DOCUMENT NUMBER|DLN?",
    "birth_date": r"DATE OF BIRTH|BIRTH ?DATE|DOB|(?:DATE )?DE NAISSANCE|GEBURTS(?:DATUM|TAG)|FECHA DE NACIMIENTO"
    r"|DATA DI NASCITA|DATA DE NASCIMENTO|DATA URODZENIA|DATUM NAROZENI|DATUM RODENJA|GEBOORTEDATUM|DOGUM TARIHI",
    "expiry_date": r"DATE OF EXPIR\w*|EXPIRY(?: DATE)?|EXP(?:IRES)?|DATE D.?EXPIRATION|VALID (?:UNTIL|TO|THRU)|VALIDEZ"
    r"|CADUCIDAD|SCADENZA|GULTIG BIS|GELDIG TOT|DATA WAZNOSCI|PLATNOST DO|VRIJEDI DO|SON GECERLILIK",
    "issue_date": r"DATE OF ISSUE|ISSUED?(?: ON| DATE)?|ISS|DATE DE DELIVRANCE|EXPEDICION|RILASCIO|AUSSTELLUNG\w*"
    r"|DATA WYDANIA|DATUM VYDANI|AFGIFTE",
    "sex": r"SEX|SEXE|SEXO|SESSO|GESCHLECHT|GENDER|PLEC|POHLAVI|SPOL|CINSIYETI?",
}
LABELS = {name: re.compile(rf"(?<![A-Z])(?:{words})(?![A-Z])") for name, words in _LABELS.items()}
_ANY_LABEL = re.compile("|".join(pattern.pattern for pattern in LABELS.values()))

# ISO/IEC 18013-1 annex D: the numbers that stand before the fields of a driving licence.
_LICENCE = {"surname": "1", "given_names": "2", "birth_date": "3", "issue_date": "4A", "expiry_date": "4B"}
_LICENCE |= {"document_number": "5"}

_TITLES = {
    DocumentType.DRIVER_LICENSE: r"DRIV\w+ LICEN[CS]E|PERMIS DE CONDUIRE|FUHRERSCHEIN|PERMISO DE CONDUCCION|PATENTE",
    DocumentType.RESIDENCE_PERMIT: r"RESIDENCE PERMIT|AUFENTHALTSTITEL|TITRE DE SEJOUR|PERMESSO DI SOGGIORNO",
    DocumentType.PASSPORT: r"PASSPORT|PASSEPORT|REISEPASS|PASAPORTE|PASSAPORTO",
    DocumentType.ID_CARD: r"IDENTITY CARD|PERSONALAUSWEIS|CARTE (?:NATIONALE )?D.?IDENTITE|DOCUMENTO NACIONAL",
}


@dataclass(frozen=True, slots=True)
class Print:
    """The printed lines of all sheets of one document, without the machine-readable zone."""

    lines: tuple[tuple[Sheet, Line], ...]
    rows: tuple[str, ...]

    @property
    def texts(self) -> Iterator[str]:
        return (plain(line.reading.text) for _, line in self.lines)

    def kind(self) -> DocumentType | None:
        """What the document calls itself."""
        whole = " ".join(self.texts)
        return next((kind for kind, words in _TITLES.items() if re.search(words, whole)), None)

    def labelled(self, name: str, *, licence: bool) -> list[Line]:
        """The lines that may hold a field's value, the likeliest first: beside, below or in the line of its label."""
        found = []
        for sheet, line in self.lines:
            text = plain(line.reading.text)
            if licence and re.match(rf"{_LICENCE.get(name, '-')}[. ]", text):
                found.append(line)
            elif LABELS[name].search(_first_label(text, name)):
                found += [line, *_after(sheet, line)]
        return found

    def shows_number(self, number: str) -> bool:
        return any(number_key(number) in number_key(text) for text in self.texts)

    def shows_date(self, yymmdd: str) -> bool:
        return any(yymmdd in dates_in(text) for text in (*self.texts, *self.rows))

    def shows_name(self, name: str) -> bool:
        """Whether the name is printed, by itself or beside other words, in any transliteration of ICAO 9303."""
        wanted = len(name.split())
        return any(similarity(part, name) == 100 for text in self.raw_texts for part in _windows(text, wanted))

    def shows_word(self, word: str) -> bool:
        return any(word in re.findall(r"[A-Z]+", text) for text in self.texts)

    @property
    def raw_texts(self) -> Iterator[str]:
        return (line.reading.text for _, line in self.lines)


def print_of(sheets: Sequence[Sheet], zone_lines: Iterable[Line]) -> Print:
    """Everything that was read apart from the zone, so that what agrees with the zone was read elsewhere."""
    zone_boxes = [line.box for line in zone_lines]
    kept = [
        (sheet, line)
        for sheet in sheets
        for line in sheet.lines
        if looks_like_zone(line.reading.text) < 0.5 and not any(line.box is box for box in zone_boxes)
    ]
    rows = [row for sheet in sheets for row in _rows(sheet, [line for own, line in kept if own is sheet])]
    return Print(tuple(kept), tuple(rows))


def _rows(sheet: Sheet, lines: Sequence[Line]) -> Iterator[str]:
    """Lines at one height as one text, because a date is often found in pieces ("19 OKT/OCT", "1971")."""
    for first in lines:
        row = [line for line in lines if same_row(line.box, first.box)]
        if row:
            ordered = sorted([first, *row], key=lambda line: sheet.right_of(line.box, first.box))
            yield " ".join(line.reading.text for line in ordered)


def is_label(text: str) -> bool:
    return bool(_ANY_LABEL.search(plain(text)))


def _first_label(text: str, name: str) -> str:
    """The text, unless it is a label of given names that also holds a word for a surname ("Given name")."""
    if name == "surname":
        return LABELS["given_names"].sub("", text)
    return text


def _windows(text: str, words: int) -> Iterator[str]:
    parts = re.split(r"[\s,.;:/]+", text)
    yield text
    for start in range(len(parts) - words + 1):
        yield " ".join(parts[start : start + words])


def _after(sheet: Sheet, label: Line) -> list[Line]:
    """Lines to the right at the same height, then lines shortly below that begin near the label's beginning."""
    high = thickness(label.box)
    scored = []
    for line in sheet.lines:
        below, right = sheet.below(line.box, label.box), sheet.right_of(line.box, label.box)
        if line is label:
            continue
        if abs(below) < 0.6 * high and right > 0:
            scored.append((right, line))
        elif 0.5 * high < below < 3.5 * high and -3 * high < right < 6 * high:
            scored.append((below + 0.3 * abs(right), line))
    return [line for _, line in sorted(scored, key=lambda pair: pair[0])[:3]]

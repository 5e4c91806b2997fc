"""The words and numbers that documents print before their fields, and the titles that documents bear."""

from __future__ import annotations

import re

from kyc.adapters.documents.words import plain
from kyc.domain.documents import DocumentType

# Labels in the languages that documents use most among those in the Latin alphabet; a label is a whole word. LN, FN,
# DL, DOB, EXP and ISS are from the AAMVA card design standard.
_LABELS = {
    "given_names": r"GIVEN NAMES?|FIRST NAMES?|FORENAMES?|OTHER NAMES?|PRENOMS?|VORNAMEN?|NOMBRES?|PRENOMI?|NOME|IMIONA"
    r"|IME|JMENO|MENO|FORNAVNE?|FORNAMN|ETUNIMET|VOORNAMEN|UTONEV|ADI|EESNIMED|VARDAS|VARDS|PRENUME|FN",
    "surname": r"SURNAME|LAST NAME|FAMILY NAME|NAME|NOM|APELLIDOS?|COGNOME|NACHNAME|NAZWISKO|PRIJMENI|PREZIME"
    r"|PRIEZVISKO|ACHTERNAAM|NAAM|ETTERNAVN|EFTERNAVN|EFTERNAMN|SUKUNIMI|CSALADI NEV|SOYADI|APELIDOS?|PRIIMEK"
    r"|PEREKONNANIMI|PAVARDE|UZVARDS|NUME|LN",
    "document_number": r"(?:PASSPORT|PASSEPORT|DOCUMENT|CARD|LICEN[CS]E|LIC|PERMIT|PAS|ID|DL)[ -]*"
    r"(?:NO|NUMBER|NR|N|NUM)|(?:NO|NUMERO|NR|N)[ .]*(?:DU|DEL|DE|DI)? ?(?:PASSEPORT|PASAPORTE|PASSAPORTO|DOCUMENTO?)"
    r"|DOCUMENT NUMBER|DLN?|LIC",
    "birth_date": r"DATE OF BIRTH|BIRTH ?DATE|DOB|(?:DATE )?DE NAISSANCE|GEBURTS(?:DATUM|TAG)|FECHA DE NACIMIENTO"
    r"|DATA DI NASCITA|DATA DE NASCIMENTO|DATA URODZENIA|DATUM NAROZENI|DATUM RODENJA|GEBOORTEDATUM|DOGUM TARIHI"
    r"|FOE?DSELSDATO|FODELSEDATUM|SYNTYMAAIKA|DATA NASTERII|SZULETESI IDO|DATUM ROJSTVA",
    "expiry_date": r"DATE OF EXPIR\w*|EXPIRY(?: DATE)?|EXP(?:IRES)?|DATE D.?EXPIRATION|VALID (?:UNTIL|TO|THRU)|VALIDEZ"
    r"|CADUCIDAD|SCADENZA|GULTIG BIS|GELDIG TOT|DATA WAZNOSCI|PLATNOST DO|VRIJEDI DO|SON GECERLILIK|VALIDADE"
    r"|DATE OF EXPIRATION|DATA DE VALIDADE|VELJA DO|GYLDIG TIL|GILTIG (?:TILL|T\.?O\.?M)",
    "issue_date": r"DATE OF ISSUE|ISSUED?(?: ON| DATE)?|ISS|DATE DE DELIVRANCE|EXPEDICION|RILASCIO|AUSSTELLUNG\w*"
    r"|DATA WYDANIA|DATUM VYDANI|AFGIFTE|DATA DE EMISSAO",
    "sex": r"SEX|SEXE|SEXO|SESSO|GESCHLECHT|GENDER|PLEC|POHLAVI|SPOL|CINSIYETI?|KON|KJOE?NN|KOEN",
}
LABELS = {name: re.compile(rf"(?<![A-Z])(?:{words})(?![A-Z])") for name, words in _LABELS.items()}
_DATES = ("birth_date", "expiry_date", "issue_date")
_ANY_LABEL = re.compile("|".join(pattern.pattern for pattern in LABELS.values()))

# ISO/IEC 18013-1 annex D: the numbers before the fields of a driving licence; 4c names the authority.
ISO_NUMBERS = {"surname": "1", "given_names": "2", "birth_date": "3", "issue_date": "4A", "expiry_date": "4B"}
ISO_NUMBERS |= {"document_number": "5"}
# AAMVA card design standard (2020) annex A: the same, but the number is 4d, because 5 is the document discriminator.
AAMVA_NUMBERS = ISO_NUMBERS | {"document_number": "4D"}
_AAMVA_NAMES = {"surname": "LN", "given_names": "FN"}

_TITLES = {
    DocumentType.DRIVER_LICENSE: r"DRIV\w+(?: ?'?S)? LICEN[CS]E|PERMIS DE CONDU|FUHRERSCHEIN|PERMISO DE CONDUC|PATENTE"
    r"|RIJBEWIJS|CARTA DE CONDUCAO|PRAWO JAZDY|KORKORT|KOE?REKORT|FOE?RERKORT|AJOKORTTI|VEZETOI ENGEDELY"
    r"|RIDICSKY PRUKAZ|VODICSKY PREUKAZ|VOZNISKO DOVOLJENJE|VOZACKA DOZVOLA|JUHILUBA|VADITAJA APLIECIBA|SURUCU BELGESI",
    DocumentType.RESIDENCE_PERMIT: r"RESIDENCE PERMIT|AUFENTHALTSTITEL|TITRE DE SEJOUR|PERMESSO DI SOGGIORNO"
    r"|PERMISO DE RESIDENCIA|VERBLIJFSTITEL|KARTA POBYTU|PERMANENT RESIDENT|TITULO DE RESIDENCIA",
    DocumentType.PASSPORT: r"PASSPORT|PASSEPORT|REISEPASS|PASAPORTE|PASSAPORTO",
    DocumentType.ID_CARD: r"IDENTITY CARD|PERSONALAUSWEIS|CARTE (?:NATIONALE )?D.?IDENTITE|DOCUMENTO NACIONAL"
    r"|CARTA D.?IDENTITA|IDENTITEITSKAART|DOWOD OSOBISTY|KIMLIK KARTI|OBCANSKY PRUKAZ|OSOBNA ISKAZNICA"
    r"|CARTAO DE CIDADAO|CEDULA DE (?:IDENTIDAD|CIUDADANIA)|IDENTIFICATION CARD",
}
_AMERICAN = re.compile(r"(?<![A-Z])(?:USA|DOB|DLN?|LIC ?#|LIC NO)(?![A-Z])")

_CYRILLIC_TOO, _GREEK_TOO = frozenset("ABCEHIJKMOPTXY"), frozenset("ABEHIKMNOPTXYZ")


def title_of(text: str) -> DocumentType | None:
    """The type of document that a text names as its title."""
    return next((kind for kind, words in _TITLES.items() if re.search(words, text)), None)


def is_american(text: str) -> bool:
    """Whether a text is from a licence of the United States: by American spelling, and a word of the AAMVA standard."""
    return bool(re.search(r"DRIVER(?: ?'?S)? LICENSE|IDENTIFICATION CARD", text) and _AMERICAN.search(text))


def is_vietnamese(text: str) -> bool:
    """Whether a document is from Viet Nam, whose letters with tone marks the reader drops ("PHM" for "PHẠM")."""
    return bool(re.search(r"(?<![A-Z])VIET ?NAM(?![A-Z])", text))


def may_be_foreign(name: str) -> bool:
    """Whether every letter looks like a Cyrillic or Greek one: "BEPA" may be Vera, in Russian."""
    letters = {letter for letter in plain(name) if letter.isalpha()}
    return letters <= _CYRILLIC_TOO or letters <= _GREEK_TOO


def is_label(text: str) -> bool:
    return bool(_ANY_LABEL.search(plain(text)))


def has_label(text: str, name: str) -> bool:
    """Whether a text contains the label of a field; "Given name" is no label of a surname.

    A text with the labels of two dates does not count: it is unknown which of the dates below belongs to which.
    """
    words = plain(text)
    if name in _DATES and any(LABELS[other].search(words) for other in _DATES if other != name):
        return False
    if name == "surname":
        words = LABELS["given_names"].sub("", words)
    return bool(LABELS[name].search(words))


def after_number(text: str, number: str) -> str | None:
    """What follows a field's number on a licence ("4b. 30.06.2031 4c. DVLA" → "30.06.2031"); None without it.

    A number of one digit is trusted only at the beginning of a line.
    """
    start = rf"(?:^|.*?\s){number}" if len(number) > 1 else f"^{number}"
    found = re.match(rf"{start}(?:[.,:]\s*|\s+|$)(.*)$", text.strip(), re.IGNORECASE)
    return re.split(r"\s+4[a-d][.,:\s]", found[1], maxsplit=1, flags=re.IGNORECASE)[0].strip() if found else None


def beside_label(text: str, name: str) -> str:
    """The part of a label's own line that may be its value: all of it, for a name only what follows a colon (or "LN").

    The word after "Surname / Nom" is more often the label in a third language than a name.
    """
    if name not in _AAMVA_NAMES:
        return text
    short = re.match(rf"(?:[12]\s+)?{_AAMVA_NAMES[name]}\s+(.*)$", text)
    return short[1] if short else text.partition(":")[2].strip()

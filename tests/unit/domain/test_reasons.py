"""One catalogue, three audiences."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from kyc.domain.reasons import CATALOGUE, Reason, reason

SUSPICION = re.compile(
    r"sanction|politically|watchlist|fraud|forged|fake|spoof|screen pattern|similarity|threshold", re.I
)
CODE_IN_SOURCE = re.compile(r"""\b(?:Refused|NotMeasured|Unavailable)\(\s*"([a-z_]+)\"""")


def test_the_catalogue_is_not_empty_and_each_entry_knows_its_code() -> None:
    assert len(CATALOGUE) > 40
    assert all(code == entry.code == reason(code).code for code, entry in CATALOGUE.items())


@pytest.mark.parametrize("entry", CATALOGUE.values(), ids=lambda entry: entry.code)
def test_every_audience_is_told_in_whole_sentences(entry: Reason) -> None:
    for words in (entry.applicant, entry.partner, entry.staff):
        assert words.strip()
        assert words[0].isupper() or words[0].isdigit()
        assert words.endswith((".", "?"))


@pytest.mark.parametrize("entry", CATALOGUE.values(), ids=lambda entry: entry.code)
def test_the_applicant_never_reads_a_suspicion(entry: Reason) -> None:
    assert not SUSPICION.search(entry.applicant)


def test_every_reason_that_the_source_gives_is_in_the_catalogue() -> None:
    source = Path(__file__).parents[3] / "kyc"
    used = {code for path in source.rglob("*.py") for code in CODE_IN_SOURCE.findall(path.read_text())}
    assert used
    assert used <= set(CATALOGUE)


def test_an_unknown_code_is_an_error() -> None:
    with pytest.raises(KeyError):
        reason("no_such_reason")

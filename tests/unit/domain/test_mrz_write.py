from __future__ import annotations

from datetime import date

from kyc.domain.mrz import parse
from kyc.domain.mrz_write import td3


def test_the_specimen_of_part_4_is_written_as_printed_there() -> None:
    born, ends = date(1974, 8, 12), date(2012, 4, 15)
    assert td3("UTO", "Eriksson", "Anna Maria", "L898902C3", "UTO", born, "F", ends, "ZE184226B") == (
        "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<",
        "L898902C36UTO7408122F1204159ZE184226B<<<<<10",
    )


def test_names_are_rewritten_and_cut_to_their_room() -> None:
    upper, lower = td3(
        "D", "Müller-Lüdenscheidt von Wolkenstein", "Ærøskøbing Þór", "C1", "D", date(1990, 1, 1), "X", date(2030, 1, 1)
    )
    assert upper == "P<D<<MUELLER<LUEDENSCHEIDT<VON<WOLKENSTEIN<<"
    assert (len(upper), len(lower)) == (44, 44)
    zone = parse((upper, lower))
    assert zone is not None
    assert zone.valid

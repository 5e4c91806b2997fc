"""The audit chain: whole, or broken at a place that is named; checked by this one file alone."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from kyc.domain import audit
from kyc.domain.audit import GENESIS, Entry, Fault, digest_of, first_fault, from_lines, head_of, to_line


def chain(length: int = 5) -> list[Entry]:
    made: list[Entry] = []
    for position in range(1, length + 1):
        previous = made[-1].digest if made else GENESIS
        facts = (f"2026-11-22T08:00:0{position}.000Z", "case.decided", "staff:1", f"sess_{position}", {"reason": "é"})
        entry = Entry(position, *facts, previous)
        made.append(replace(entry, digest=digest_of(entry)))
    return made


def sealed(entry: Entry) -> Entry:
    return replace(entry, digest=digest_of(entry))


def test_a_chain_as_it_was_written_is_whole() -> None:
    assert first_fault(chain()) is None
    assert first_fault([]) is None


def test_a_part_of_a_chain_is_whole_too() -> None:
    assert first_fault(chain()[2:4]) is None


@pytest.mark.parametrize(
    "change",
    [
        {"at": "2026-11-22T09:00:00.000Z"},
        {"act": "image.opened"},
        {"actor": "staff:2"},
        {"subject": "sess_9"},
        {"detail": {"reason": "e"}},
    ],
    ids=lambda change: next(iter(change)),
)
def test_a_changed_entry_is_found(change: dict[str, object]) -> None:
    entries = chain()
    entries[2] = replace(entries[2], **change)  # type: ignore[arg-type]
    assert first_fault(entries) == Fault(3, "it was changed")


def test_an_entry_that_was_changed_and_sealed_anew_breaks_the_link_behind_it() -> None:
    entries = chain()
    entries[2] = sealed(replace(entries[2], actor="staff:2"))
    assert first_fault(entries) == Fault(4, "it does not follow the entry before it")


def test_an_entry_that_was_taken_out_is_found() -> None:
    entries = chain()
    del entries[2]
    assert first_fault(entries) == Fault(4, "entry 3 is missing")


def test_an_entry_that_stands_twice_is_found() -> None:
    entries = chain()
    assert first_fault([*entries[:3], *entries[2:]]) == Fault(3, "entry 4 is missing")


def test_a_chain_that_does_not_begin_at_its_beginning_is_found() -> None:
    first = sealed(replace(chain()[0], previous="f" * 64))
    assert first_fault([first]) == Fault(1, "it does not follow the entry before it")


def test_a_noted_head_is_found_again_however_far_the_chain_went_on() -> None:
    entries = chain()
    assert first_fault(entries, head_of(entries[2])) is None
    assert first_fault(entries, head_of(entries[-1])) is None


def test_a_chain_cut_at_its_end_lacks_the_head_that_was_noted() -> None:
    entries = chain()
    assert first_fault(entries[:3], head_of(entries[-1])) == Fault(
        5, "the chain does not reach the head that was noted"
    )


def test_a_chain_written_anew_has_another_head() -> None:
    noted, forged = head_of(chain()[-1]), chain()
    previous = GENESIS
    for index, entry in enumerate(forged):
        forged[index] = sealed(replace(entry, actor="nobody", previous=previous))
        previous = forged[index].digest
    assert first_fault(forged) is None
    assert first_fault(forged, noted) == Fault(5, "another entry stood here when the head was noted")


@pytest.mark.parametrize("head", ["5", "x:" + GENESIS, "5:abc", ":", "²:" + GENESIS])
def test_what_is_no_head_is_said(head: str) -> None:
    with pytest.raises(ValueError, match="POSITION:DIGEST"):
        first_fault(chain(), head)


def test_an_export_is_read_as_it_was_written() -> None:
    assert list(from_lines(map(to_line, chain()))) == chain()


@pytest.mark.parametrize(
    "line", ["", "[]", "{}", "no json", json.dumps({**json.loads(to_line(chain()[0])), "position": "1"})]
)
def test_a_line_that_is_no_entry_is_named(line: str) -> None:
    with pytest.raises(ValueError, match="line 2 is no entry"):
        list(from_lines([to_line(chain()[0]), line]))


class TestTheFileAlone:
    """As an outsider runs it: a copy of the one file, in a folder where nothing else is."""

    @pytest.fixture
    def check(self, tmp_path: Path) -> object:
        shutil.copy(audit.__file__, tmp_path / "audit.py")

        def run(entries: list[Entry], *more: str) -> tuple[int, str]:
            (tmp_path / "export.jsonl").write_text("".join(to_line(entry) + "\n" for entry in entries), "utf-8")
            command = [sys.executable, "-I", "audit.py", "export.jsonl", *more]
            done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
            return done.returncode, done.stdout.strip()

        return run

    def test_it_says_whole_with_the_head(self, check) -> None:  # type: ignore[no-untyped-def]
        entries = chain()
        assert check(entries, head_of(entries[1])) == (0, f"whole: entries 1 to 5, head {head_of(entries[-1])}")

    def test_it_says_where_the_chain_is_broken(self, check) -> None:  # type: ignore[no-untyped-def]
        entries = chain()
        entries[1] = replace(entries[1], subject="sess_9")
        assert check(entries) == (1, "broken at entry 2: it was changed")


def test_a_file_that_cannot_be_read_is_neither_whole_nor_broken(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert audit.main([str(tmp_path / "none.jsonl")]) == 2
    assert audit.main([]) == 2
    (tmp_path / "bad.jsonl").write_text("{}\n")
    assert audit.main([str(tmp_path / "bad.jsonl")]) == 2
    assert "line 1 is no entry" in capsys.readouterr().out


def test_an_empty_export_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "empty.jsonl").touch()
    assert audit.main([str(tmp_path / "empty.jsonl")]) == 0
    assert capsys.readouterr().out == "no entries\n"


def test_entries_of_one_case_may_leave_others_out() -> None:
    entries = chain()
    assert first_fault([entries[0], entries[2], entries[3]], gaps=True) is None
    assert first_fault(entries, gaps=True) is None


def test_among_entries_of_one_case_a_changed_one_a_broken_link_and_a_second_place_are_found() -> None:
    entries = chain()
    changed = replace(entries[2], actor="staff:2")
    assert first_fault([entries[0], changed], gaps=True) == Fault(3, "it was changed")
    assert first_fault([entries[0], sealed(changed), entries[3]], gaps=True) == Fault(
        4, "it does not follow the entry before it"
    )
    assert first_fault([entries[3], entries[1]], gaps=True) == Fault(2, "entry 5 is missing")


def test_the_program_checks_the_entries_of_one_case(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    entries, file = chain(), tmp_path / "audit.jsonl"
    file.write_text("".join(f"{to_line(one)}\n" for one in (entries[0], entries[2])))
    assert (audit.main([str(file)]), audit.main(["--gaps", str(file)])) == (1, 0)
    assert "unchanged: 2 of entries 1 to 3" in capsys.readouterr().out

"""Changing versions under load: 200 screenings at once in two processes, and a load that is killed in its middle."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from multiprocessing import get_context
from pathlib import Path

from kyc.adapters.screening import create, load
from kyc.adapters.screening.versions import Versions
from kyc.domain.ports import Watchlist
from tests.unit.adapters.screening.files import person, write_own

PROCESSES, THREADS, SWAPS = 2, 100, 8
NAMES = ("First list", "Second list")
VIKTOR = person("Viktor Sampleman", "1970-05-05")
ROOT = Path(__file__).parents[4]
Answer = tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]

LOADER = """
import os, sys, time
from pathlib import Path
from kyc.adapters.screening.loading import load
def hang(name, expected, entries):
    print("loading", flush=True)
    time.sleep(60)
load(Path(sys.argv[1]), [Path(sys.argv[2])], progress=hang)
"""


def publish(folder: Path, directory: Path, number: int) -> None:
    """Version `number` of both lists at once: the same man, under an id of that version in each."""
    for name in NAMES:
        (folder / name).mkdir(exist_ok=True)
    load(directory, [_list(folder / name, name, number) for name in NAMES])


def _list(folder: Path, name: str, number: int) -> Path:
    entry = {"id": f"{name} v{number}", "name": "Viktor Sampleman", "birth_dates": ["1970-05-05"]}
    path = write_own(folder, entry, date=f"2026-11-{number:02}")
    path.write_text(path.read_text().replace("House list", name))
    return path


def answer(index: Watchlist) -> Answer:
    """What one screening says: the dates and versions of its lists, and whom it found."""
    found = index.screen(VIKTOR, samples=False)
    dates = tuple(sorted(f"{one.name} {one.date}" for one in found.lists))
    return dates, tuple(sorted(one.version for one in found.lists)), tuple(sorted(m.entity_id for m in found.matches))


def screen_until(directory: Path, ready: Path, stop: Path) -> Counter[Answer]:
    """One process: its threads share an index and screen without pause until the file `stop` is there."""
    index = create(directory, "sanctions")

    def screen(_: int) -> list[Answer]:
        answers = [answer(index)]
        ready.touch()
        while not stop.exists():
            answers.append(answer(index))
        return answers

    with ThreadPoolExecutor(THREADS) as threads:
        return Counter(one for answers in threads.map(screen, range(THREADS)) for one in answers)


def expected(number: int) -> tuple[tuple[str, ...], tuple[str, ...]]:
    return (
        tuple(f"{name} 2026-11-{number:02}" for name in NAMES),
        tuple(f"{name} v{number}" for name in NAMES),
    )


def until(holds: Callable[[], bool], seconds: float = 60) -> bool:
    """Whether it holds within a time that only a broken machine exceeds."""
    for _ in range(int(seconds / 0.02)):
        if holds():
            return True
        time.sleep(0.02)
    return False


def test_a_swap_under_200_screenings_loses_none_and_mixes_no_versions(tmp_path: Path) -> None:
    directory, stop = tmp_path / "lists", tmp_path / "stop"
    ready = [tmp_path / f"ready-{number}" for number in range(PROCESSES)]
    publish(tmp_path, directory, 1)
    with ProcessPoolExecutor(PROCESSES, mp_context=get_context("spawn")) as pool:
        running = [pool.submit(screen_until, directory, one, stop) for one in ready]
        try:
            assert until(lambda: all(one.exists() for one in ready))
            for number in range(2, SWAPS + 2):
                publish(tmp_path, directory, number)
        finally:
            stop.touch()
        answers = sum((one.result() for one in running), Counter[Answer]())
    assert answers.total() >= PROCESSES * THREADS, "each screening that began has answered"
    whole = {expected(number) for number in range(1, SWAPS + 2)}
    assert {(dates, ids) for dates, _, ids in answers} <= whole, "lists and matches are of one and the same version"
    assert len({versions for _, versions, _ in answers}) == len(answers), "one set of versions has one answer"
    assert len(answers) >= 3, "the versions changed while they screened"


def test_a_load_that_is_killed_leaves_the_old_version_and_the_next_one_works(tmp_path: Path) -> None:
    directory = tmp_path / "lists"
    publish(tmp_path, directory, 1)
    before = answer(create(directory, "sanctions"))
    many = write_own(tmp_path, *({"id": f"e{number}", "name": f"Anna Example{number}"} for number in range(1200)))
    loader = subprocess.Popen(
        [sys.executable, "-c", LOADER, str(directory), str(many)], stdout=subprocess.PIPE, cwd=ROOT
    )
    assert loader.stdout
    with loader.stdout:
        assert loader.stdout.readline() == b"loading\n"
        os.kill(loader.pid, signal.SIGKILL)
        assert loader.wait(60) == -signal.SIGKILL
    assert (directory / "sanctions" / "draft").exists(), "it was killed amid its work"
    assert answer(create(directory, "sanctions")) == before
    assert len(Versions(directory / "sanctions").kept()) == 1
    publish(tmp_path, directory, 2)
    dates, _, ids = answer(create(directory, "sanctions"))
    assert (dates, ids) == expected(2)
    assert not (directory / "sanctions" / "draft").exists()

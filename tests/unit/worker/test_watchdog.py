"""What hangs ends with its process: after its time, once, and never what ends by itself."""

from __future__ import annotations

import subprocess
import sys
import threading
from pathlib import Path

import pytest

from kyc.worker import watchdog

ROOT = Path(__file__).parents[3]


class Ending:
    """Notes what the watchdog does instead of ending the tests."""

    def __init__(self, error: Exception | None = None) -> None:
        self.given_up, self.codes, self.ended, self.error = 0, list[int](), threading.Event(), error

    def give_up(self) -> None:
        self.given_up += 1
        if self.error:
            raise self.error

    def end(self, code: int) -> None:
        self.codes.append(code)
        self.ended.set()


def test_what_ends_in_its_time_is_left_alone() -> None:
    ending = Ending()
    with watchdog.watched(1, ending.give_up, ending.end):
        pass
    assert not ending.ended.wait(1.5)
    assert ending.given_up == 0


def test_what_takes_too_long_is_given_up_and_ends_the_process() -> None:
    ending = Ending()
    with watchdog.watched(1, ending.give_up, ending.end):
        assert ending.ended.wait(20)
    assert (ending.given_up, ending.codes) == (1, [watchdog.EXIT_CODE])


def test_where_giving_up_fails_the_process_ends_all_the_same() -> None:
    ending = Ending(OSError("the database is away"))
    with watchdog.watched(1, ending.give_up, ending.end):
        assert ending.ended.wait(20)
    assert ending.codes == [watchdog.EXIT_CODE]


def test_what_raises_ends_its_watch() -> None:
    ending = Ending()
    with pytest.raises(KeyError), watchdog.watched(1, ending.give_up, ending.end):
        raise KeyError
    assert not ending.ended.wait(1.5)


def test_what_ends_while_it_is_given_up_ends_no_process() -> None:
    ending, done = Ending(), threading.Event()

    def slowly() -> None:
        ending.give_up()
        assert done.wait(20)

    watch = watchdog.watched(1, slowly, ending.end)
    with watch:
        threading.Event().wait(2)
    done.set()
    assert not ending.ended.wait(1)
    assert ending.given_up == 1


def run(program: str) -> int:
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, check=False, stderr=subprocess.DEVNULL, timeout=60)
    return done.returncode


def test_a_process_that_sleeps_for_ever_ends_with_a_code_of_its_own() -> None:
    program = "import time; from kyc.worker.watchdog import watched\nwith watched(1, lambda: None): time.sleep(999)"
    assert run(program) == watchdog.EXIT_CODE


STUCK = """
import re
from kyc.worker import watchdog
watchdog.STUCK_S = 1
watchdog.still_running()
re.match("(a+)+$", "a" * 60 + "b")  # holds the interpreter's lock for longer than the world stands
"""


def test_a_process_whose_interpreter_is_held_for_ever_is_ended_from_outside() -> None:
    assert run(STUCK) == 1


def test_one_that_leaves_in_its_own_time_is_not_ended() -> None:
    left = "import time\nfrom kyc.worker import watchdog\nwatchdog.STUCK_S = 1\nwatchdog.still_running()\n"
    assert run(left + "watchdog.leaving()\ntime.sleep(2)") == 0

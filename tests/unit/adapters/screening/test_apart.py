"""An update in a process of its own."""

from __future__ import annotations

import fcntl
import os
from functools import partial
from pathlib import Path

from kyc.adapters.screening import create, load
from kyc.adapters.screening.apart import run_apart, updated_apart
from kyc.adapters.screening.fetch import Limits
from kyc.adapters.screening.updating import Update
from kyc.domain.watchlists import Source
from tests.unit.adapters.screening.files import write_own
from tests.unit.adapters.screening.publisher import Published, publishing


def test_sources_are_loaded_by_another_process_which_says_what_came_of_each(tmp_path: Path) -> None:
    own = write_own(tmp_path, {"id": "e1", "name": "Viktor Sampleman"})
    with publishing() as publisher:
        publisher.files["/own.json"] = Published(own.read_bytes())
        sources = [Source("House", (publisher.url("/own.json"),)), Source("Gone", (publisher.url("/gone"),))]
        outcomes = updated_apart(Update(tmp_path / "lists", Limits(allow_http=True)), sources)
    assert [(one.source, one.result) for one in outcomes or ()] == [("House", "loaded"), ("Gone", "failed")]
    assert [one.name for one in create(tmp_path / "lists", "sanctions").lists()] == ["House"]


def test_a_process_that_dies_changes_nothing(tmp_path: Path) -> None:
    load(tmp_path / "lists", [write_own(tmp_path, {"id": "e1", "name": "Viktor Sampleman"})])
    assert run_apart(partial(os._exit, 9)) is None
    assert [one.name for one in create(tmp_path / "lists", "sanctions").lists()] == ["House list"]


def test_an_update_that_runs_elsewhere_is_left_to_itself(tmp_path: Path) -> None:
    with (tmp_path / "update.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        assert updated_apart(Update(tmp_path, Limits()), [Source("House", ("https://lists.example/x",))]) == []

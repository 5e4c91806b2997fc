"""The slow receiver of the bench: it takes its time, answers 200 and keeps count."""

from __future__ import annotations

import time

import pytest
import requests

from bench import deliveries
from tests.waiting import until

pytestmark = pytest.mark.one_database


def test_the_receiver_answers_after_its_time_and_counts() -> None:
    with deliveries.slow(0.05) as (url, answered):
        begun = time.monotonic()
        assert requests.post(url, data=b"{}", timeout=5).status_code == 200
        assert time.monotonic() - begun >= 0.05
        assert until(lambda: len(answered) == 1, 2)
